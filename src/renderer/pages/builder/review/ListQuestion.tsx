import { useClock } from '../../../hooks/desk-context.tsx'
import { beginsAtOnce, inYourTime } from '../../../lib/campaigns/begins.ts'
import { scheduleSentence } from '../../../lib/campaigns/schedule-sentence.ts'
import { counted } from '../../../lib/words/counts.ts'
import type { QuestionProps } from '../audiences/audience.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { ActivateQuestion } from './ActivateQuestion.tsx'

/** What is asked where the people are in it: how many get how much, from when. */
export function ListQuestion({ review, plan, onClose }: QuestionProps) {
  const { campaign } = useBuilder()
  const { now, reading } = useClock()
  const firstAt = plan?.firstAt
  const from = !firstAt
    ? ''
    : beginsAtOnce(firstAt, now)
      ? ' from now on'
      : ` from ${inYourTime(firstAt, now, reading, campaign.schedule.zone)}`
  return (
    <ActivateQuestion
      title={`Activate and send to ${counted(review.recipients, 'person', 'people')}${from}?`}
      words={`${counted(review.messages, 'message', 'messages')}, ${scheduleSentence(campaign.schedule, reading.hour12)}.`}
      onClose={onClose}
    />
  )
}
