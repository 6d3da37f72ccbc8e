import { CloseButton } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Run } from '../../../../shared/schemas/runs.ts'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { useClock } from '../../../hooks/desk-context.tsx'
import { runView } from '../../../lib/runs/words.ts'
import { dayInWords, dayInZone } from '../../../lib/time/days.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { CreatorList } from './CreatorList.tsx'
import { RunFacts } from './RunFacts.tsx'

interface Props {
  campaign: CampaignRow
  run: Run
  /** All there are, to go from day to day. */
  runs: readonly Run[]
  onOpen(day: string): void
  onClose(): void
}

const capitalized = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1)

/** One day in full: its figures and costs, and everybody it found. Esc closes it, left and right go to the day before and after. */
export function RunDrawer({ campaign, run, runs, onOpen, onClose }: Props) {
  const { now } = useClock()
  const panel = useRef<HTMLElement>(null)
  const [opened] = useState(() => ({ day: run.day, by: document.activeElement }))
  const today = dayInZone(now, campaign.schedule.zone)
  // Each newly opened day takes the focus, so that a screen reader tells which it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves with the day
  useEffect(() => panel.current?.focus(), [run.day])

  function close(): void {
    onClose()
    const day = document.querySelector<HTMLElement>(`[data-day="${run.day}"]`)
    const asker = opened.by instanceof HTMLElement && opened.by.isConnected ? opened.by : null
    // After a walk to another day the focus is on that one; else where it was.
    const back = (run.day === opened.day ? asker : day) ?? day ?? asker ?? document.getElementById('page')
    back?.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.target instanceof Node && panel.current?.contains(event.target))) return
    if (event.key === 'Escape') close()
    else if (event.target === panel.current && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      const inOrder = runs.map(({ day }) => day).sort()
      const to = inOrder[inOrder.indexOf(run.day) + (event.key === 'ArrowLeft' ? -1 : 1)]
      if (to !== undefined) onOpen(to)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  const day = dayInWords(run.day, today)
  const title = run.number === null ? capitalized(day) : `Run ${formatCount(run.number)}, ${day}`
  // A day that was skipped asked nobody for anything.
  const foundNobody = run.status === 'skipped' && run.found === 0
  return (
    <section className="person run-drawer" ref={panel} tabIndex={-1} role="dialog" aria-label={title} onKeyDown={onKeyDown}>
      <header className="person-head">
        <div>
          <h2>{title}</h2>
          <StatusBadge view={runView(run)} />
          {run.reason && <p className="run-reason">{run.reason}</p>}
        </div>
        <CloseButton aria-label="Close the day" onClick={close} />
      </header>
      <RunFacts run={run} />
      {!foundNobody && <CreatorList key={run.id} campaignId={campaign.id} runId={run.id} />}
    </section>
  )
}
