import { UserError } from '../../../../shared/errors.ts'
import type { Audience } from '../../../../shared/schemas/campaigns.ts'
import { criteria, type DiscoveryAudience, discoveryAudience } from '../../../../shared/schemas/discovery.ts'
import { type CampaignRow, updateCampaign } from '../../db/campaigns/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { deleteDiscovery, discoveryOf, saveDiscovery } from '../../db/discovery/discoveries.ts'
import { countedRuns, restartSearch } from '../../db/discovery/runs.ts'
import { hasPeople, hasPeopleTagged } from '../../db/enrollments/enrollments.ts'
import { leaveOut } from '../../lifecycle/discovery/leave-out.ts'
import { rechain } from '../../lifecycle/discovery/rechain.ts'
import { inventedTag } from '../../lifecycle/enrollment/enroll.ts'
import { discoveryChanges } from '../../rules/discovery/words.ts'

/** Who enters a campaign, and whether in earnest. */
export interface RecurrenceChange {
  audience?: Audience
  discovery?: DiscoveryAudience
  testMode?: boolean
}

/** The audience of a recurring campaign about which nothing was said. */
export function usualDiscovery(): DiscoveryAudience {
  return discoveryAudience.parse({ criteria: criteria.parse({}) })
}

/** @throws UserError BAD_REQUEST where a search is given for a campaign that looks for nobody */
export function checkDiscovery(audience: Audience, discovery: DiscoveryAudience | undefined): void {
  if (audience === 'discovery' || discovery === undefined) return
  throw new UserError('BAD_REQUEST', 'This campaign writes to people whom you choose; it looks for nobody.', {
    advice: 'Leave out the search, or choose the audience that finds new people every day.',
  })
}

/** Only what differs from what is. */
export function touchedRecurrence(db: Db, campaign: CampaignRow, change: RecurrenceChange): RecurrenceChange {
  const touched: RecurrenceChange = {}
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
export function checkRecurrence(tx: Tx, campaign: CampaignRow, touched: RecurrenceChange): void {
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
  checkDiscovery(touched.audience ?? campaign.audience, touched.discovery)
  if (touched.discovery === undefined) return
  const begun = countedRuns(tx, campaign.id)
  if (touched.discovery.runs >= begun) return
  throw new UserError('CONFLICT', `${begun === 1 ? 'One run has' : `${begun} runs have`} begun already; it cannot have fewer in all.`, {
    advice: `Give at least ${begun} runs. To end the campaign now, cancel it.`,
  })
}

/** Makes the change, and says what it means: one line each. */
export function changeRecurrence(tx: Tx, campaign: CampaignRow, touched: RecurrenceChange): string[] {
  const { audience, discovery, testMode } = touched
  const words: string[] = []
  const before = discoveryOf(tx, campaign.id)
  if (audience !== undefined || testMode !== undefined) {
    updateCampaign(tx, campaign.id, { ...(audience !== undefined && { audience }), ...(testMode !== undefined && { testMode }) })
  }
  if (audience === 'list') {
    deleteDiscovery(tx, campaign.id)
    words.push('It writes to people whom you choose.')
  }
  if (audience === 'discovery') words.push('It finds new people every day by itself.')
  if (audience === 'discovery' || discovery) {
    const after = discovery ?? before ?? usualDiscovery()
    saveDiscovery(tx, campaign.id, after)
    if (before && JSON.stringify(before.criteria) !== JSON.stringify(after.criteria)) {
      restartSearch(tx, campaign.id)
      leaveOut(tx, campaign.id, after.criteria)
    }
    if (before && !campaign.testMode) rechain(tx, campaign.id, before.enrichment, after.enrichment)
    words.push(...discoveryChanges(before ?? usualDiscovery(), after, campaign.status !== 'draft'))
  }
  if (testMode !== undefined) {
    words.push(
      testMode ? 'It runs in test mode: the people are invented, and nothing leaves.' : 'It runs in earnest, no longer in test mode.',
    )
  }
  return words
}

function checkDraft(campaign: CampaignRow, { audience }: RecurrenceChange): void {
  if (campaign.status === 'draft') return
  const what = audience === undefined ? 'Test mode is' : 'Whom a campaign is for is'
  throw new UserError('CONFLICT', `${what} chosen in a draft; this campaign was activated already.`, {
    advice: 'Duplicate it, and choose in the copy.',
  })
}
