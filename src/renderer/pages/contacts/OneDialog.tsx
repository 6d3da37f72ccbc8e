import { Button } from '@mantine/core'
import type { Contact } from '../../../shared/schemas/contacts.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { toasts } from '../../stores/toasts.ts'

export type OneKind = 'suppress' | 'delete' | 'erase'

interface Props {
  kind: OneKind
  contact: Contact
  onClose(): void
  onDone(): void
}

/** The questions before somebody is silenced, deleted or forgotten. */
export function OneDialog({ kind, contact, onClose, onDone }: Props) {
  const desk = useDesk()
  const action = useAction()
  const name = contact.fullName || contact.email

  async function work(): Promise<void> {
    if (kind === 'suppress') await desk.client.suppressions.add({ kind: 'email', value: contact.email })
    else await desk.client.contacts.remove({ id: contact.id, erase: kind === 'erase' })
    toasts.say(
      kind === 'suppress' ? `${name} is never contacted again` : kind === 'delete' ? `${name} was deleted` : 'The person was forgotten',
      {
        hue: 'good',
      },
    )
    onDone()
  }

  const { title, verb, busy } = {
    suppress: { title: `Never contact ${name} again?`, verb: 'Never contact again', busy: 'Stopping' },
    delete: { title: `Delete ${name}?`, verb: 'Delete contact', busy: 'Deleting' },
    erase: { title: `Forget ${name}?`, verb: 'Forget this person', busy: 'Forgetting' },
  }[kind]
  return (
    <Dialog
      title={title}
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <ActionButton busy={action.busy} busyLabel={busy} color="red" onClick={() => void action.run(work)}>
            {verb}
          </ActionButton>
        </>
      }
    >
      {kind === 'suppress' && (
        <p>
          {contact.email} goes on the list of addresses that are never contacted. Every campaign stops for this person now. You can lift
          this later.
        </p>
      )}
      {kind === 'delete' && (
        <p>
          The contact goes, and every campaign stops for this person now. What was sent and answered stays in the campaigns. An import may
          bring the address back. This cannot be undone.
        </p>
      )}
      {kind === 'erase' && (
        <>
          <p>For a person who asks to be forgotten (GDPR, article 17). It deletes, at once and for good:</p>
          <ul className="told">
            <li>the contact with all fields and tags</li>
            <li>every message to and from this person, in all campaigns and in the inbox</li>
            <li>their address wherever it stands, also in rejected rows of imports</li>
          </ul>
          <p>What remains: a hash of the address, so that they are never contacted again, and the number of messages sent.</p>
        </>
      )}
    </Dialog>
  )
}
