import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useDesk } from '../../../desk-context.tsx'
import { campaignTouched } from '../../../lib/touched.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { useLiveValue } from '../../../use-live.ts'
import { Figures } from './Figures.tsx'
import { NextMessages } from './NextMessages.tsx'
import { PlanByDay } from './PlanByDay.tsx'
import { StatusLine } from './StatusLine.tsx'

const nextShown = 8

/** How the campaign stands: why it waits, how far its people are, what leaves next and on which days. */
export function OverviewTab({ campaign }: { campaign: CampaignRow }) {
  const desk = useDesk()
  const { id, status } = campaign
  const concerns = (event: Parameters<typeof campaignTouched>[0]) => campaignTouched(event, id)
  const plan = useLiveValue(`plan ${id}`, () => desk.client.plans.get({ id }), concerns)
  const next = useLiveValue(`next ${id}`, () => desk.client.plans.messages({ id, limit: nextShown }), concerns)
  const ended = status === 'completed' || status === 'cancelled'
  const problem = plan.problem ?? next.problem
  const again = () => {
    plan.touch()
    next.touch()
  }
  return (
    <div className="overview">
      <StatusLine campaign={campaign} />
      <Figures stats={campaign.stats} />
      {problem && !ended && <ProblemNote problem={problem} action={{ label: 'Try again', run: again }} />}
      {!ended && (
        <div className="overview-pair">
          {plan.value ? <PlanByDay plan={plan.value} draft={status === 'draft'} /> : !problem && <Loading label="Loading plan" />}
          {next.value ? <NextMessages id={id} page={next.value} /> : !problem && <Loading label="Loading next messages" />}
        </div>
      )}
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
