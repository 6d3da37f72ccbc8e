import type { StoredEvent } from '../../../../shared/events.ts'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useDesk } from '../../../desk-context.tsx'
import { campaignTouched } from '../../../lib/touched.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { useLiveValue } from '../../../use-live.ts'
import { Figures } from './Figures.tsx'
import { Funnel } from './Funnel.tsx'
import { NextMessages } from './NextMessages.tsx'
import { PlanByDay } from './PlanByDay.tsx'
import { RunCalendar } from './RunCalendar.tsx'
import { StatusLine } from './StatusLine.tsx'

const nextShown = 8

/** How the campaign stands: why it waits, how far its people are, what leaves next and on which days. */
export function OverviewTab({ campaign }: { campaign: CampaignRow }) {
  const desk = useDesk()
  const { id, status, stats } = campaign
  const concerns = (event: StoredEvent) => campaignTouched(event, id)
  const funnel = useLiveValue(`funnel ${id}`, () => desk.client.plans.funnel({ id }), concerns)
  const days = useLiveValue(`days ${id}`, () => desk.client.plans.days({ id }), concerns)
  const plan = useLiveValue(`plan ${id}`, () => desk.client.plans.get({ id }), concerns)
  const next = useLiveValue(`next ${id}`, () => desk.client.plans.messages({ id, limit: nextShown }), concerns)
  const problem = funnel.problem ?? days.problem ?? plan.problem ?? next.problem
  const again = () => {
    for (const value of [funnel, days, plan, next]) value.touch()
  }
  const ended = status === 'completed' || status === 'cancelled'
  return (
    <div className="overview">
      <StatusLine campaign={campaign} />
      <Figures stats={stats} />
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: again }} />}
      <div className="overview-pair">
        {funnel.value ? <Funnel steps={funnel.value} people={stats.recipients} /> : <Loading label="Loading steps" />}
        {!ended && (next.value ? <NextMessages id={id} page={next.value} /> : <Loading label="Loading next messages" />)}
        {!ended && (plan.value ? <PlanByDay plan={plan.value} draft={status === 'draft'} /> : <Loading label="Loading plan" />)}
        {status !== 'draft' &&
          (days.value && plan.value ? (
            <RunCalendar run={days.value} plan={ended ? [] : plan.value.days} zone={plan.value.zone} />
          ) : (
            <Loading label="Loading days" />
          ))}
      </div>
    </div>
  )
}

function Loading({ label }: { label: string }) {
  return (
    <section className="panel" aria-label={label}>
      <SkeletonRows label={label} />
    </section>
  )
}
