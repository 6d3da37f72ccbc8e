import type { Plan } from '../../../../shared/schemas/plan.ts'
import { Icon } from '../../../components/Icon.tsx'
import { When } from '../../../components/When.tsx'
import { weekdayAndDate } from '../../../lib/campaigns/schedule-sentence.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'

/** What leaves on which days, where the people are known. */
export function PlanWords({ plan }: { plan: Plan }) {
  if (plan.messages === 0) {
    return <p className="muted">Nothing to plan yet. Once there are people and a message, it says here when they leave.</p>
  }
  const most = Math.max(1, ...plan.days.map(({ count }) => count))
  return (
    <>
      <p>
        {counted(plan.messages, 'message', 'messages')} to {counted(plan.recipients, 'person', 'people')}
        {plan.days.length > 0 && <> on {counted(plan.days.length, 'day', 'days')}</>}
        {plan.firstAt !== null && (
          <>
            : the first <When at={plan.firstAt} />
          </>
        )}
        {plan.lastAt !== null && plan.lastAt !== plan.firstAt && (
          <>
            , the last <When at={plan.lastAt} />
          </>
        )}
        .
      </p>
      {[...plan.notPlaced.map(({ message }) => message), ...plan.notes].map((note) => (
        <p key={note} className="bd-plan-note">
          <Icon name="info" className="hue-waiting" /> {note}
        </p>
      ))}
      {plan.days.length > 0 && (
        <ul className="bd-day-bars" aria-label="Messages by day">
          {plan.days.map(({ day, count }) => (
            <li key={day}>
              <span>{weekdayAndDate(day)}</span>
              <span className="bd-day-bar" aria-hidden="true">
                <span style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className="number">{formatCount(count)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="small muted">If nobody answers. Whoever does gets no further message.</p>
    </>
  )
}
