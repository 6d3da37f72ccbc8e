import type { DiscoveryAudience, DiscoveryPreview } from '../../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../../context.ts'
import { type CampaignRow, mailboxIdsOf, scheduleOf } from '../../db/campaigns.ts'
import { listMailboxes } from '../../db/mailboxes.ts'
import { getWorkspace } from '../../db/workspace.ts'
import { profileMillicredits, searchMillicredits } from '../../ports.ts'
import { runRoom } from '../../run-room.ts'

/** People that a preview shows. */
export const previewed = 10

export type RunCosts = Pick<DiscoveryPreview, 'perRun' | 'searchCostPerRun' | 'enrichmentCostPerRun'>

/** What a run of today would look for, and what the provider would take for it at most. Asks nobody. */
export async function runCosts(ctx: EngineContext, campaign: CampaignRow | null, discovery: DiscoveryAudience): Promise<RunCosts> {
  const perRun = await peoplePerRun(ctx, campaign, discovery)
  return {
    perRun,
    searchCostPerRun: inCredits(perRun * searchMillicredits),
    enrichmentCostPerRun: discovery.enrichment.includes('influencers_club') ? inCredits(perRun * profileMillicredits) : null,
  }
}

/** Where no mailbox is chosen yet, as if all of them sent; where there is none, only credits count. */
async function peoplePerRun(ctx: EngineContext, campaign: CampaignRow | null, audience: DiscoveryAudience): Promise<number> {
  const chosen = campaign ? mailboxIdsOf(ctx.db, campaign.id) : []
  const mailboxIds = chosen.length > 0 ? chosen : listMailboxes(ctx.db).map(({ id }) => id)
  const { zone, dailyCredits } = getWorkspace(ctx.db)
  if (mailboxIds.length === 0) return Math.min(dailyCredits, audience.perRun ?? dailyCredits)
  const window = campaign ? scheduleOf(campaign) : { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone, startDate: null }
  const { wanted } = await runRoom(ctx, { id: campaign?.id ?? null, window, mailboxIds, audience, testMode: campaign?.testMode ?? false })
  return wanted
}

/** What a preview costs at most, in the provider's credits. */
export const previewCost = inCredits(previewed * searchMillicredits)

export function inCredits(millicredits: number): number {
  return millicredits / 1000
}
