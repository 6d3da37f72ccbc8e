import type { CreatorSample, DiscoveryAudience, DiscoveryPreview, Platform } from '../../../../shared/schemas/discovery.ts'
import { noteFailure, noteSuccess } from '../../accounts/provider-health.ts'
import { needKey } from '../../accounts/provider-keys.ts'
import { servicesFor } from '../../accounts/services.ts'
import type { EngineContext } from '../../context.ts'
import type { CampaignRow } from '../../db/campaigns/campaigns.ts'
import { knownCreators } from '../../db/discovery/creators-view.ts'
import { askFor } from '../../db/discovery/purchases.ts'
import { purchaseDone, purchaseFailed } from '../../lifecycle/discovery/purchase.ts'
import type { FoundCreator, SearchAnswer } from '../../ports/providers.ts'
import { searchMillicredits } from '../../ports/providers.ts'

import { profileUrl } from '../../rules/contacts/profile-url.ts'

import { inCredits, previewed, runCosts } from './costs.ts'
import { providerError } from './failure.ts'

export interface PreviewOf {
  /** Null for one that is not stored yet. */
  campaign: CampaignRow | null
  discovery: DiscoveryAudience
  testMode: boolean
}

/**
 * The first ten of a search. What it costs is written down before the provider is asked; invented people cost nothing.
 * @throws UserError BAD_REQUEST, PRECONDITION_FAILED
 */
export async function previewOf(ctx: EngineContext, { campaign, discovery, testMode }: PreviewOf): Promise<DiscoveryPreview> {
  const { creators, pretend } = servicesFor(ctx, { testMode })
  const key = pretend ? '' : await needKey(ctx, 'influencers_club')
  const campaignId = campaign?.id ?? null
  const id = ctx.commit('discovery.preview', (tx) =>
    askFor(tx, { kind: 'preview', provider: pretend ? 'sandbox' : 'influencers_club', campaignId, runId: null, items: previewed }),
  )
  const answer = await creators.search(key, { criteria: discovery.criteria, exclude: [], page: 1, limit: previewed })
  ctx.commit('discovery.previewed', (tx) => {
    if (answer.ok) {
      purchaseDone(tx, id, { items: answer.returned, millicredits: costOf(answer, pretend) })
      if (!pretend) noteSuccess(tx, 'influencers_club', answer.creditsLeft)
      return
    }
    purchaseFailed(tx, id, answer)
    if (!pretend) noteFailure(tx, 'influencers_club', answer)
  })
  if (!answer.ok) throw providerError(answer)
  const { platform } = discovery.criteria
  const known = campaignId === null ? new Set<string>() : knownCreators(ctx.db, campaignId, platform, answer.creators)
  return {
    total: answer.total,
    people: answer.creators.slice(0, previewed).map((creator) => sampleOf(platform, creator, known)),
    costCredits: inCredits(costOf(answer, pretend)),
    ...(await runCosts(ctx, campaign, discovery, testMode)),
    creditsLeft: answer.creditsLeft,
  }
}

function costOf({ returned }: SearchAnswer, pretend: boolean): number {
  return pretend ? 0 : returned * searchMillicredits
}

function sampleOf(platform: Platform, creator: FoundCreator, known: ReadonlySet<string>): CreatorSample {
  const { platformId, handle, fullName, followers, engagementPercent } = creator
  return { handle, profileUrl: profileUrl(platform, handle), fullName, followers, engagementPercent, known: known.has(platformId) }
}
