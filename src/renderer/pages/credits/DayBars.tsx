import { type KeyboardEvent, useRef } from 'react'
import type { CreditDay } from '../../../shared/schemas/workspace.ts'
import { counted, formatCount } from '../../lib/words/counts.ts'
import { ledgerDay } from './ledger-days.ts'

interface Props {
  /** The newest first. */
  days: readonly CreditDay[]
  chosen: string | null
  onChoose(day: string | null): void
}

/** Credits by day as small bars, the oldest left. Choosing one narrows the ledger to it. */
export function DayBars({ days, chosen, onChoose }: Props) {
  const bars = useRef<HTMLDivElement>(null)
  const inOrder = [...days].reverse()
  const [oldest, newest] = [inOrder[0], inOrder.at(-1)]
  const most = Math.max(1, ...days.map(({ used }) => used))
  const stop = Math.max(
    0,
    inOrder.findIndex(({ day }) => day === (chosen ?? days[0]?.day)),
  )

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const all = [...(bars.current?.querySelectorAll<HTMLElement>('.bar') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus()
  }

  const used = days.find(({ day }) => day === chosen)?.used
  const sum = days.reduce((all, day) => all + day.used, 0)
  return (
    <section className="panel credit-days" aria-label="The last 30 days">
      <div className="credit-days-head">
        <h2>The last 30 days</h2>
        <span className="muted small" aria-live="polite">
          {chosen === null ? counted(sum, 'credit', 'credits') : `${ledgerDay(chosen)}: ${counted(used ?? 0, 'credit', 'credits')}`}
        </span>
        {chosen !== null && (
          <button type="button" className="chip" onClick={() => onChoose(null)}>
            Show all days
          </button>
        )}
      </div>
      <div className="bars" role="toolbar" aria-label="Credits by day" ref={bars} onKeyDown={onKeyDown}>
        {inOrder.map(({ day, used: on }, index) => (
          <button
            key={day}
            type="button"
            className="bar"
            tabIndex={index === stop ? 0 : -1}
            aria-pressed={day === chosen}
            aria-label={`${ledgerDay(day)}: ${counted(on, 'credit', 'credits')}`}
            title={`${ledgerDay(day)}: ${counted(on, 'credit', 'credits')}`}
            onClick={() => onChoose(day === chosen ? null : day)}
          >
            <span style={{ height: on === 0 ? '1px' : `${Math.max(6, (on / most) * 100)}%` }} />
          </button>
        ))}
      </div>
      {oldest && newest && (
        <p className="bars-days muted small" aria-hidden="true">
          <span>{ledgerDay(oldest.day)}</span>
          <span>{`at most ${formatCount(most)} on a day`}</span>
          <span>today</span>
        </p>
      )}
    </section>
  )
}
