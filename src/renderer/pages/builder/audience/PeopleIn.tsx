import { CloseButton, TextInput } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { DataTable } from '../../../components/table/DataTable.tsx'
import type { Column } from '../../../components/table/types.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveList } from '../../../hooks/use-live.ts'
import { useSlowly } from '../../../hooks/use-slowly.ts'
import { recipientView } from '../../../lib/campaigns/recipients.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import { nullIfGone } from '../../../lib/words/problem.ts'
import { toasts } from '../../../stores/toasts.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { RemoveQuestion } from './RemoveQuestion.tsx'

/** Who is in the campaign, with a way to take each out again. */
export function PeopleIn() {
  const { id, isDraft, hasEnded, review, attempt } = useBuilder()
  const desk = useDesk()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<Recipient | null>(null)
  const panel = useRef<HTMLElement>(null)
  const search = useSlowly(typed.trim(), 250)
  const list = useLiveList<Recipient>(
    `people ${id} ${search}`,
    {
      page: (request) => desk.client.recipients.list({ id, ...request, ...(search !== '' && { search }) }),
      one: (recipientId) => desk.client.recipients.get({ id, recipientId }).catch(nullIfGone),
      staysInPlace: () => search === '',
    },
    (event) => (event.campaignId === id ? (event.recipientId ?? 'all') : event.type === 'contacts.changed' ? 'all' : null),
  )
  const total = useStore(list.store, (state) => state.total)

  async function takeOut(recipient: Recipient): Promise<void> {
    const { contactId } = recipient
    const index = list.store.getState().items.findIndex((item) => item.id === recipient.id)
    const done = await attempt(
      `${nameOf(recipient)} is still in the campaign.`,
      desk.client.recipients.remove({ id, recipientId: recipient.id }),
    )
    if (!done) return
    setAsked(null)
    list.touch('all')
    review.touch()
    focusRow(index)
    const undo = {
      label: 'Undo',
      run: () => void attempt('They were not put back.', desk.client.recipients.add({ id, contactIds: [contactId ?? 0] })),
    }
    toasts.say(`${nameOf(recipient)} is taken out.`, isDraft && contactId !== null ? { action: undo, seconds: 10 } : {})
  }

  /** The focus stays in the table: on who has come to the place of the one that went. */
  function focusRow(index: number): void {
    setTimeout(() => {
      const buttons = [...(panel.current?.querySelectorAll<HTMLElement>('.row-remove') ?? [])]
      const next = buttons[Math.min(index, buttons.length - 1)] ?? panel.current?.querySelector<HTMLElement>('input')
      next?.focus()
    }, 400)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: takeOut is new with every render, and means the same
  const columns = useMemo<Column<Recipient>[]>(() => {
    const own: Column<Recipient>[] = [
      { key: 'name', title: 'Name', cell: (row) => <span className="clip">{nameOf(row)}</span>, hint: nameOf },
      { key: 'email', title: 'Address', width: '34%', cell: ({ email }) => email ?? '', hint: ({ email }) => email ?? '' },
      { key: 'company', title: 'Company', width: '24%', cell: ({ companyName }) => companyName, hint: ({ companyName }) => companyName },
    ]
    if (!isDraft) own.push({ key: 'status', title: 'Status', width: '124px', cell: (row) => <StatusBadge view={recipientView(row)} /> })
    if (!hasEnded) {
      own.push({
        key: 'remove',
        title: 'Take out',
        width: '84px',
        align: 'end',
        cell: (row) =>
          row.status === 'removed' ? null : (
            <CloseButton
              size="sm"
              className="row-remove"
              aria-label={`Take out ${nameOf(row)}`}
              onClick={() => (isDraft ? void takeOut(row) : setAsked(row))}
            />
          ),
      })
    }
    return own
  }, [isDraft, hasEnded, list])

  return (
    <section className="panel people-in" aria-label="In the campaign" ref={panel}>
      <div className="panel-head bd-people-head">
        <h2>
          In the campaign <span className="muted">{formatCount(total)}</span>
        </h2>
        <TextInput
          size="xs"
          aria-label="Find somebody in the campaign"
          placeholder="Find somebody"
          leftSection={<Icon name="search" />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <DataTable
        label="people in the campaign"
        testId="people-in"
        list={list}
        columns={columns}
        nameOf={nameOf}
        empty={
          search === '' ? (
            <EmptyState title="Nobody yet">Choose people on the left and add them. You can take each of them out again.</EmptyState>
          ) : (
            <EmptyState title="Nobody found">Nobody in this campaign is called so.</EmptyState>
          )
        }
      />
      {asked && <RemoveQuestion name={nameOf(asked)} onRemove={() => takeOut(asked)} onClose={() => setAsked(null)} />}
    </section>
  )
}

function nameOf({ fullName, email }: Recipient): string {
  return fullName || email || 'Somebody who was deleted'
}
