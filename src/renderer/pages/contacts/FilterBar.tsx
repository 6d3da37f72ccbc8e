import { Button, CloseButton, NativeSelect, Popover, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon } from '../../components/Icon.tsx'
import { useCommands } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { formatCount } from '../../lib/words/counts.ts'
import { type Filters, noFilters } from './choice.ts'

interface Props {
  filters: Filters
  onChange(filters: Filters): void
  /** The menu of columns. */
  menu: ReactNode
  /** How many there are, in words. */
  found: string
}

const searchDelayMs = 150

export function FilterBar({ filters, onChange, menu, found }: Props) {
  const [words, setWords] = useState(filters.search)
  const input = useRef<HTMLInputElement>(null)
  const latest = useRef({ filters, onChange })
  latest.current = { filters, onChange }
  useCommands([{ id: 'contacts search', title: 'Search contacts', group: 'Contacts', keys: '/', run: () => input.current?.focus() }])
  useEffect(() => {
    const timer = setTimeout(() => {
      const { filters: now, onChange: change } = latest.current
      if (words.trim() !== now.search.trim()) change({ ...now, search: words })
    }, searchDelayMs)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <div className="panel-head contacts-head">
      <TextInput
        ref={input}
        size="xs"
        w={240}
        leftSection={<Icon name="search" />}
        placeholder="Search name, address, company"
        aria-label="Search contacts"
        aria-keyshortcuts="/"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setWords('')
        }}
      />
      <Filter filters={filters} onChange={onChange} />
      <Chips filters={filters} onChange={onChange} />
      <span className="found muted small" aria-live="polite">
        {found}
      </span>
      {menu}
    </div>
  )
}

function Filter({ filters, onChange }: Pick<Props, 'filters' | 'onChange'>) {
  const [shown, setShown] = useState(false)
  return (
    <Popover position="bottom-start" shadow="none" opened={shown} onChange={setShown} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<Icon name="filter" />} onClick={() => setShown(!shown)}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filter contacts">
        <Fields
          filters={filters}
          onChange={(next) => {
            onChange(next)
            setShown(false)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function Fields({ filters, onChange }: Pick<Props, 'filters' | 'onChange'>) {
  const desk = useDesk()
  const [wanted, setWanted] = useState(filters)
  const tags = useLiveValue(
    'tags',
    () => desk.client.contacts.tags(),
    (event) => event.type === 'contacts.changed',
  )
  const imports = useLiveValue(
    'imports',
    () => desk.client.contacts.listImports(),
    (event) => event.type === 'import.changed',
  )
  const change = (part: Partial<Filters>) => setWanted({ ...wanted, ...part })
  return (
    <form
      className="filter-form"
      onSubmit={(event) => {
        event.preventDefault()
        onChange({ ...wanted, search: filters.search })
      }}
    >
      <NativeSelect
        size="xs"
        label="Tag"
        data-autofocus
        value={wanted.tag}
        onChange={(event) => change({ tag: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any' },
          ...(tags.value ?? []).map(({ tag, count }) => ({ value: tag, label: `${tag} (${formatCount(count)})` })),
        ]}
      />
      <TextInput
        size="xs"
        label="Company"
        placeholder="The whole name"
        value={wanted.companyName}
        onChange={(event) => change({ companyName: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label="Domain of the address"
        placeholder="acme.com"
        value={wanted.domain}
        onChange={(event) => change({ domain: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        label="Import"
        value={wanted.importId === null ? '' : String(wanted.importId)}
        onChange={(event) => change({ importId: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })}
        data={[
          { value: '', label: 'Any' },
          ...(imports.value ?? []).map(({ id, fileName }) => ({ value: String(id), label: `${fileName} (no. ${id})` })),
        ]}
      />
      <NativeSelect
        size="xs"
        label="Contacted"
        value={wanted.contacted === null ? '' : String(wanted.contacted)}
        onChange={(event) => change({ contacted: event.currentTarget.value === '' ? null : event.currentTarget.value === 'true' })}
        data={[
          { value: '', label: 'Any' },
          { value: 'true', label: 'Contacted before' },
          { value: 'false', label: 'Never contacted' },
        ]}
      />
      <div className="actions">
        <Button size="xs" variant="default" onClick={() => onChange({ ...noFilters, search: filters.search })}>
          Clear
        </Button>
        <Button size="xs" type="submit">
          Show
        </Button>
      </div>
    </form>
  )
}

function Chips({ filters, onChange }: Pick<Props, 'filters' | 'onChange'>) {
  const { tag, companyName, domain, importId, contacted } = filters
  const chips: { word: string; without: Partial<Filters> }[] = [
    ...(tag ? [{ word: `Tag: ${tag}`, without: { tag: '' } }] : []),
    ...(companyName ? [{ word: `Company: ${companyName}`, without: { companyName: '' } }] : []),
    ...(domain ? [{ word: `Domain: ${domain}`, without: { domain: '' } }] : []),
    ...(importId !== null ? [{ word: `Import no. ${importId}`, without: { importId: null } }] : []),
    ...(contacted !== null ? [{ word: contacted ? 'Contacted before' : 'Never contacted', without: { contacted: null } }] : []),
  ]
  return (
    <ul className="filter-chips" aria-label="Filters">
      {chips.map(({ word, without }) => (
        <li key={word} className="filter-chip">
          <span className="clip">{word}</span>
          <CloseButton size="xs" aria-label={`Remove filter ${word}`} onClick={() => onChange({ ...filters, ...without })} />
        </li>
      ))}
    </ul>
  )
}
