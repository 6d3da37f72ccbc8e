import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { type LiveValue, useLiveValue } from '../../../hooks/use-live.ts'
import { useSlowly } from '../../../hooks/use-slowly.ts'
import { criteriaProblems } from '../../../lib/discovery/words.ts'

export interface Estimate {
  perRun: number
  searchCostPerRun: number
  enrichmentCostPerRun: number | null
  previewCost: number
  /** What keeps a run from more people, in words; empty where nothing does. */
  limitedBy: string
  /** When the first run of a draft would begin, if it were activated now. */
  beginsAt: string | null
}

/** What a run of today would look for, and what that costs at most. Asks nobody, and costs nothing. */
export function useEstimate(id: number, discovery: DiscoveryAudience): LiveValue<Estimate | null> {
  const desk = useDesk()
  const asked = useSlowly(JSON.stringify(discovery), 300)
  return useLiveValue(
    `estimate ${id} ${asked}`,
    async () => {
      const of = JSON.parse(asked) as DiscoveryAudience
      return Object.keys(criteriaProblems(of.criteria)).length > 0 ? null : desk.client.discovery.estimate({ id, discovery: of })
    },
    ({ type }) => /^(campaign|workspace|send|reply|run|mailbox)\./.test(type),
  )
}
