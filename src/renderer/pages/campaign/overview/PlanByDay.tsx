import type { Plan } from '../../../../shared/schemas/plan.ts'
import { useClock } from '../../../hooks/desk-context.tsx'
import { placeOfZone } from '../../../lib/campaigns/schedule-sentence.ts'
import { dayInWords, dayInZone } from '../../../lib/time/days.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'

const daysShown = 10

/** What would leave on which day if nobody answered, as the engine counts it. */
export function PlanByDay({ plan, draft }: { plan: Plan; draft: boolean }) {
  const { now, reading } = useClock()
  const today = dayInZone(now, plan.zone)
  const most = plan.days.reduce((highest, { count }) => Math.max(highest, count), 1)
  const later = plan.days.slice(daysShown)
  const last = later.at(-1)
  return (
    <section className="panel" aria-label="Plan by day">
      <div className="list-head">
        <h2>{draft ? 'What it would send' : 'What is still to come'}</h2>
        <span className="muted small">
          {counted(plan.messages, 'message', 'messages')}, if nobody answers
          {plan.zone !== reading.zone && `; days as in ${placeOfZone(plan.zone)}`}
        </span>
      </div>
      {plan.days.length === 0 && <p className="panel-text muted">Nothing is planned.</p>}
      {plan.days.length > 0 && (
        <ol className="plan-days">
          {plan.days.slice(0, daysShown).map(({ day, count, bySteps }) => (
            <li key={day} title={bySteps.map((of, index) => `Step ${index + 1}: ${formatCount(of)}`).join(', ')}>
              <span>{dayInWords(day, today)}</span>
              <span className="plan-track" aria-hidden="true">
                {bySteps.map(
                  (of, index) =>
                    of > 0 && (
                      // biome-ignore lint/suspicious/noArrayIndexKey: the place is the step
                      <span key={index} className={`plan-part plan-part-${index % 4}`} style={{ width: `${(of / most) * 100}%` }} />
                    ),
                )}
              </span>
              <span className="number">{formatCount(count)}</span>
            </li>
          ))}
        </ol>
      )}
      {last && (
        <p className="panel-text muted small">
          And{' '}
          {counted(
            later.reduce((sum, { count }) => sum + count, 0),
            'message',
            'messages',
          )}{' '}
          on {counted(later.length, 'later day', 'later days')}, until {dayInWords(last.day, today)}.
        </p>
      )}
      <Notes plan={plan} />
    </section>
  )
}

function Notes({ plan: { notPlaced, notes } }: { plan: Plan }) {
  if (notPlaced.length + notes.length === 0) return null
  return (
    <ul className="plan-notes small">
      {notPlaced.map(({ count, message }) => (
        <li key={message}>
          <strong>{counted(count, 'message', 'messages')}</strong> without a time: {message}
        </li>
      ))}
      {notes.map((note) => (
        <li key={note} className="muted">
          {note}
        </li>
      ))}
    </ul>
  )
}
