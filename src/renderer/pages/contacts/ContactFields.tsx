import { Autocomplete, CloseButton, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Contact } from '../../../shared/schemas/contacts.ts'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveValue } from '../../hooks/use-live.ts'
import { EditableField } from './EditableField.tsx'

interface Props {
  contact: Contact
  onChanged(contact: Contact): void
}

type Patch = Partial<Pick<Contact, 'email' | 'firstName' | 'lastName' | 'companyName' | 'customFields' | 'tags'>>

const plain = [
  { name: 'firstName', label: 'First name' },
  { name: 'lastName', label: 'Last name' },
  { name: 'email', label: 'Email' },
  { name: 'companyName', label: 'Company' },
] as const

/** What is known about a person, each field changed where it stands. */
export function ContactFields({ contact, onChanged }: Props) {
  const desk = useDesk()
  const action = useAction()

  function save(patch: Patch): Promise<boolean> {
    return action.run(async () => onChanged(await desk.client.contacts.update({ id: contact.id, ...patch })))
  }

  function saveCustom(name: string, value: string): Promise<boolean> {
    const { [name]: _, ...rest } = contact.customFields
    return save({ customFields: value.trim() === '' ? rest : { ...contact.customFields, [name]: value.trim() } })
  }

  return (
    <div className="contact-fields">
      {action.problem && <ProblemNote problem={action.problem} />}
      {plain.map(({ name, label }) => (
        <EditableField key={name} label={label} value={contact[name]} onSave={(value) => save({ [name]: value })} />
      ))}
      <TagsField tags={contact.tags} onSave={(tags) => save({ tags })} />
      {Object.entries(contact.customFields).map(([name, value]) => (
        <EditableField
          key={name}
          label={name}
          value={value}
          hint="Empty it to remove the field"
          onSave={(next) => saveCustom(name, next)}
        />
      ))}
      <AddField taken={Object.keys(contact.customFields)} onAdd={saveCustom} />
    </div>
  )
}

function TagsField({ tags, onSave }: { tags: readonly string[]; onSave(tags: string[]): Promise<boolean> }) {
  const desk = useDesk()
  const [typed, setTyped] = useState('')
  const { value: known } = useLiveValue(
    'tags',
    () => desk.client.contacts.tags(),
    () => false,
  )
  async function add(tag: string): Promise<void> {
    const clean = tag.trim()
    if (clean === '' || tags.includes(clean) || (await onSave([...tags, clean]))) setTyped('')
  }
  return (
    <div className="field">
      <span className="field-name">Tags</span>
      <div className="tags">
        {tags.map((tag) => (
          <span key={tag} className="tag">
            <span className="clip">{tag}</span>
            <CloseButton
              size={16}
              iconSize={10}
              aria-label={`Remove tag ${tag}`}
              onClick={() => void onSave(tags.filter((other) => other !== tag))}
            />
          </span>
        ))}
        <Autocomplete
          size="xs"
          variant="unstyled"
          className="tag-input"
          aria-label="Add a tag"
          placeholder="Add a tag"
          maxLength={60}
          limit={8}
          data={(known ?? []).map(({ tag }) => tag).filter((tag) => !tags.includes(tag))}
          value={typed}
          onChange={setTyped}
          onOptionSubmit={(tag) => void add(tag)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.defaultPrevented) void add(typed)
          }}
        />
      </div>
    </div>
  )
}

function AddField({ taken, onAdd }: { taken: readonly string[]; onAdd(name: string, value: string): Promise<boolean> }) {
  const desk = useDesk()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const { value: known } = useLiveValue(
    'fields',
    () => desk.client.contacts.fields(),
    () => false,
  )
  async function add(): Promise<void> {
    if (name.trim() === '' || value.trim() === '') return
    if (!(await onAdd(name.trim(), value))) return
    setName('')
    setValue('')
  }
  return (
    <form
      className="field"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <Autocomplete
        size="xs"
        aria-label="Name of a new field"
        placeholder="New field"
        limit={8}
        data={(known ?? []).filter((other) => !taken.includes(other))}
        value={name}
        onChange={setName}
      />
      <TextInput
        size="xs"
        aria-label="Value of the new field"
        placeholder="Value"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onBlur={() => void add()}
      />
      <button type="submit" hidden tabIndex={-1} />
    </form>
  )
}
