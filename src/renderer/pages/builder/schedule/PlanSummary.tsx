import { useStore } from 'zustand'
import type { Plan } from '../../../../shared/schemas/plan.ts'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { When } from '../../../components/When.tsx'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { scheduleSentence, weekdayAndDate } from '../../../lib/campaigns/schedule-sentence.ts'
import { perRunInWords } from '../../../lib/discovery/words.ts'
import { gapInWords } from '../../../lib/mailboxes/gap.ts'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import { RunBegins } from '../discovery/RunBegins.tsx'
import { useDiscovery } from '../discovery/use-discovery.ts'
import { useEstimate } from '../discovery/use-estimate.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useOutlook } from '../draft/use-outlook.ts'
import { usePlan } from '../draft/use-plan.ts'

/** What comes of the schedule. Every number is the engine's. */
export function PlanSummary() {
  const { campaign } = useBuilder()
  const desk = useDesk()
  const { reading } = useClock()
  const { value: plan, problem, touch } = usePlan()
  const mailboxes = useStore(desk.mailboxes.store, (state) => state.value)
  const chosen = mailboxes?.filter(({ id }) => campaign.mailboxIds.includes(id)) ?? []
  return (
    <section className="panel bd-plan-summary" aria-label="What comes of it">
      <h2>What comes of it</h2>
      <p className="bd-plan-sentence">
        {scheduleSentence(campaign.schedule, reading.hour12)}
        {chosen.length === 1 && chosen[0] ? `; ${gapInWords(chosen[0].gapSeconds)}` : ''}
        {chosen.length > 1 ? `; from ${chosen.length} mailboxes` : ''}.
      </p>
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />}
      {!plan && !problem && <SkeletonRows label="Making the plan" />}
      {campaign.audience === 'discovery' && <RunPlan />}
      {plan && (campaign.audience !== 'discovery' || plan.messages > 0) && <PlanWords plan={plan} />}
    </section>
  )
}

/** A campaign that finds its people: how many days, how many people. */
function RunPlan() {
  const { id } = useBuilder()
  const { discovery } = useDiscovery()
  const { value: today } = useEstimate(id, discovery)
  const { value: outlook } = useOutlook()
  const next = outlook?.nextRunAt ?? today?.beginsAt
  return (
    <>
      <p>
        {counted(discovery.runs, 'run', 'runs')}, {perRunInWords(discovery)}
        {next && (
          <>
            , {outlook && outlook.runsDone > 0 ? 'next' : 'first'} run <RunBegins at={next} />
          </>
        )}
        .
      </p>
      {today && (
        <p>
          {today.perRun === 0
            ? 'Right now it would look for nobody: the credits of the day or the rest of the window do not do for anybody more.'
            : `A run looks for up to ${counted(today.perRun, 'person', 'people')}. Their messages are spread evenly over the window.`}
        </p>
      )}
      <p className="small muted">Who does not fit into a day goes first on the next.</p>
    </>
  )
}

function PlanWords({ plan }: { plan: Plan }) {
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
