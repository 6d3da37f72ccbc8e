import { Button, Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Review } from '../../shared/schemas/campaigns.ts'
import { useClock, useDesk } from '../desk-context.tsx'
import { counted } from '../lib/counts.ts'
import { type Problem, toProblem } from '../lib/problem.ts'
import { scheduleInWords } from '../lib/schedule.ts'
import type { CampaignRow } from '../stores/campaigns.ts'
import { useAction } from '../use-action.ts'
import { ActionButton } from './ActionButton.tsx'
import { Dialog } from './Dialog.tsx'
import { Icon } from './Icon.tsx'

export type CampaignAction = 'activate' | 'pause' | 'resume'

interface Props {
  campaign: CampaignRow
  onClose(): void
}

/** Reviews first: what would stop it is listed, and only a ready campaign can be activated. */
export function ActivateDialog({ campaign, onClose }: Props) {
  const desk = useDesk()
  const { reading } = useClock()
  const action = useAction()
  const [review, setReview] = useState<Review | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    let current = true
    desk.client.campaigns.review({ id: campaign.id }).then(
      (answer) => current && setReview(answer),
      (error: unknown) => current && setProblem(toProblem(error)),
    )
    return () => {
      current = false
    }
  }, [desk, campaign.id])
  const activate = async () => {
    const done = await action.run(async () => desk.campaigns.patch(campaign.id, await desk.client.campaigns.activate({ id: campaign.id })))
    if (done) onClose()
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        {review && !review.ready ? 'Close' : 'Cancel'}
      </Button>
      {review?.ready && (
        <ActionButton busy={action.busy} busyLabel="Activating" onClick={activate}>
          Activate and send to {counted(review.recipients, 'person', 'people')}
        </ActionButton>
      )}
    </>
  )
  return (
    <Dialog title={`Activate “${campaign.name}”`} problem={problem ?? action.problem} actions={actions} onClose={onClose}>
      {!review && !problem && <Skeleton height={72} radius="xs" />}
      {review && <ReviewText review={review} schedule={scheduleInWords(campaign.schedule, reading.hour12)} />}
    </Dialog>
  )
}

function ReviewText({ review, schedule }: { review: Review; schedule: string }) {
  const blockers = review.items.filter((item) => item.level === 'blocker').length
  return (
    <>
      {review.ready ? (
        <p>
          {counted(review.messages, 'message', 'messages')} to {counted(review.recipients, 'person', 'people')}, {schedule}. Whoever answers
          gets no further message.
        </p>
      ) : (
        <p>{blockers === 1 ? 'One thing has' : `${blockers} things have`} to be put right first. Nothing was sent.</p>
      )}
      {review.items.length > 0 && (
        <ul className="review">
          {review.items.map((item) => (
            <li key={`${item.code} ${item.message}`}>
              <Icon name="alert" className={item.level === 'blocker' ? 'hue-needs' : 'hue-waiting'} />
              <span>
                <span className="visually-hidden">{item.level === 'blocker' ? 'Stops it: ' : 'Worth knowing: '}</span>
                {item.message}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Messages leave again after this, so it is asked first. */
export function ResumeDialog({ campaign, onClose }: Props) {
  const desk = useDesk()
  const { reading } = useClock()
  const action = useAction()
  const resume = async () => {
    const done = await action.run(async () => desk.campaigns.patch(campaign.id, await desk.client.campaigns.resume({ id: campaign.id })))
    if (done) onClose()
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        Cancel
      </Button>
      <ActionButton busy={action.busy} busyLabel="Resuming" onClick={resume}>
        Resume
      </ActionButton>
    </>
  )
  return (
    <Dialog title={`Resume “${campaign.name}”`} problem={action.problem} actions={actions} onClose={onClose}>
      <p>
        {counted(campaign.stats.scheduled, 'planned message', 'planned messages')} may leave again:{' '}
        {scheduleInWords(campaign.schedule, reading.hour12)}. What was missed meanwhile is not sent in a burst.
      </p>
      {campaign.reason && <p className="muted">Paused because: {campaign.reason}</p>}
    </Dialog>
  )
}
