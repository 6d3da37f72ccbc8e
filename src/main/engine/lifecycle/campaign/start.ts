import { markCampaignStarted } from '../../db/campaigns/status.ts'
import type { Tx } from '../../db/core/commit.ts'

/** The start date has come: what happens first in a scheduled campaign makes it an active one. */
export function startCampaign(tx: Tx, campaignId: number): void {
  if (markCampaignStarted(tx, campaignId)) tx.emit({ type: 'campaign.changed', campaignId, message: 'The campaign has started' })
}
