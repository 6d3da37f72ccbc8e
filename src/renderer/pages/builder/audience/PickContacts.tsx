import { useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import type { Contact } from '../../../../shared/schemas/contacts.ts'
import { DataTable } from '../../../components/table/DataTable.tsx'
import type { Column, Selection } from '../../../components/table/types.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveList } from '../../../hooks/use-live.ts'
import { nullIfGone } from '../../../lib/words/problem.ts'

interface Props {
  search: string
  picked: ReadonlySet<number>
  onPick(picked: ReadonlySet<number>): void
}

const columns: readonly Column<Contact>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: (contact) => <span className="clip">{nameOf(contact)}</span>,
    hint: (contact) => `${contact.fullName} <${contact.email}>`,
  },
  { key: 'company', title: 'Company', width: '42%', cell: ({ companyName }) => companyName, hint: ({ companyName }) => companyName },
]

/** Contacts to tick, one by one or from one to another with shift. Who was ticked stays so while one searches on. */
export function PickContacts({ search, picked, onPick }: Props) {
  const desk = useDesk()
  const last = useRef<number | null>(null)
  const list = useLiveList<Contact>(
    `pick ${search}`,
    {
      page: (request) => desk.client.contacts.list({ ...request, ...(search !== '' && { search }) }),
      one: (id) => desk.client.contacts.get({ id }).catch(nullIfGone),
      staysInPlace: () => search === '',
    },
    (event) => (event.type === 'contacts.changed' ? (event.contactId ?? 'all') : null),
  )
  const items = useStore(list.store, (state) => state.items)
  const selection = useMemo<Selection>(() => {
    const chosen = items.filter(({ id }) => picked.has(id)).length
    return {
      isChosen: (id) => picked.has(id),
      toggle(id, range) {
        const next = new Set(picked)
        const from = range ? items.findIndex((item) => item.id === last.current) : -1
        const to = items.findIndex((item) => item.id === id)
        const ids = from < 0 ? [id] : items.slice(Math.min(from, to), Math.max(from, to) + 1).map((item) => item.id)
        for (const one of ids) {
          if (picked.has(id)) next.delete(one)
          else next.add(one)
        }
        last.current = id
        onPick(next)
      },
      toggleAll() {
        const next = new Set(picked)
        for (const { id } of items) {
          if (chosen === items.length) next.delete(id)
          else next.add(id)
        }
        onPick(next)
      },
      state: chosen === 0 ? 'none' : chosen === items.length ? 'all' : 'some',
    }
  }, [items, picked, onPick])
  return (
    <div className="bd-pick-table">
      <DataTable
        label="contacts"
        list={list}
        columns={columns}
        nameOf={nameOf}
        selection={selection}
        empty={<p className="muted">{search === '' ? 'There are no contacts yet.' : 'Nobody is called so.'}</p>}
      />
    </div>
  )
}

function nameOf(contact: Contact): string {
  return contact.fullName || contact.email
}
