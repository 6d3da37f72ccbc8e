import { TextInput } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Recipient } from '../../shared/schemas/campaigns.ts'
import { useClock, useDesk } from '../desk-context.tsx'
import { formatCount } from '../lib/counts.ts'
import { scheduleInWords } from '../lib/schedule.ts'
import type { CampaignRow } from '../stores/campaigns.ts'
import { ActionButton } from './ActionButton.tsx'
import { DecideDialog, type Decision } from './DecideDialog.tsx'
import { EmptyState } from './EmptyState.tsx'
import { Icon } from './Icon.tsx'
import { PersonPanel } from './PersonPanel.tsx'
import { ProblemNote } from './ProblemNote.tsx'
import { RecipientTable } from './RecipientTable.tsx'
import { SkeletonRows } from './SkeletonRows.tsx'
import { StatusChips } from './StatusChips.tsx'

const searchDelayMs = 200

/** The recipients of the chosen campaign: filtered, paged, live, with one person's time line beside them. */
export function RecipientsPanel({ campaign }: { campaign: CampaignRow }) {
  const desk = useDesk()
  const { reading } = useClock()
  const filter = useStore(desk.recipients.choice, (choice) => choice.filter)
  const items = useStore(desk.recipients.list.store, (list) => list.items)
  const open = useStore(desk.person.store, (person) => person.open)
  const [decision, setDecision] = useState<Decision | null>(null)
  const body = useRef<HTMLDivElement>(null)

  const openPerson = useCallback((recipient: Recipient) => desk.person.open(recipient.campaignId, recipient.id), [desk])
  const closePerson = () => {
    desk.person.close()
    body.current?.querySelector<HTMLElement>(`[data-recipient="${open?.recipientId}"] .row-button`)?.focus()
  }
  const openIndex = items.findIndex((item) => item.id === open?.recipientId)
  const person = items[openIndex]
  const move = (by: -1 | 1) => {
    const next = items[openIndex + by]
    if (!next) return
    openPerson(next)
    body.current?.querySelector(`[data-recipient="${next.id}"]`)?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <section className="panel panel-recipients" aria-label={`Recipients of ${campaign.name}`}>
      <div className="panel-head">
        <div className="panel-title">
          <h2 className="clip" title={campaign.name}>
            {campaign.name}
          </h2>
          <span className="muted small whole">{scheduleInWords(campaign.schedule, reading.hour12)}</span>
          <Search key={campaign.id} />
        </div>
        <StatusChips stats={campaign.stats} chosen={filter} onChoose={(chosen) => desk.recipients.choose({ filter: chosen })} />
      </div>
      <div className="scroll" ref={body}>
        <Rows campaign={campaign} openId={open?.recipientId ?? null} onOpen={openPerson} onDecide={setDecision} />
      </div>
      {person && (
        <PersonPanel recipient={person} stepCount={campaign.stepCount} onClose={closePerson} onMove={move} onDecide={setDecision} />
      )}
      {decision && <DecideDialog decision={decision} onClose={() => setDecision(null)} />}
    </section>
  )
}

interface RowsProps {
  campaign: CampaignRow
  openId: number | null
  onOpen(recipient: Recipient): void
  onDecide(decision: Decision): void
}

function Rows({ campaign, openId, onOpen, onDecide }: RowsProps) {
  const desk = useDesk()
  const { items, total, nextCursor, loaded, loadingMore, problem } = useStore(desk.recipients.list.store)
  const { filter, search } = useStore(desk.recipients.choice)
  const again = { label: 'Try again', run: () => desk.recipients.list.touch('all') }
  if (!loaded) return problem ? <ProblemNote problem={problem} action={again} /> : <SkeletonRows label="Loading recipients" />
  if (items.length === 0) {
    return filter === 'all' && search === '' ? (
      <EmptyState title="Nobody is in this campaign yet">
        Recipients are added through the API for now. They appear here as soon as they are.
      </EmptyState>
    ) : (
      <EmptyState title="Nobody matches">Choose another status, or clear the search.</EmptyState>
    )
  }
  return (
    <>
      {problem && <ProblemNote problem={problem} action={again} />}
      <RecipientTable recipients={items} stepCount={campaign.stepCount} openId={openId} onOpen={onOpen} onDecide={onDecide} />
      {nextCursor !== null && (
        <div className="more">
          <ActionButton
            size="xs"
            variant="default"
            busy={loadingMore}
            busyLabel="Loading"
            onClick={() => void desk.recipients.list.loadMore()}
          >
            Load more ({formatCount(items.length)} of {formatCount(total)})
          </ActionButton>
        </div>
      )}
    </>
  )
}

function Search() {
  const desk = useDesk()
  const [words, setWords] = useState(desk.recipients.choice.getState().search)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => desk.recipients.choose({ search: words.trim() }), searchDelayMs)
    return () => clearTimeout(timer)
  }, [desk, words])
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      input.current?.focus()
    }
    window.addEventListener('keydown', focus)
    return () => window.removeEventListener('keydown', focus)
  }, [])
  return (
    <TextInput
      ref={input}
      size="xs"
      w={224}
      leftSection={<Icon name="search" />}
      placeholder="Search name or address"
      aria-label="Search recipients"
      value={words}
      onChange={(event) => setWords(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setWords('')
      }}
    />
  )
}
