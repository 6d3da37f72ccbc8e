import { NativeSelect, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import type { Plan, PlannedMessage } from '../../../../shared/schemas/plan.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { DataTable } from '../../../components/table/DataTable.tsx'
import type { Column } from '../../../components/table/types.ts'
import { When } from '../../../components/When.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveList } from '../../../hooks/use-live.ts'
import { useSlowly } from '../../../hooks/use-slowly.ts'
import { weekdayAndDate } from '../../../lib/campaigns/schedule-sentence.ts'
import { counted } from '../../../lib/words/counts.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { titleOf } from '../sequence/StepCard.tsx'
import { PlannedLetter } from './PlannedLetter.tsx'

type Row = PlannedMessage & { id: number }

interface Props {
  days: Plan['days']
  /** Empty: all days. */
  day: string
  onDay(day: string): void
}

/** The complete plan: who gets what, and about when. */
export function PlanTable({ days, day, onDay }: Props) {
  const { id, steps } = useBuilder()
  const desk = useDesk()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState<Row | null>(null)
  const search = useSlowly(typed.trim(), 250)
  const list = useLiveList<Row>(
    `plan ${id} ${day} ${search}`,
    {
      async page(request) {
        const page = await desk.client.plans.messages({ id, ...request, ...(day && { day }), ...(search && { search }) })
        return { ...page, items: page.items.map((row) => ({ ...row, id: rowId(row) })) }
      },
      // A plan moves as a whole: rows are not read one by one.
      one: async () => null,
      staysInPlace: () => false,
    },
    (event) => (event.campaignId === id || event.type.startsWith('mailbox.') ? 'all' : null),
  )
  const total = useStore(list.store, (state) => state.total)
  const columns = useMemo<Column<Row>[]>(
    () => [
      { key: 'name', title: 'Name', cell: nameOf, hint: ({ name, email }) => `${name} <${email ?? ''}>` },
      {
        key: 'when',
        title: 'About when',
        width: '128px',
        cell: ({ at }) => (at === null ? <span className="muted">no time yet</span> : <When at={at} />),
        hint: ({ message }) => message,
      },
      { key: 'email', title: 'Address', width: '32%', cell: ({ email }) => email ?? '', hint: ({ email }) => email ?? '' },
      {
        key: 'step',
        title: 'Message',
        width: '26%',
        cell: (row) => stepName(row, steps),
        hint: (row) => stepName(row, steps),
      },
    ],
    [steps],
  )
  return (
    <>
      <div className="bd-plan-filter">
        <TextInput
          size="xs"
          aria-label="Find somebody in the plan"
          placeholder="Find somebody"
          leftSection={<Icon name="search" />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          aria-label="Day"
          value={day}
          onChange={(event) => onDay(event.currentTarget.value)}
          data={[{ value: '', label: 'All days' }, ...days.map((one) => ({ value: one.day, label: weekdayAndDate(one.day) }))]}
        />
        <span className="small muted">{counted(total, 'message', 'messages')}</span>
      </div>
      <DataTable
        label="messages of the plan"
        testId="plan-messages"
        list={list}
        columns={columns}
        nameOf={nameOf}
        openId={open?.id ?? null}
        onOpen={(row: Row) => setOpen(row)}
        empty={
          <EmptyState title="No message">
            {search || day ? 'Nobody of that name gets a message then.' : 'Nothing is planned yet.'}
          </EmptyState>
        }
      />
      {open && <PlannedLetter message={open} onClose={() => setOpen(null)} />}
    </>
  )
}

/** A message has no id before it is planned for good: a person and a step are one. */
function rowId({ recipientId, stepPosition }: PlannedMessage): number {
  return recipientId * 128 + stepPosition
}

function stepName({ stepPosition }: Row, steps: readonly Step[]): string {
  const step = steps[stepPosition - 1]
  return `${stepPosition}. ${step ? titleOf(step, steps) : ''}`
}

function nameOf({ name, email }: Row): string {
  return name || email || 'Somebody who was deleted'
}
