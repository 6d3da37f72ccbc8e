import { NativeSelect, TextInput } from '@mantine/core'
import { Icon } from '../../../components/Icon.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import { PickContacts } from './PickContacts.tsx'
import type { PeopleChoice } from './use-people-choice.ts'

/** What the chosen way asks for. */
export function ChoiceFields({ choice, onEnter }: { choice: PeopleChoice; onEnter(): void }) {
  const { way, search, slowSearch, picked, set } = choice
  if (way === 'all') return <p className="muted">All contacts of this workspace.</p>
  if (way === 'tag') return <TagField choice={choice} />
  if (way === 'import') return <ImportField choice={choice} />
  return (
    <>
      <TextInput
        label={way === 'search' ? 'Everybody who matches' : 'Find people'}
        placeholder="Name, address or company"
        leftSection={<Icon name="search" />}
        value={search}
        onChange={(event) => set({ search: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Enter' && !event.ctrlKey && !event.metaKey && way === 'search' && onEnter()}
      />
      {way === 'pick' && <PickContacts search={slowSearch} picked={picked} onPick={(next) => set({ picked: next })} />}
    </>
  )
}

const ofContacts = ({ type }: { type: string }) => type === 'contacts.changed' || type === 'import.changed'

function TagField({ choice }: { choice: PeopleChoice }) {
  const desk = useDesk()
  const { value } = useLiveValue('tags', () => desk.client.contacts.tags(), ofContacts)
  return (
    <NativeSelect
      label="Everybody with this tag"
      value={choice.tag}
      onChange={(event) => choice.set({ tag: event.currentTarget.value })}
      data={[
        { value: '', label: value?.length === 0 ? 'No tags yet' : 'Choose a tag' },
        ...(value ?? []).map(({ tag, count }) => ({ value: tag, label: `${tag} (${formatCount(count)})` })),
      ]}
    />
  )
}

function ImportField({ choice }: { choice: PeopleChoice }) {
  const desk = useDesk()
  const { value } = useLiveValue('imports', () => desk.client.contacts.listImports(), ofContacts)
  return (
    <NativeSelect
      label="Everybody from this import"
      value={choice.importId}
      onChange={(event) => choice.set({ importId: event.currentTarget.value })}
      data={[
        { value: '', label: value?.length === 0 ? 'No imports yet' : 'Choose an import' },
        ...(value ?? []).map(({ id, fileName, created, merged }) => ({
          value: String(id),
          label: `${fileName} (${formatCount(created + merged)})`,
        })),
      ]}
    />
  )
}
