import { Button } from '@mantine/core'
import { useLocation } from 'wouter'
import type { Review } from '../../../../shared/schemas/campaigns.ts'
import type { Plan } from '../../../../shared/schemas/plan.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Dialog } from '../../../components/Dialog.tsx'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { beginsAtOnce, inYourTime, runBeginsInWords } from '../../../lib/campaigns/begins.ts'
import { scheduleSentence } from '../../../lib/campaigns/schedule-sentence.ts'
import { counted } from '../../../lib/words/counts.ts'
import { toasts } from '../../../stores/toasts.ts'
import { useDiscovery } from '../discovery/use-discovery.ts'
import { useEstimate } from '../discovery/use-estimate.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useOutlook } from '../draft/use-outlook.ts'
import { discoveryQuestion } from './discovery-question.ts'

interface Props {
  review: Review
  plan: Plan | null
  onClose(): void
}

/** The last question before messages leave: what, to how many, from when. */
export function ActivateQuestion({ review, plan, onClose }: Props) {
  const { id, campaign, draft } = useBuilder()
  const desk = useDesk()
  const [, navigate] = useLocation()
  const action = useAction()
  const question = useQuestion(review, plan)

  async function activate(): Promise<void> {
    const done = await action.run(async () => {
      await draft.autosave.flush()
      if (draft.autosave.store.getState().unsaved.size > 0) throw unsaved()
      desk.campaigns.patch(id, await desk.client.campaigns.activate({ id }))
    })
    if (!done) return
    toasts.say(`“${campaign.name}” is activated.`, { hue: 'good' })
    navigate(`/campaigns/${id}`)
  }

  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <ActionButton busy={action.busy} busyLabel="Activating" onClick={() => void activate()} data-autofocus>
        Activate
      </ActionButton>
    </>
  )
  return (
    <Dialog title={question.title} problem={action.problem} actions={actions} onClose={onClose}>
      <p>
        “{campaign.name}”: {question.words} Whoever answers gets no further message. You can pause it at any time.
      </p>
    </Dialog>
  )
}

/** What is asked: what happens, to how many, from when. */
function useQuestion(review: Review, plan: Plan | null): { title: string; words: string } {
  const { id, campaign } = useBuilder()
  const desk = useDesk()
  const { now, reading } = useClock()
  const { discovery } = useDiscovery()
  const estimate = useEstimate(id, discovery)
  const outlook = useOutlook()
  if (campaign.audience === 'discovery') {
    const nextRunAt = outlook.value?.nextRunAt ?? estimate.value?.beginsAt ?? null
    return discoveryQuestion({
      discovery,
      testMode: campaign.testMode,
      isFree: desk.place === 'sandbox',
      perRun: estimate.value?.perRun ?? null,
      when: nextRunAt === null ? null : runBeginsInWords(nextRunAt, now, reading, campaign.schedule.zone),
      hours: scheduleSentence(campaign.schedule, reading.hour12),
      costs: estimate.value ? estimate.value.searchCostPerRun + (estimate.value.enrichmentCostPerRun ?? 0) : null,
    })
  }
  const firstAt = plan?.firstAt
  const from = !firstAt
    ? ''
    : beginsAtOnce(firstAt, now)
      ? ' from now on'
      : ` from ${inYourTime(firstAt, now, reading, campaign.schedule.zone)}`
  return {
    title: `Activate and send to ${counted(review.recipients, 'person', 'people')}${from}?`,
    words: `${counted(review.messages, 'message', 'messages')}, ${scheduleSentence(campaign.schedule, reading.hour12)}.`,
  }
}

/** Shown as an answer of the engine is: what happened, what to do. */
function unsaved(): Error {
  return Object.assign(new Error('Not all that you typed is saved, so nothing was activated.'), {
    code: 'CONFLICT',
    status: 409,
    data: { advice: 'Go back to the step that is marked, and correct it.' },
  })
}
