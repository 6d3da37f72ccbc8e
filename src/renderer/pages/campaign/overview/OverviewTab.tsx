import './overview.css'
import { lazy, Suspense } from 'react'
import type { StoredEvent } from '../../../../shared/events.ts'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { SimulateButton } from '../../../components/simulation/SimulateButton.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { audiences } from '../../../lib/audiences/index.ts'
import { campaignTouched } from '../../../lib/live/touched.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { StatusLine } from '../status/StatusLine.tsx'
import { Figures } from './Figures.tsx'
import { Funnel } from './Funnel.tsx'
import { NextMessages } from './NextMessages.tsx'
import { PlanByDay } from './PlanByDay.tsx'
import { SendingCalendar } from './SendingCalendar.tsx'

/** Only campaigns with runs need it: it comes when one is looked at. */
const RecurringPart = lazy(() => import('../recurring/RecurringPart.tsx'))

const nextCount = 8

/** How the campaign stands: why it waits, how far its people are, what leaves next and on which days. */
export function OverviewTab({ campaign }: { campaign: CampaignRow }) {
  const desk = useDesk()
  const { id, status, stats } = campaign
  const concerns = (event: StoredEvent) => campaignTouched(event, id)
  const funnel = useLiveValue(`funnel ${id}`, () => desk.client.plans.funnel({ id }), concerns)
  const days = useLiveValue(`days ${id}`, () => desk.client.plans.days({ id }), concerns)
  const plan = useLiveValue(`plan ${id}`, () => desk.client.plans.get({ id }), concerns)
  const next = useLiveValue(`next ${id}`, () => desk.client.plans.messages({ id, limit: nextCount }), concerns)
  const problem = funnel.problem ?? days.problem ?? plan.problem ?? next.problem
  const again = () => {
    for (const value of [funnel, days, plan, next]) value.touch()
  }
  const ended = status === 'completed' || status === 'cancelled'
  const draft = status === 'draft'
  const recurring = audiences[campaign.audience].hasRuns
  if (draft && (recurring || campaign.stepCount === 0 || stats.recipients === 0)) {
    return (
      <div className="overview">
        <StatusLine campaign={campaign} />
        {recurring && campaign.stepCount > 0 && <SimulateFirst id={id} />}
      </div>
    )
  }
  const funnelShown = funnel.value ? <Funnel steps={funnel.value} people={stats.recipients} /> : <Loading label="Loading steps" />
  const planShown = plan.value ? <PlanByDay plan={plan.value} draft={draft} /> : <Loading label="Loading plan" />
  const nextShown = next.value ? <NextMessages id={id} page={next.value} /> : <Loading label="Loading next messages" />
  const daysShown = days.value ? (
    <SendingCalendar run={days.value} plan={ended || !plan.value ? [] : plan.value.days} zone={campaign.schedule.zone} />
  ) : (
    <Loading label="Loading days" />
  )
  return (
    <div className="overview">
      {recurring ? (
        <Suspense fallback={<Loading label="Loading runs" />}>
          <RecurringPart campaign={campaign} />
        </Suspense>
      ) : (
        <StatusLine campaign={campaign} />
      )}
      {!draft && <Figures stats={stats} />}
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: again }} />}
      <div className="overview-pair">
        <div className="overview-column">
          {!draft && funnelShown}
          {!ended && planShown}
        </div>
        <div className="overview-column">
          {!ended && nextShown}
          {!draft && !recurring && daysShown}
        </div>
      </div>
    </div>
  )
}

/** Before the first run there is nothing to count: what the weeks would bring can be looked at. */
function SimulateFirst({ id }: { id: number }) {
  return (
    <section className="panel simulate-first" aria-label="Simulation">
      <div className="simulate-words">
        <h2>See 30 days of it first</h2>
        <p className="muted">
          The engine runs the campaign on a copy, with invented people and a clock of its own: what it would send, what may come back, and
          when it would be through.
        </p>
      </div>
      <SimulateButton campaignId={id} />
    </section>
  )
}

function Loading({ label }: { label: string }) {
  return (
    <section className="panel" aria-label={label}>
      <SkeletonRows label={label} />
    </section>
  )
}
