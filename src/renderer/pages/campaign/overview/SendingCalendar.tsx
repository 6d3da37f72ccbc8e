import type { RunDay } from '../../../../shared/schemas/plan.ts'
import { useClock } from '../../../hooks/desk-context.tsx'
import { type CalendarDay, calendarOf, type PlanDay, shadeOf } from '../../../lib/campaigns/calendar.ts'
import { dayInWords, dayInZone } from '../../../lib/time/days.ts'
import { counted } from '../../../lib/words/counts.ts'

interface Props {
  run: readonly RunDay[]
  plan: readonly PlanDay[]
  zone: string
}

const cell = 18
const left = 32
const weeks = 24
const weekdays = ['Mon', '', 'Wed', '', 'Fri', '', 'Sun']
const toldDays = 4

/** Day by day: what left and what came back, and what is planned ahead. */
export function SendingCalendar({ run, plan, zone }: Props) {
  const { now } = useClock()
  const today = dayInZone(now, zone)
  const days = calendarOf(run, plan, today, weeks)
  const busiest = days.reduce((most, { sent, planned }) => Math.max(most, sent, planned), 1)
  const sent = run.reduce((sum, day) => sum + day.sent, 0)
  const words =
    sent === 0 ? 'nothing sent so far' : `${counted(sent, 'message', 'messages')} on ${counted(run.length, 'day', 'days')} so far`
  return (
    <section className="panel" aria-label="Day by day">
      <div className="list-head">
        <h2>Day by day</h2>
        <span className="muted small">{words}</span>
      </div>
      <svg
        className="calendar"
        role="img"
        aria-label={`Calendar: ${words}, ${counted(plan.length, 'day', 'days')} planned ahead`}
        viewBox={`0 0 ${left + (days.length / 7) * cell} ${7 * cell}`}
        style={{ maxWidth: left + (days.length / 7) * cell }}
      >
        {weekdays.map((word, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the weekday
          <text key={row} x="0" y={row * cell + 13}>
            {word}
          </text>
        ))}
        {days.map((day) => (
          <rect
            key={day.day}
            className={classOf(day, today, busiest)}
            x={left + day.week * cell + 1.5}
            y={day.weekday * cell + 1.5}
            width={cell - 4}
            height={cell - 4}
            rx="3"
          >
            <title>{`${dayInWords(day.day, today)}: ${tell(day)}`}</title>
          </rect>
        ))}
      </svg>
      {run.length > 0 && (
        <ol className="told-days small" aria-label="The last days">
          {run
            .slice(-toldDays)
            .reverse()
            .map((day) => (
              <li key={day.day}>
                <span>{dayInWords(day.day, today)}</span>
                <span className="muted">{tell({ ...day, planned: 0 })}</span>
              </li>
            ))}
        </ol>
      )}
    </section>
  )
}

function classOf(day: CalendarDay, today: string, busiest: number): string {
  return `day-${kindOf(day, busiest)}${day.day === today ? ' day-today' : ''}`
}

function kindOf({ sent, planned, replies, bounces }: CalendarDay, busiest: number): string {
  if (sent > 0) return `sent shade-${shadeOf(sent, busiest)}`
  if (planned > 0) return 'planned'
  return replies + bounces > 0 ? 'answered' : 'nothing'
}

function tell({ sent, replies, bounces, planned }: Pick<CalendarDay, 'sent' | 'replies' | 'bounces' | 'planned'>): string {
  const parts = [
    ...(sent > 0 ? [`${counted(sent, 'message', 'messages')} sent`] : []),
    ...(planned > 0 ? [`${counted(planned, 'message', 'messages')} planned`] : []),
    ...(replies > 0 ? [counted(replies, 'reply', 'replies')] : []),
    ...(bounces > 0 ? [counted(bounces, 'bounce', 'bounces')] : []),
  ]
  return parts.join(', ') || 'nothing'
}
