import { UserError } from '../../../../shared/errors.ts'
import type { Audience } from '../../../../shared/schemas/campaigns.ts'
import type { AudienceSettings } from '../../audiences/audience.ts'
import { audiences } from '../../audiences/index.ts'
import { type CampaignRow, updateCampaign } from '../../db/campaigns/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { discoveryOf } from '../../db/discovery/discoveries.ts'
import { hasPeople, hasPeopleTagged } from '../../db/enrollments/enrollments.ts'
import { changeDiscovery } from '../../lifecycle/discovery/change.ts'
import { inventedTag } from '../../lifecycle/enrollment/enroll.ts'

/** Who enters a campaign, and whether in earnest. */
export interface AudienceChange extends AudienceSettings {
  audience?: Audience
  testMode?: boolean
}

/** Only what differs from what is. */
export function touchedAudience(db: Db, campaign: CampaignRow, change: AudienceChange): AudienceChange {
  const touched: AudienceChange = {}
  if (change.audience !== undefined && change.audience !== campaign.audience) touched.audience = change.audience
  if (change.testMode !== undefined && change.testMode !== campaign.testMode) touched.testMode = change.testMode
  if (change.discovery !== undefined && JSON.stringify(change.discovery) !== JSON.stringify(discoveryOf(db, campaign.id))) {
    touched.discovery = change.discovery
  }
  return touched
}

/**
 * Whether such a change may be made of this campaign.
 * @throws UserError BAD_REQUEST, CONFLICT
 */
export function checkAudience(tx: Tx, campaign: CampaignRow, touched: AudienceChange): void {
  if (touched.audience !== undefined || touched.testMode !== undefined) checkDraft(campaign, touched)
  if (touched.audience !== undefined && hasPeople(tx, campaign.id)) {
    throw new UserError('CONFLICT', 'There are people in this campaign, so it stays with those whom you choose.', {
      advice: 'Take them out first, or make another campaign.',
    })
  }
  if (touched.testMode === false && hasPeopleTagged(tx, campaign.id, inventedTag)) {
    throw new UserError('CONFLICT', 'There are people in this campaign whom test mode invented; nobody reads what is sent to them.', {
      advice: `Take out everybody with the tag "${inventedTag}" first.`,
    })
  }
  audiences[touched.audience ?? campaign.audience].checkSettings(tx, campaign.id, touched)
}

/** Makes the change, and says what it means: one line each. */
export function changeAudience(tx: Tx, campaign: CampaignRow, touched: AudienceChange): string[] {
  const { audience, discovery, testMode } = touched
  const words: string[] = []
  if (audience !== undefined || testMode !== undefined) {
    updateCampaign(tx, campaign.id, { ...(audience !== undefined && { audience }), ...(testMode !== undefined && { testMode }) })
  }
  if (audience !== undefined) {
    audiences[campaign.audience].forgetSettings(tx, campaign.id)
    words.push(audiences[audience].meaning, ...audiences[audience].begin(tx, campaign.id, touched))
  } else if (discovery) {
    words.push(...changeDiscovery(tx, campaign, discovery))
  }
  if (testMode !== undefined) {
    words.push(
      testMode ? 'It runs in test mode: the people are invented, and nothing leaves.' : 'It runs in earnest, no longer in test mode.',
    )
  }
  return words
}

function checkDraft(campaign: CampaignRow, { audience }: AudienceChange): void {
  if (campaign.status === 'draft') return
  const what = audience === undefined ? 'Test mode is' : 'Whom a campaign is for is'
  throw new UserError('CONFLICT', `${what} chosen in a draft; this campaign was activated already.`, {
    advice: 'Duplicate it, and choose in the copy.',
  })
}
