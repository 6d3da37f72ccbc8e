import type { Schedule } from '../../../../shared/schemas/campaigns.ts'
import type { Plan } from '../../../../shared/schemas/plan.ts'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useClock } from '../../../hooks/desk-context.tsx'
import type { LiveValue } from '../../../hooks/use-live.ts'
import { placeOfZone, weekdayAndDate } from '../../../lib/campaigns/schedule-sentence.ts'
import { wallTimeInWords } from '../../../lib/time/dates.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import { builderAudiences } from '../audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'

/** A row for each day, a field for each hour; darker is more. It is a table, and reads as one. */
export function PlanMap({ plan, onDay }: { plan: LiveValue<Plan>; onDay(day: string): void }) {
  const { campaign } = useBuilder()
  const { reading } = useClock()
  const { value, problem, touch } = plan
  if (!value) {
    return problem ? (
      <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />
    ) : (
      <SkeletonRows label="Making the plan" />
    )
  }
  if (value.days.length === 0) {
    return (
      <EmptyState title="Nothing is planned">
        {value.notPlaced[0]?.message ?? builderAudiences[campaign.audience].nothingPlanned}
      </EmptyState>
    )
  }
  const hours = shownHours(value, campaign.schedule)
  const counts = new Map(value.hours.map(({ day, hour, count }) => [`${day} ${hour}`, count]))
  const most = Math.max(1, ...counts.values())
  return (
    <div className="scroll">
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />}
      <table className="bd-plan-map">
        <caption className="small muted">
          Messages by day and hour in {placeOfZone(value.zone)}, if nobody answers.
          {value.notPlaced.length > 0 &&
            ` Without a time: ${value.notPlaced.map(({ count, message }) => `${formatCount(count)} (${message})`).join(', ')}.`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {wallTimeInWords(`${String(hour).padStart(2, '0')}:00`, reading.hour12).replace(':00', '')}
              </th>
            ))}
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {value.days.map(({ day, count, bySteps }) => (
            <tr key={day}>
              <th scope="row">
                <button type="button" className="bd-text-link" title={stepsInWords(bySteps)} onClick={() => onDay(day)}>
                  {weekdayAndDate(day)}
                </button>
              </th>
              {hours.map((hour) => {
                const here = counts.get(`${day} ${hour}`) ?? 0
                return (
                  <td key={hour} data-level={here === 0 ? 0 : Math.ceil((here / most) * 4)}>
                    {here === 0 ? '' : formatCount(here)}
                  </td>
                )
              })}
              <td className="bd-plan-map-all">{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The hours of the window, and any other in which something leaves. */
function shownHours({ hours }: Plan, { start, end }: Schedule): number[] {
  const used = hours.map(({ hour }) => hour)
  const first = Math.min(Number(start.slice(0, 2)), ...used)
  const last = Math.max(Number(end.slice(0, 2)) - (end.endsWith(':00') ? 1 : 0), ...used)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function stepsInWords(bySteps: readonly number[]): string {
  return bySteps
    .map((count, index) => (count > 0 ? `${counted(count, 'message', 'messages')} of step ${index + 1}` : ''))
    .filter((words) => words !== '')
    .join(', ')
}
