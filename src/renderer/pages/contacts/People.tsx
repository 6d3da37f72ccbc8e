import { Button } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { Contact, ContactQuery } from '../../../shared/schemas/contacts.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { DataTable } from '../../components/table/DataTable.tsx'
import type { Sort } from '../../components/table/types.ts'
import { useColumns } from '../../components/table/use-columns.tsx'
import { useSelection } from '../../components/table/use-selection.ts'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useWindowedList } from '../../hooks/use-windowed.ts'
import { counted } from '../../lib/words/counts.ts'
import { nullIfGone } from '../../lib/words/problem.ts'
import { ContactBulkBar } from './ContactBulkBar.tsx'
import { ContactDrawer } from './ContactDrawer.tsx'
import { asQuery, asSelection, type Filters, noFilters } from './choice.ts'
import { contactColumns } from './columns.tsx'
import { FilterBar } from './FilterBar.tsx'

interface Props {
  importId: number | null
  openId: number | null
  onOpen(id: number | null): void
  onAdd(): void
}

const nameOf = (contact: Contact) => contact.fullName || contact.email

/** The table of contacts with what narrows it, the drawer of one person, and what can be done to many. */
export function People({ importId, openId, onOpen, onAdd }: Props) {
  const desk = useDesk()
  const [, navigate] = useLocation()
  const [filters, setFilters] = useState<Filters>({ ...noFilters, importId })
  const [sort, setSort] = useState<Sort>({ by: 'createdAt', order: 'desc' })
  const query = useMemo(() => ({ ...asQuery(filters), sort: sort.by as ContactQuery['sort'], order: sort.order }), [filters, sort])
  const key = JSON.stringify(query)
  const list = useWindowedList<Contact>(
    key,
    {
      page: (request) => desk.client.contacts.list({ ...query, ...request }),
      one: (id) => desk.client.contacts.get({ id }).catch(nullIfGone),
      staysInPlace: () => sort.by === 'createdAt' && Object.keys(asQuery(filters)).length === 0,
    },
    (event) => {
      if (event.type === 'contacts.changed') return event.contactId ?? 'all'
      return event.type === 'send.sent' || event.type === 'send.resolved' ? (event.contactId ?? null) : null
    },
  )
  // Not the whole state: rows that come and go while one scrolls are the table's alone.
  const total = useStore(list.store, (state) => state.total)
  const loaded = useStore(list.store, (state) => state.loaded)
  const { selection, choice, count, clear } = useSelection(list, JSON.stringify(asQuery(filters)))
  const { columns, menu } = useColumns('contacts', contactColumns)
  const narrowed = Object.keys(asQuery(filters)).length > 0

  // A person who was opened by the palette may be anywhere: the drawer reads them by itself.
  function move(by: -1 | 1): void {
    const at = openId === null ? null : list.indexOf(openId)
    if (at === null) return
    const to = Math.max(0, Math.min(total - 1, at + by))
    void list.between(to, to).then(
      ([next]) => next && onOpen(next.id),
      () => {},
    )
  }

  function close(): void {
    const id = openId
    onOpen(null)
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`tr[data-row="${id}"] .row-button`)?.focus({ preventScroll: true }))
  }

  useEffect(() => setFilters((before) => ({ ...before, importId })), [importId])

  return (
    <section className="panel panel-contacts" aria-label="People">
      <FilterBar filters={filters} onChange={setFilters} menu={menu} found={loaded ? counted(total, 'contact', 'contacts') : ''} />
      <DataTable
        label="Contacts"
        testId="contacts"
        list={list}
        columns={columns}
        nameOf={nameOf}
        openId={openId}
        onOpen={(contact) => onOpen(contact.id)}
        sort={sort}
        onSort={setSort}
        selection={selection}
        empty={
          narrowed ? (
            <EmptyState title="Nobody matches">Change the search or the filters, or clear them.</EmptyState>
          ) : (
            <div className="empty">
              <h2>Nobody is here yet</h2>
              <p>Import a list as a CSV file, or add somebody by hand.</p>
              <div className="actions">
                <Button size="xs" onClick={() => navigate('/contacts/import')}>
                  Import contacts
                </Button>
                <Button size="xs" variant="default" onClick={onAdd}>
                  Add a contact
                </Button>
              </div>
            </div>
          )
        }
      />
      {count > 0 && (
        <ContactBulkBar count={count} selection={() => asSelection(choice, filters)} all={choice.kind === 'matching'} onDone={clear} />
      )}
      {openId !== null && (
        <ContactDrawer key={openId} id={openId} onClose={close} onMove={move} onChanged={(contact) => list.patch(contact.id, contact)} />
      )}
    </section>
  )
}
