import type { DiscoveryAudience, DiscoveryPreview } from '../../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../../context.ts'
import type { CampaignRow } from '../../db/campaigns/campaigns.ts'
import { profileMillicredits, searchMillicredits } from '../../ports/providers.ts'

import { peoplePerRun } from '../../views/discovery/people-per-run.ts'

/** People that a preview shows. */
export const previewed = 10

export type RunCosts = Pick<DiscoveryPreview, 'perRun' | 'searchCostPerRun' | 'enrichmentCostPerRun'>

/** What a run would look for, and what the provider would take for it at most. Asks nobody. */
export async function runCosts(
  ctx: EngineContext,
  campaign: CampaignRow | null,
  audience: DiscoveryAudience,
  testMode: boolean,
): Promise<RunCosts> {
  const perRun = await peoplePerRun(ctx, campaign, { audience, testMode })
  return {
    perRun,
    searchCostPerRun: inCredits(perRun * searchMillicredits),
    enrichmentCostPerRun: audience.enrichment.includes('influencers_club') ? inCredits(perRun * profileMillicredits) : null,
  }
}

/** What a preview costs at most, in the provider's credits. */
export const previewCost = inCredits(previewed * searchMillicredits)

export function inCredits(millicredits: number): number {
  return millicredits / 1000
}
