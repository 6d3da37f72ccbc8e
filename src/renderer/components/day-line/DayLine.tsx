import './day-line.css'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { Dot, Today } from '../../../shared/schemas/today.ts'
import { useClock } from '../../hooks/desk-context.tsx'
import { instantInWords, withoutToday } from '../../lib/time/dates.ts'
import { highest, hoursOf, partOf, placeDots, spanOf } from '../../lib/today/day-line.ts'
import { formatCount } from '../../lib/words/counts.ts'

const columns = 110
const stateWords: Record<Dot['state'], string> = {
  sent: 'sent',
  sending: 'leaving now',
  planned: 'planned',
  held: 'held',
  failed: 'failed',
  unconfirmed: 'unconfirmed',
}

/** The day of all campaigns. */
export function DayLine({ today }: { today: Today }) {
  return (
    <section className="panel day" aria-label="Today's messages">
      <DayDots today={today} />
    </section>
  )
}

/** A day as a line, one dot for each message; arrow keys go from dot to dot, the line below tells what it is. */
export function DayDots({ today }: { today: Today }) {
  const { now } = useClock()
  const [, navigate] = useLocation()
  const [shown, setShown] = useState<Dot | null>(null)
  const line = useRef<HTMLDivElement>(null)
  const span = spanOf(today)
  const placed = placeDots(today.dots, span, columns)
  const tallest = placed.reduce((most, { level }) => Math.max(most, level), 0)
  // Up to six lie above one another; more are drawn closer.
  const rise = tallest <= 5 ? 14 : 70 / tallest
  const inFocus = placed.findIndex(({ dot }) => dot.recipientId === shown?.recipientId && dot.stepPosition === shown.stepPosition)

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const to = Math.min(placed.length - 1, Math.max(0, inFocus + step))
    line.current?.querySelectorAll<HTMLElement>('.day-dot')[to]?.focus()
  }

  return (
    <>
      <Legend today={today} />
      <div className="day-line" ref={line} onKeyDown={onKeyDown} role="toolbar" aria-label={`${placed.length} messages, by time`}>
        {hoursOf(span, 12).map((at) => (
          <Hour key={at} at={at} x={partOf(at, span)} />
        ))}
        {placed.map(({ dot, x, level }, index) => (
          <button
            key={`${dot.recipientId}-${dot.stepPosition}`}
            type="button"
            className={`day-dot dot-${dot.state}`}
            style={{ left: `${x * 100}%`, bottom: `${28 + level * rise}px` }}
            tabIndex={index === Math.max(0, inFocus) ? 0 : -1}
            aria-label={`${dot.name}, ${dot.campaignName}, step ${dot.stepPosition}, ${stateWords[dot.state]}`}
            onFocus={() => setShown(dot)}
            onMouseEnter={() => setShown(dot)}
            onClick={() => navigate(`/campaigns/${dot.campaignId}/recipients?open=${dot.recipientId}`)}
          />
        ))}
        {today.groups.length > 0 && <Groups today={today} />}
        <div className="day-now" style={{ left: `${partOf(now, span) * 100}%` }} aria-hidden="true" />
      </div>
      <p className="day-told small" aria-live="polite">
        {shown ? <Told dot={shown} /> : <span className="muted">{tellDay(today)}</span>}
      </p>
    </>
  )
}

function tellDay({ opensAt, dots, groups, planned, sent }: Today): string {
  if (opensAt === null && dots.length + groups.length === 0) return 'Nothing leaves today.'
  if (planned === 0 && sent === 0) return 'Nothing is planned for today.'
  if (dots.length > 0) return 'Point at a dot, or use the arrow keys, to see whose it is.'
  return 'So many messages that they are drawn by the quarter of an hour.'
}

function Told({ dot }: { dot: Dot }) {
  const { now, reading } = useClock()
  // Of most that left there is no more to say than that.
  const says = dot.message.toLowerCase() === stateWords[dot.state] ? '' : dot.message
  return (
    <>
      <strong>{withoutToday(instantInWords(dot.at, now, reading))}</strong> {dot.name} · {dot.campaignName}, step {dot.stepPosition} ·{' '}
      {stateWords[dot.state]}
      {says && <span className="muted"> · {says}</span>}
    </>
  )
}

function Hour({ at, x }: { at: number; x: number }) {
  const { now, reading } = useClock()
  return (
    <div className="day-hour" style={{ left: `${x * 100}%` }} aria-hidden="true">
      <span>{withoutToday(instantInWords(new Date(at).toISOString(), now, reading)).replace(/^\D+ /, '')}</span>
    </div>
  )
}

function Groups({ today }: { today: Today }) {
  const span = spanOf(today)
  const most = highest(today.groups)
  const width = 90 / Math.max(1, (span.to - span.from) / 900_000)
  return today.groups.map((group) => (
    <div
      key={group.at}
      className="day-bar"
      style={{ left: `${partOf(Date.parse(group.at), span) * 100}%`, width: `${width}%` }}
      title={`${group.sent} sent, ${group.planned} planned, ${group.held} held`}
    >
      {(['held', 'planned', 'sent'] as const).map((state) => (
        <div key={state} className={`bar-${state}`} style={{ height: `${(group[state] / most) * 90}px` }} />
      ))}
    </div>
  ))
}

function Legend({ today }: { today: Today }) {
  const parts = [
    ['sent', today.sent, 'sent'],
    ['planned', today.planned, 'still to leave'],
    ['held', today.held, 'held'],
    ['unconfirmed', today.unconfirmed, 'unconfirmed'],
  ] as const
  return (
    <ul className="day-legend" data-testid="today-figures">
      {parts
        .filter(([state, count]) => count > 0 || state === 'sent' || state === 'planned')
        .map(([state, count, word]) => (
          <li key={state}>
            <span className={`day-key dot-${state}`} aria-hidden="true" />
            <strong>{formatCount(count)}</strong> {word}
          </li>
        ))}
      <li className="day-replies">
        <strong>{formatCount(today.replies)}</strong> {today.replies === 1 ? 'reply' : 'replies'}
      </li>
    </ul>
  )
}
