import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import { settingsOf } from '../../audiences/discovery.ts'
import type { CampaignRow } from '../../db/campaigns/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import { saveDiscovery } from '../../db/discovery/discoveries.ts'
import { restartSearch } from '../../db/discovery/runs.ts'
import { discoveryChanges } from '../../rules/discovery/words.ts'
import { leaveOut } from './leave-out.ts'
import { rechain } from './rechain.ts'

/**
 * Other settings for a recurring campaign, from the next run on: another search begins at its first page, and whoever is on
 * the way takes their place in another chain of enrichers. Says what changed, one line each.
 */
export function changeDiscovery(tx: Tx, campaign: CampaignRow, after: DiscoveryAudience): string[] {
  const before = settingsOf(tx, campaign.id)
  saveDiscovery(tx, campaign.id, after)
  if (JSON.stringify(before.criteria) !== JSON.stringify(after.criteria)) {
    restartSearch(tx, campaign.id)
    leaveOut(tx, campaign.id, after.criteria)
  }
  if (!campaign.testMode) rechain(tx, campaign.id, before.enrichment, after.enrichment)
  return discoveryChanges(before, after, campaign.status !== 'draft')
}
