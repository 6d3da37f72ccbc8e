import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Suppression } from '../../../shared/schemas/contacts.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Icon } from '../../components/Icon.tsx'
import { DataTable } from '../../components/table/DataTable.tsx'
import type { Column } from '../../components/table/types.ts'
import { When } from '../../components/When.tsx'
import { useCommands } from '../../hooks/commands.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { useLiveList } from '../../hooks/use-live.ts'
import { counted } from '../../lib/words/counts.ts'
import { toasts } from '../../stores/toasts.ts'

const reasons: Record<Suppression['reason'], string> = {
  manual: 'Put here by you',
  imported: 'Came with an import',
  bounced: 'The address does not work',
  complained: 'Complained about a message',
  unsubscribed: 'Asked not to be contacted',
  erased: 'Was forgotten; only a hash is left',
}
/** Who asked for it stays (the engine refuses it too). */
const liftable: ReadonlySet<Suppression['reason']> = new Set(['manual', 'imported', 'bounced'])

const wordFor = (row: Suppression) => row.value ?? 'A forgotten person'

/** Addresses and domains that are never written to. */
export function Suppressions() {
  const desk = useDesk()
  const [words, setWords] = useState('')
  const [search, setSearch] = useState('')
  const [adding, setAdding] = useState(false)
  const [lifting, setLifting] = useState<Suppression | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useCommands([
    { id: 'never search', title: 'Search addresses never contacted', group: 'Contacts', keys: '/', run: () => input.current?.focus() },
    { id: 'never add', title: 'Never contact an address or domain', group: 'Contacts', run: () => setAdding(true) },
  ])
  useEffect(() => {
    const timer = setTimeout(() => setSearch(words.trim()), 150)
    return () => clearTimeout(timer)
  }, [words])
  const list = useLiveList<Suppression>(
    search,
    {
      page: (request) => desk.client.suppressions.list({ ...request, ...(search && { search }) }),
      one: () => Promise.resolve(null),
      staysInPlace: () => false,
    },
    (event) => (event.type === 'suppressions.changed' ? 'all' : null),
  )
  const { total, loaded } = useStore(list.store)
  const columns = useMemo<Column<Suppression>[]>(
    () => [
      { key: 'value', title: 'Address or domain', width: '34%', cell: (row) => <Value row={row} />, hint: wordFor },
      { key: 'reason', title: 'Why', width: '22%', cell: (row) => reasons[row.reason] },
      { key: 'note', title: 'Note', cell: (row) => <span className="muted">{row.note}</span>, hint: (row) => row.note },
      { key: 'since', title: 'Since', width: '136px', cell: (row) => <When at={row.createdAt} /> },
      {
        key: 'lift',
        title: 'Action',
        width: '96px',
        align: 'end',
        cell: (row) =>
          liftable.has(row.reason) && (
            <Button size="compact-xs" variant="default" aria-label={`Lift ${wordFor(row)}`} onClick={() => setLifting(row)}>
              Lift
            </Button>
          ),
      },
    ],
    [],
  )
  return (
    <section className="panel panel-contacts" aria-label="Never contact">
      <div className="panel-head contacts-head">
        <TextInput
          ref={input}
          size="xs"
          w={260}
          leftSection={<Icon name="search" />}
          placeholder="Search address or domain"
          aria-label="Search addresses never contacted"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <span className="found muted small" aria-live="polite">
          {loaded ? counted(total, 'entry', 'entries') : ''}
        </span>
        <Button size="xs" variant="default" leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
          Add address or domain
        </Button>
      </div>
      <DataTable
        label="Never contact"
        testId="suppressions"
        list={list}
        columns={columns}
        nameOf={wordFor}
        empty={
          search ? (
            <EmptyState title="Nothing matches">
              A forgotten person is found by their whole address only: nothing but a hash of it is kept.
            </EmptyState>
          ) : (
            <EmptyState title="Nobody is on this list">
              Who unsubscribes, complains or bounces is put here by itself, and is never contacted again.
            </EmptyState>
          )
        }
      />
      {adding && <AddDialog onClose={() => setAdding(false)} />}
      {lifting && <LiftDialog row={lifting} onClose={() => setLifting(null)} />}
    </section>
  )
}

function Value({ row }: { row: Suppression }) {
  if (row.value === null) return <span className="muted">A forgotten person</span>
  return row.kind === 'domain' ? `everybody at ${row.value}` : row.value
}

function AddDialog({ onClose }: { onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  const [kind, setKind] = useState<Suppression['kind']>('email')
  const [value, setValue] = useState('')
  const [note, setNote] = useState('')
  function add(): void {
    void action.run(async () => {
      const added = await desk.client.suppressions.add({ kind, value, note })
      toasts.say(
        `${kind === 'domain' ? `Nobody at ${added.value}` : added.value} ${kind === 'domain' ? 'is' : 'is never'} contacted ${kind === 'domain' ? 'any more' : 'again'}`,
        { hue: 'good' },
      )
      onClose()
    })
  }
  return (
    <Dialog
      title="Never contact an address or domain"
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <ActionButton busy={action.busy} busyLabel="Adding" onClick={add}>
            {kind === 'domain' ? 'Never contact this domain' : 'Never contact this address'}
          </ActionButton>
        </>
      }
    >
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <NativeSelect
          label="What"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value === 'domain' ? 'domain' : 'email')}
          data={[
            { value: 'email', label: 'One address' },
            { value: 'domain', label: 'A domain, and everybody at it' },
          ]}
        />
        <TextInput
          label={kind === 'domain' ? 'Domain' : 'Address'}
          placeholder={kind === 'domain' ? 'company.com' : 'name@company.com'}
          data-autofocus
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <TextInput label="Note" description="For yourself" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <button type="submit" hidden tabIndex={-1} />
      </form>
      <p className="muted">Every campaign stops for them now.</p>
    </Dialog>
  )
}

function LiftDialog({ row, onClose }: { row: Suppression; onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  return (
    <Dialog
      title={`Allow contacting ${wordFor(row)} again?`}
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <ActionButton
            busy={action.busy}
            busyLabel="Lifting"
            onClick={() =>
              void action.run(async () => {
                await desk.client.suppressions.remove({ id: row.id })
                toasts.say(`${wordFor(row)} may be contacted again`, { hue: 'good' })
                onClose()
              })
            }
          >
            Allow again
          </ActionButton>
        </>
      }
    >
      <p>Campaigns that stopped do not go on by themselves. Nothing is sent until you add the person to one.</p>
    </Dialog>
  )
}
