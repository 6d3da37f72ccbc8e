import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { Schedule } from '../../../../shared/schemas/campaigns.ts'
import type { Run } from '../../../../shared/schemas/runs.ts'
import { Icon } from '../../../components/Icon.tsx'
import { type Bar, barsOf, dayTowards, emptyWeekdays, type RunCalendarDay, tallestOf, weeksOf } from '../../../lib/runs/calendar.ts'
import { runView, wayInWords } from '../../../lib/runs/words.ts'
import { dayInWords } from '../../../lib/time/days.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'

interface Props {
  runs: readonly Run[]
  schedule: Schedule
  /** Local dates in the campaign's zone. */
  today: string
  next: string | null
  openDay: string | null
  onOpen(day: string): void
}

const dayAndMonth = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' })
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const keys = [
  ['found', 'found'],
  ['emailsFound', 'addresses'],
  ['sent', 'sent'],
  ['replies', 'replies'],
] as const

/** Each day of the campaign as a picture: how many were found, had an address, were written to and answered. */
export function RunCalendar({ runs, schedule, today, next, openDay, onOpen }: Props) {
  const grid = useRef<HTMLTableElement>(null)
  const scroll = useRef<HTMLElement>(null)
  const weeks = useMemo(() => weeksOf(runs, { today, next, schedule }), [runs, today, next, schedule])
  const closed = useMemo(() => emptyWeekdays(weeks), [weeks])
  const tallest = tallestOf(runs)
  const latest = runs
    .map(({ day }) => day)
    .sort()
    .at(-1)
  const [focused, setFocused] = useState<string | null>(null)
  const tabStop = openDay ?? focused ?? latest
  // The newest days are in view. Newer browsers answer a scroll with a promise, which is no clean-up.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the weeks are drawn, and when there is one more
  useEffect(() => {
    scroll.current?.scrollTo({ top: scroll.current.scrollHeight })
  }, [weeks.length])

  function onKeyDown(event: KeyboardEvent): void {
    const from = event.target instanceof HTMLElement ? event.target.dataset.day : undefined
    if (from === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const to = dayTowards(weeks, from, event.key)
    if (to === from) return
    event.preventDefault()
    setFocused(to)
    grid.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus()
  }

  return (
    <section className="panel" aria-label="Calendar of runs">
      <div className="list-head">
        <h2>Day by day</h2>
        <ul className="run-keys small muted" aria-hidden="true">
          {keys.map(([kind, word]) => (
            <li key={kind}>
              <span className={`run-key run-${kind}`} /> {word}
            </li>
          ))}
        </ul>
      </div>
      <section className="run-weeks" ref={scroll} aria-label="Weeks">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table of buttons is a grid */}
        <table className="run-grid" role="grid" aria-label={gridWords(runs)} ref={grid} onKeyDown={onKeyDown}>
          <colgroup>
            {weekdays.map((word, weekday) => (
              <col key={word} className={closed.has(weekday) ? 'run-col-closed' : undefined} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {weekdays.map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]?.day}>
                {week.map((day) => (
                  <td
                    key={day.day}
                    className={day.open || day.run ? undefined : 'run-closed'}
                    aria-current={day.isToday ? 'date' : undefined}
                  >
                    {day.run ? (
                      <Day
                        day={day}
                        run={day.run}
                        today={today}
                        tallest={tallest}
                        tabStop={day.day === tabStop}
                        isFirst={day === weeks[0]?.[0]}
                        isOpen={day.day === openDay}
                        onOpen={onOpen}
                      />
                    ) : (
                      <Empty day={day} narrow={closed.has(day.weekday)} isFirst={day === weeks[0]?.[0]} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

interface DayProps {
  day: RunCalendarDay
  run: Run
  today: string
  tallest: number
  tabStop: boolean
  isFirst: boolean
  isOpen: boolean
  onOpen(day: string): void
}

function Day({ day, run, today, tallest, tabStop, isFirst, isOpen, onOpen }: DayProps) {
  const view = runView(run)
  const ran = run.found + run.sent + run.replies > 0
  return (
    <button
      type="button"
      className="run-day"
      data-day={day.day}
      tabIndex={tabStop ? 0 : -1}
      aria-pressed={isOpen}
      title={run.reason || wayInWords(run)}
      onClick={() => onOpen(day.day)}
    >
      <span className="visually-hidden">{dayLabel(run, today)}</span>
      <span className="run-day-head" aria-hidden="true">
        <span>{shortDay(day.day, isFirst)}</span>
        <span className="run-day-status">
          <Icon name={view.icon} className={`hue-${view.hue}`} />
          {run.status === 'succeeded' ? runNumber(run) : view.word}
        </span>
      </span>
      {ran ? (
        <DayPicture bars={barsOf(run, tallest)} />
      ) : (
        <span className="run-day-reason small muted" aria-hidden="true">
          {run.reason}
        </span>
      )}
    </button>
  )
}

const pictureWidth = 136
const barWidth = 26
const barHeight = 24

/** Four bars, from those found to those who answered, with their numbers below. */
function DayPicture({ bars }: { bars: readonly Bar[] }) {
  return (
    <svg
      className="run-picture"
      width={pictureWidth}
      height={barHeight + 15}
      viewBox={`0 0 ${pictureWidth} ${barHeight + 15}`}
      aria-hidden="true"
    >
      {bars.map(({ kind, count, height }, index) => {
        const x = index * (pictureWidth / bars.length)
        const high = count === 0 ? 1 : Math.max(2, height * barHeight)
        return (
          <g key={kind}>
            <rect className={count === 0 ? 'run-none' : `run-${kind}`} x={x} y={barHeight - high} width={barWidth} height={high} rx="1.5" />
            <text x={x + barWidth / 2} y={barHeight + 12} textAnchor="middle" className={count === 0 ? 'run-zero' : undefined}>
              {formatCount(count)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

function Empty({ day: { day, open, isToday, isNext }, narrow, isFirst }: { day: RunCalendarDay; narrow: boolean; isFirst: boolean }) {
  return (
    <span className="run-empty">
      <span>{narrow ? Number(day.slice(8)) : shortDay(day, isFirst)}</span>
      {isNext && (
        <span className="run-day-status">
          <Icon name="clock" className="hue-waiting" />
          Next run
        </span>
      )}
      {isToday && !isNext && <span className="visually-hidden">today</span>}
      {!open && <span className="visually-hidden">no sending on this day</span>}
    </span>
  )
}

/** `24`, and `1 Dec` on the first of a month or where the calendar begins. */
function shortDay(day: string, withMonth = false): string {
  return withMonth || day.endsWith('-01') ? dayAndMonth.format(Date.parse(`${day}T00:00:00Z`)) : String(Number(day.slice(8)))
}

function runNumber({ number }: Run): string {
  return number === null ? 'Done' : `Run ${formatCount(number)}`
}

function dayLabel(run: Run, today: string): string {
  const number = run.number === null ? '' : `, run ${formatCount(run.number)}`
  return `${dayInWords(run.day, today)}${number}, ${runView(run).word}: ${wayInWords(run)}${run.reason ? `. ${run.reason}` : ''}`
}

function gridWords(runs: readonly Run[]): string {
  const counts = runs.filter(({ number }) => number !== null).length
  const left = runs.length - counts
  return `Calendar of runs: ${counted(counts, 'run', 'runs')}${left > 0 ? `, and ${counted(left, 'day', 'days')} on which none counted` : ''}`
}
