import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { runBeginsInWords } from '../../../lib/campaigns/begins.ts'
import { scheduleSentence } from '../../../lib/campaigns/schedule-sentence.ts'
import type { QuestionProps } from '../audiences/audience.ts'
import { useDiscovery } from '../discovery/use-discovery.ts'
import { useEstimate } from '../discovery/use-estimate.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { useOutlook } from '../draft/use-outlook.ts'
import { ActivateQuestion } from './ActivateQuestion.tsx'
import { discoveryQuestion } from './discovery-question.ts'

/** What is asked where the people are found later: whom it looks for, how many a day, for how much. */
export function DiscoveryQuestion({ onClose }: QuestionProps) {
  const { id, campaign } = useBuilder()
  const desk = useDesk()
  const { now, reading } = useClock()
  const { discovery } = useDiscovery()
  const estimate = useEstimate(id, discovery)
  const outlook = useOutlook()
  const nextRunAt = outlook.value?.nextRunAt ?? estimate.value?.beginsAt ?? null
  const question = discoveryQuestion({
    discovery,
    testMode: campaign.testMode,
    isFree: desk.place === 'sandbox',
    perRun: estimate.value?.perRun ?? null,
    when: nextRunAt === null ? null : runBeginsInWords(nextRunAt, now, reading, campaign.schedule.zone),
    hours: scheduleSentence(campaign.schedule, reading.hour12),
    costs: estimate.value ? estimate.value.searchCostPerRun + (estimate.value.enrichmentCostPerRun ?? 0) : null,
  })
  return <ActivateQuestion {...question} onClose={onClose} />
}
