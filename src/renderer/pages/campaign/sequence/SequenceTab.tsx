import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import type { FunnelStep } from '../../../../shared/schemas/plan.ts'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { delayInWords } from '../../../lib/campaigns/schedule.ts'
import { campaignTouched } from '../../../lib/live/touched.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'

/** The messages in their order, to be read; they are edited in the builder. */
export function SequenceTab({ campaign }: { campaign: CampaignRow }) {
  const desk = useDesk()
  const { id, status } = campaign
  const steps = useLiveValue(
    `steps ${id}`,
    () => desk.client.sequences.list({ id }),
    (event) => event.type === 'campaign.changed' && campaignTouched(event, id),
  )
  const funnel = useLiveValue(
    `funnel ${id}`,
    () => desk.client.plans.funnel({ id }),
    (event) => campaignTouched(event, id),
  )
  const ended = status === 'completed' || status === 'cancelled'
  if (!steps.value) {
    return steps.problem ? (
      <ProblemNote problem={steps.problem} action={{ label: 'Try again', run: steps.touch }} />
    ) : (
      <SkeletonRows label="Loading sequence" />
    )
  }
  return (
    <section className="panel sequence" aria-label="Sequence">
      <div className="list-head">
        <h2>{steps.value.length === 0 ? 'No messages yet' : 'What is sent'}</h2>
        {!ended && (
          <Button size="compact-sm" variant="default" component={Link} href={`/campaigns/${id}/build/sequence`}>
            {steps.value.length === 0 ? 'Write the first' : 'Edit'}
          </Button>
        )}
      </div>
      <ol className="steps scroll" aria-label="Steps">
        {steps.value.map((step) => (
          <StepResult key={step.id} step={step} went={funnel.value?.find(({ stepId }) => stepId === step.id)} />
        ))}
      </ol>
    </section>
  )
}

function StepResult({ step, went }: { step: Step; went: FunnelStep | undefined }) {
  const { position, subject, body } = step
  return (
    <li className="step">
      <p className="step-wait muted small">
        <Icon name="clock" />
        {delayInWords(step)}
      </p>
      <article className="step-card" aria-label={`Step ${position}`}>
        <h3>
          <span className="step-mark">{position}</span>
          <span className="clip" title={subject}>
            {subject || <span className="muted">Follow-up</span>}
          </span>
        </h3>
        <div className="step-text">{body}</div>
        {went && went.sent + went.planned > 0 && (
          <p className="step-numbers muted small">
            {formatCount(went.sent)} sent · {formatCount(went.planned)} planned · {formatCount(went.replied)} replied ·{' '}
            {formatCount(went.bounced)} bounced · {formatCount(went.optedOut)} opted out
          </p>
        )}
      </article>
    </li>
  )
}
