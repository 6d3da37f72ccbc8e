import type { CreatorSample, DiscoveryAudience, DiscoveryPreview, Platform } from '../../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../../context.ts'
import { knownCreators } from '../../db/creators-view.ts'
import { beginSingle, settleSingle } from '../../db/purchases-view.ts'
import type { FoundCreator, SearchAnswer } from '../../ports.ts'
import { searchMillicredits } from '../../ports.ts'
import { noteFailure, noteSuccess } from '../../provider-health.ts'
import { profileUrl } from '../../rules/profile-url.ts'
import { needCampaign } from '../campaigns/present.ts'
import { needKey } from '../providers/connection.ts'
import { inCredits, previewed, runCosts } from './costs.ts'
import { providerError } from './failure.ts'

export interface PreviewOf {
  /** Null for one that is not stored yet. */
  campaignId: number | null
  discovery: DiscoveryAudience
  testMode: boolean
}

/**
 * The first ten of a search. What it costs is written down before the provider is asked; invented people cost nothing.
 * @throws UserError BAD_REQUEST, PRECONDITION_FAILED
 */
export async function previewOf(ctx: EngineContext, { campaignId, discovery, testMode }: PreviewOf): Promise<DiscoveryPreview> {
  const key = testMode ? '' : await needKey(ctx, 'influencers_club')
  const { creators } = testMode ? ctx.ports.invented : ctx.ports.providers
  const id = ctx.commit('discovery.preview', (tx) =>
    beginSingle(tx, { kind: 'preview', provider: testMode ? 'sandbox' : 'influencers_club', campaignId, items: previewed }),
  )
  const answer = await creators.search(key, { criteria: discovery.criteria, exclude: [], page: 1, limit: previewed })
  ctx.commit('discovery.previewed', (tx) => {
    if (answer.ok) {
      settleSingle(tx, id, { status: 'done', items: answer.returned, millicredits: costOf(answer, testMode) })
      if (!testMode) noteSuccess(tx, 'influencers_club', answer.creditsLeft)
      return
    }
    const charged = answer.kind === 'unsure' || answer.kind === 'unexpected'
    settleSingle(tx, id, { status: charged ? 'unsure' : 'failed', message: answer.message })
    if (!testMode) noteFailure(tx, 'influencers_club', answer)
  })
  if (!answer.ok) throw providerError(answer)
  const { platform } = discovery.criteria
  const known = campaignId === null ? new Set<string>() : knownCreators(ctx.db, campaignId, platform, answer.creators)
  return {
    total: answer.total,
    people: answer.creators.slice(0, previewed).map((creator) => sampleOf(platform, creator, known)),
    costCredits: inCredits(costOf(answer, testMode)),
    ...(await runCosts(ctx, campaignId === null ? null : needCampaign(ctx.db, campaignId), discovery)),
    creditsLeft: answer.creditsLeft,
  }
}

function costOf({ returned }: SearchAnswer, testMode: boolean): number {
  return testMode ? 0 : returned * searchMillicredits
}

function sampleOf(platform: Platform, creator: FoundCreator, known: ReadonlySet<string>): CreatorSample {
  const { platformId, handle, fullName, followers, engagementPercent } = creator
  return { handle, profileUrl: profileUrl(platform, handle), fullName, followers, engagementPercent, known: known.has(platformId) }
}
