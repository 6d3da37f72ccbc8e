import type { DiscoveryAudience, DiscoveryPreview } from '../../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../../context.ts'
import { profileMillicredits, searchMillicredits } from '../../ports.ts'
import { runRoom } from '../../run-room.ts'

/** People that a preview shows. */
export const previewed = 10

export type RunCosts = Pick<DiscoveryPreview, 'perRun' | 'searchCostPerRun' | 'enrichmentCostPerRun'>

/** What a run of today would look for, and what the provider would take for it at most. Asks nobody. */
export function runCosts(ctx: EngineContext, campaignId: number | null, discovery: DiscoveryAudience): RunCosts {
  const perRun = runRoom(ctx, campaignId, discovery)
  return {
    perRun,
    searchCostPerRun: inCredits(perRun * searchMillicredits),
    enrichmentCostPerRun: discovery.enrichment.includes('influencers_club') ? inCredits(perRun * profileMillicredits) : null,
  }
}

/** What a preview costs at most, in the provider's credits. */
export const previewCost = inCredits(previewed * searchMillicredits)

export function inCredits(millicredits: number): number {
  return millicredits / 1000
}
