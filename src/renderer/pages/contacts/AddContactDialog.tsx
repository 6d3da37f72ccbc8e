import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'

interface Props {
  onClose(): void
  onAdded(id: number): void
}

export function AddContactDialog({ onClose, onAdded }: Props) {
  const desk = useDesk()
  const action = useAction()
  const [fields, setFields] = useState({ email: '', firstName: '', lastName: '', companyName: '', tags: '' })
  const input = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) => setFields({ ...fields, [name]: event.currentTarget.value }),
  })

  function add(event?: FormEvent): void {
    event?.preventDefault()
    void action.run(async () => {
      const { tags, ...rest } = fields
      const list = tags.split(',').flatMap((tag) => tag.trim() || [])
      const { id } = await desk.client.contacts.create({ ...rest, tags: list })
      onClose()
      onAdded(id)
    })
  }

  return (
    <Dialog
      title="Add a contact"
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActionButton busy={action.busy} busyLabel="Adding" onClick={() => add()}>
            Add contact
          </ActionButton>
        </>
      }
    >
      <form className="fields" onSubmit={add}>
        <TextInput label="Email" type="email" data-autofocus required {...input('email')} />
        <TextInput label="First name" {...input('firstName')} />
        <TextInput label="Last name" {...input('lastName')} />
        <TextInput label="Company" {...input('companyName')} />
        <TextInput label="Tags" description="With commas between them" {...input('tags')} />
        {/* Enter in any field adds. */}
        <button type="submit" hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}
