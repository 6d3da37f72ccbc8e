import { noteFailure, noteSuccess } from '../../accounts/provider-health.ts'
import { providerKey } from '../../accounts/provider-keys.ts'
import { servicesFor } from '../../accounts/services.ts'
import type { EngineContext } from '../../context.ts'
import { usedOn } from '../../credits/ledger.ts'
import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { handlesKnown, insertCreators } from '../../db/discovery/creators.ts'
import { askFor, purchasesCutOff } from '../../db/discovery/purchases.ts'
import { creatorsUnderWay } from '../../db/discovery/run-figures.ts'
import {
  hasRun,
  notePage,
  type OpenRun,
  postponeRun,
  type RecurringCampaign,
  recurringCampaign,
  recurringCampaigns,
  restartSearch,
} from '../../db/discovery/runs.ts'
import { purchaseDone, purchaseFailed, purchaseLost } from '../../lifecycle/discovery/purchase.ts'
import { endEmpty, endSearch } from '../../lifecycle/discovery/run.ts'
import type { Instant } from '../../ports/machine.ts'
import type { SearchAnswer } from '../../ports/providers.ts'
import { searchMillicredits } from '../../ports/providers.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'

import { endsSearch, providerRetryMs } from '../../rules/discovery/provider-retry.ts'
import { pageToAsk } from '../../rules/discovery/search-page.ts'
import { localDay } from '../../rules/sending/window.ts'
import type { Claim, Stage } from '../../runner/stage.ts'

/** A provider hands out no more of one search. */
const lastResult = 10_000
/** Known handles that are handed over; whoever is known beyond them is left out here. */
const mostExcluded = 10_000
/** So many pages more than there would have to be, and still nobody new: going on would only cost. */
const barrenPages = 10

/**
 * Looks for creators for the run that is on, a page at a time: asked for in one commit, kept in another, so that whoever was
 * found is not paid for again after a crash.
 */
export function createDiscoverStage(ctx: EngineContext): Stage {
  const searching = () =>
    getWorkspace(ctx.db).paused
      ? []
      : recurringCampaigns(ctx.db).filter(({ status, open }) => status === 'active' && open?.stage === 'discovering')

  return {
    name: 'discover',
    recover() {
      const cut = purchasesCutOff(ctx.db).filter(({ kind }) => kind === 'search' || kind === 'preview')
      if (cut.length === 0) return
      ctx.commit('discover.recover', (tx) => {
        for (const { id } of cut) purchaseLost(tx, id, 'Campaign Desk stopped before the answer came')
      })
    },
    nextDue(now: Instant) {
      const times = searching().map(({ open }) => Math.max(now, open?.retryAt ?? 0))
      return times.length > 0 ? Math.min(...times) : null
    },
    claim: (now): Claim[] =>
      searching().flatMap(({ id, open }) =>
        open !== null && open.retryAt <= now && now < open.closesAt ? [{ lane: `discover:${id}`, run: () => nextPage(ctx, id) }] : [],
      ),
  }
}

async function nextPage(ctx: EngineContext, campaignId: number): Promise<void> {
  const campaign = recurringCampaign(ctx.db, campaignId)
  const run = campaign?.open
  if (!campaign || run?.stage !== 'discovering') return
  const services = servicesFor(ctx, campaign)
  const key = services.pretend ? '' : await providerKey(ctx, 'influencers_club')
  if (key === null) return fail(ctx, campaign, run, null, notConnected)
  const asking = ctx.commit('discover.ask', (tx) => begin(tx, campaignId, run.id, services.pretend))
  if (asking === null) return
  const { criteria } = asking.campaign.audience
  const exclude = handlesKnown(ctx.db, asking.run, criteria.platform, mostExcluded)
  const answer = await services.creators.search(key, { criteria, exclude, page: asking.page, limit: asking.limit })
  if (!answer.ok) return fail(ctx, asking.campaign, asking.run, asking.purchaseId, answer)
  keep(ctx, asking, answer, services.pretend)
}

/** One page that was asked for. */
interface Asking {
  purchaseId: number
  campaign: RecurringCampaign
  run: OpenRun
  /** People that the run looks for in all, as things stand now. */
  wanted: number
  page: number
  limit: number
}

/**
 * Writes down which page is about to be bought. The key was waited for, maybe at the prompt of a keychain: everything is
 * looked at anew. Null where nothing is to be asked.
 */
function begin(tx: Tx, campaignId: number, runId: number, pretend: boolean): Asking | null {
  const campaign = recurringCampaign(tx, campaignId)
  const run = campaign?.open
  if (campaign?.status !== 'active' || run?.id !== runId || run.stage !== 'discovering' || getWorkspace(tx).paused) return null
  const wanted = wantedNow(tx, campaign, run)
  if (run.found >= wanted) {
    endSearch(tx, campaign, run, run.found, 'There is room for fewer people now than when the run began.')
    return null
  }
  const { page, limit } = pageToAsk(run, wanted - run.found)
  const provider = pretend ? 'sandbox' : 'influencers_club'
  const purchaseId = askFor(tx, { campaignId, runId, provider, kind: 'search', ref: String(page), items: limit })
  return { purchaseId, campaign, run, wanted, page, limit }
}

/** A person may have set lower limits since the run began: what they no longer want is not bought. */
function wantedNow(tx: Tx, campaign: RecurringCampaign, run: OpenRun): number {
  const perRun = campaign.audience.perRun ?? run.wanted
  if (campaign.testMode) return Math.min(run.wanted, perRun)
  const { zone, dailyCredits } = getWorkspace(tx)
  return Math.min(run.wanted, perRun, Math.max(0, dailyCredits - usedOn(tx, localDay(tx.at, zone))))
}

/** Whoever is new is kept with what the page cost, and the search goes on or ends, in one commit. */
function keep(ctx: EngineContext, asking: Asking, answer: SearchAnswer, pretend: boolean): void {
  const { purchaseId, campaign, run, page, limit } = asking
  ctx.commit('discover.page', (tx) => {
    const millicredits = pretend ? 0 : answer.returned * searchMillicredits
    purchaseDone(tx, purchaseId, { items: answer.returned, millicredits })
    if (!pretend) noteSuccess(tx, 'influencers_club', answer.creditsLeft)
    // It may have been cancelled and deleted while the page was on its way.
    if (!hasRun(tx, run.id)) return
    const { platform, excludeHandles } = campaign.audience.criteria
    // Whom a person leaves out stays out, whatever the provider makes of its filter.
    const out = new Set(excludeHandles.map((handle) => handle.toLowerCase()))
    const welcome = answer.creators.filter(({ handle }) => !out.has(handle.toLowerCase()))
    const added = insertCreators(tx, run, platform, welcome)
    notePage(tx, run.id, { nextPage: page + 1, limit, added, known: Math.max(0, answer.returned - added) })
    const found = run.found + added
    if (beginsAnew(tx, campaign)) return restartSearch(tx, campaign.id)
    const end = endOfSearch(asking, answer, found, added)
    if (end === null) {
      tx.emit({ type: 'run.changed', campaignId: campaign.id, message: `${found} of ${run.wanted} creators found` })
    } else {
      endSearch(tx, campaign, run, found, end)
      if (found === 0) endEmpty(tx, campaign)
    }
  })
}

/** Why a search is over, in words: empty where everything wanted was found. Null while it goes on. */
function endOfSearch({ wanted, page, limit }: Asking, answer: SearchAnswer, found: number, added: number): string | null {
  if (found >= wanted) return ''
  const few =
    found === 0 ? 'Nobody new matches the criteria.' : `Only ${found} new creators match the criteria; there was room for ${wanted}.`
  // The total is an estimate, and a page may be short in the middle: only both together are the end.
  const short = answer.returned < limit && page * limit >= answer.total
  if (answer.returned === 0 || short || page * limit >= lastResult) return few
  // Whoever is known beyond those that can be handed over comes up again and again.
  const beyond = page * limit - wanted
  return added === 0 && beyond >= barrenPages * Math.min(50, wanted) ? few : null
}

/** Whether whom to look for was changed while a page was on its way: then that page says nothing of the search that goes on. */
function beginsAnew(tx: Tx, asked: RecurringCampaign): boolean {
  const now = recurringCampaign(tx, asked.id)
  return now !== null && JSON.stringify(now.audience.criteria) !== JSON.stringify(asked.audience.criteria)
}

const notConnected: ProviderFailure = {
  ok: false,
  kind: 'key',
  message: 'Influencers Club is not connected. Enter its key under People and addresses; the run goes on then.',
  retryAfterMs: null,
}

function fail(ctx: EngineContext, campaign: RecurringCampaign, run: OpenRun, purchaseId: number | null, failure: ProviderFailure): void {
  ctx.commit('discover.fail', (tx) => {
    if (purchaseId !== null) purchaseFailed(tx, purchaseId, failure)
    if (!campaign.testMode) noteFailure(tx, 'influencers_club', failure)
    const people = run.found + creatorsUnderWay(tx, campaign.id)
    if (people > 0 && endsSearch(failure.kind, run.attempts + 1, run.found)) endSearch(tx, campaign, run, run.found, failure.message)
    else postponeRun(tx, run.id, tx.at + providerRetryMs(failure, run.attempts + 1), failure.message)
    tx.emit({ type: 'run.changed', campaignId: campaign.id, message: failure.message })
  })
}
