import { UserError } from '../../../../shared/errors.ts'
import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { CampaignRow } from '../../db/campaigns/campaigns.ts'
import { needCampaign } from '../../db/campaigns/campaigns.ts'
import type { Db } from '../../db/core/open.ts'
import { discoveryOf } from '../../db/discovery/discoveries.ts'

/**
 * A campaign that looks for people.
 * @throws UserError NOT_FOUND, CONFLICT for one that looks for nobody
 */
export function needRecurring(db: Db, campaignId: number): { campaign: CampaignRow; discovery: DiscoveryAudience } {
  const campaign = needCampaign(db, campaignId)
  const discovery = discoveryOf(db, campaignId)
  if (discovery) return { campaign, discovery }
  throw new UserError('CONFLICT', `"${campaign.name}" writes to people whom you choose; it has no runs.`, {
    advice: 'Look at its recipients instead.',
  })
}
