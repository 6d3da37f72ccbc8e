import type { ClaySettings, Enricher } from '../../../../../shared/schemas/discovery.ts'
import { noteFailure, noteSuccess } from '../../../accounts/provider-health.ts'
import { providerKey, webhookToken } from '../../../accounts/provider-keys.ts'
import { chainOf, type Services, servicesFor } from '../../../accounts/services.ts'
import type { EngineContext } from '../../../context.ts'
import type { Tx } from '../../../db/core/commit.ts'
import { getWorkspace } from '../../../db/core/workspace.ts'
import { type CreatorRow, creatorsOfPurchase, creatorsToAsk, passOver, stillFound } from '../../../db/discovery/creators.ts'
import { clayOf } from '../../../db/discovery/providers.ts'
import { type OpenRun, postponeRun, type RecurringCampaign, recurringCampaign, resumeRun } from '../../../db/discovery/runs.ts'
import { answered, missed } from '../../../lifecycle/discovery/answered.ts'
import { askAbout, askFailed, nobodyToAsk, routineTook, tableTook, tableTookSome } from '../../../lifecycle/discovery/ask.ts'
import { purchaseDone } from '../../../lifecycle/discovery/purchase.ts'
import type { ProviderFailure } from '../../../rules/discovery/failure.ts'

import { pollDelayMs, providerRetryMs, waitsForPerson } from '../../../rules/discovery/provider-retry.ts'
import { routineInputs } from '../../../rules/discovery/routine-inputs.ts'

/** Clay takes so many in one run. */
const perRoutine = 100
/** Rows handed to a table before the next look. */
const perPush = 20
const look = 500

/** What one call to an enricher works with. */
interface Asking {
  ctx: EngineContext
  campaign: RecurringCampaign
  run: OpenRun
  services: Services
  chain: Enricher[]
  clay: ClaySettings
}

/** Asks about the next creators, by the one of the chain whose turn it is for them. */
export async function ask(ctx: EngineContext, campaignId: number): Promise<void> {
  const campaign = recurringCampaign(ctx.db, campaignId)
  const run = campaign?.open
  if (campaign?.status !== 'active' || run?.stage !== 'enriching') return
  const services = servicesFor(ctx, campaign)
  const asking: Asking = { ctx, campaign, run, services, chain: chainOf(services, campaign.audience), clay: clayOf(ctx.db) }
  const creators = creatorsToAsk(ctx.db, campaignId, look)
  const at = creators[0]?.chainAt ?? 0
  const turn = creators.filter(({ chainAt }) => chainAt === at)
  const enricher = asking.chain[at]
  switch (enricher) {
    case undefined:
      // The chain was shortened meanwhile.
      ctx.commit('enrich.none', (tx) => nobodyToAsk(tx, turn))
      return
    case 'sandbox':
    case 'clay_routine':
      return askRoutine(asking, turn.slice(0, perRoutine), enricher)
    case 'clay_table':
      return pushRows(asking, turn.slice(0, perPush))
    case 'influencers_club':
      return askProfile(asking, turn[0])
    default:
      return enricher satisfies never
  }
}

async function askRoutine(asking: Asking, wanted: CreatorRow[], enricher: 'sandbox' | 'clay_routine'): Promise<void> {
  const { ctx, run, services, clay } = asking
  const key = services.pretend ? '' : await providerKey(ctx, 'clay')
  if (key === null) return cannot(asking, wanted, null, { kind: 'key', message: 'Clay is not connected.' }, 'clay')
  if (!services.pretend && clay.routineId === '') {
    return cannot(
      asking,
      wanted,
      null,
      { kind: 'invalid', message: 'No routine of Clay is named. Enter its id under People and addresses.' },
      'clay',
    )
  }
  if (run.attempts > 0 && !services.pretend) {
    // It failed before: asked first for what is free, so that an outage leaves no further people open.
    const answers = await services.enrichment.whoAmI(key)
    if (!answers.ok) return cannot(asking, wanted, null, answers, 'clay')
  }
  const begun = begin(asking, 'routine', wanted, enricher === 'sandbox' ? 'sandbox' : 'clay')
  if (!begun) return
  const { purchaseId, creators } = begun
  const items = creators.map((creator) => ({ id: itemId(creator.id), inputs: routineInputs(clay.inputs, creator) }))
  const answer = await services.enrichment.start(key, clay.routineId, items)
  if (!answer.ok) return cannot(asking, creators, purchaseId, answer, 'clay')
  ctx.commit('enrich.started', (tx) => {
    routineTook(tx, purchaseId, answer.runId, tx.at + pollDelayMs(0))
    resumeRun(tx, run.id)
    if (!services.pretend) noteSuccess(tx, 'clay', null)
  })
}

/** The id by which an answer is told: ours. */
export function itemId(creatorId: number): string {
  return `creator-${creatorId}`
}

async function pushRows(asking: Asking, wanted: CreatorRow[]): Promise<void> {
  const { ctx, run, services, clay } = asking
  if (clay.webhookUrl === '') {
    return cannot(
      asking,
      wanted,
      null,
      { kind: 'invalid', message: 'No webhook of a Clay table is named. Enter it under People and addresses.' },
      'clay',
    )
  }
  const token = await webhookToken(ctx)
  const begun = begin(asking, 'table', wanted, 'clay')
  if (!begun) return
  const { purchaseId, creators } = begun
  let taken = 0
  for (const creator of creators) {
    const row = { ...routineInputs(clay.inputs, creator), creator_id: String(creator.id) }
    const answer = await services.enrichment.push({ url: clay.webhookUrl, token }, row)
    if (!answer.ok) return halfPushed(asking, creators, purchaseId, taken, answer)
    taken++
  }
  ctx.commit('enrich.pushed', (tx) => {
    tableTook(tx, purchaseId)
    resumeRun(tx, run.id)
  })
}

function halfPushed(asking: Asking, creators: CreatorRow[], purchaseId: number, taken: number, failure: ProviderFailure): void {
  const { ctx, run, campaign } = asking
  ctx.commit('enrich.half-pushed', (tx) => {
    tableTookSome(tx, purchaseId, creators, taken, failure)
    later(tx, run, campaign, failure)
  })
}

async function askProfile(asking: Asking, creator: CreatorRow | undefined): Promise<void> {
  if (!creator) return
  const { ctx, run, services } = asking
  const key = services.pretend ? '' : await providerKey(ctx, 'influencers_club')
  if (key === null) {
    return cannot(asking, [creator], null, { kind: 'key', message: 'Influencers Club is not connected.' }, 'influencers_club')
  }
  const begun = begin(asking, 'profile', [creator], services.pretend ? 'sandbox' : 'influencers_club')
  if (!begun) return
  const { purchaseId } = begun
  const answer = await services.creators.profile(key, { platform: creator.platform, handle: creator.handle })
  if (!answer.ok) return cannot(asking, [creator], purchaseId, answer, 'influencers_club')
  ctx.commit('enrich.profile', (tx) => {
    purchaseDone(tx, purchaseId, { millicredits: answer.millicredits })
    resumeRun(tx, run.id)
    noteSuccess(tx, 'influencers_club', null)
    // Meanwhile they may have been erased, or the chain changed, and their place in it.
    const chainNow = chainOf(services, recurringCampaign(tx, asking.campaign.id)?.audience ?? asking.campaign.audience)
    for (const asked of creatorsOfPurchase(tx, purchaseId)) {
      if (answer.email === null || answer.email.trim() === '') missed(tx, asked, chainNow, 'Influencers Club knows no address')
      else answered(tx, asked, { ...answer, email: answer.email })
    }
  })
}

/**
 * Writes down what is about to be bought. Keys and services were waited for: whoever got an address meanwhile is not asked
 * about, and nobody is where the campaign stopped. Null where nobody is left.
 */
function begin(
  { ctx, campaign, run }: Asking,
  kind: 'routine' | 'table' | 'profile',
  asked: readonly CreatorRow[],
  provider: 'clay' | 'influencers_club' | 'sandbox',
): { purchaseId: number; creators: CreatorRow[] } | null {
  return ctx.commit('enrich.ask', (tx) => {
    const now = recurringCampaign(tx, campaign.id)
    if (now?.status !== 'active' || now.open?.id !== run.id || getWorkspace(tx).paused) return null
    return askAbout(tx, { campaignId: campaign.id, runId: run.id, provider, kind }, asked)
  })
}

/**
 * A service did not do it. What it may have charged is left to a person; where only a person can mend the service, the next
 * of the chain is asked instead; else it is tried again later.
 */
function cannot(
  asking: Asking,
  creators: CreatorRow[],
  purchaseId: number | null,
  failure: Pick<ProviderFailure, 'kind' | 'message'> & Partial<ProviderFailure>,
  provider: 'clay' | 'influencers_club',
): void {
  const { ctx, campaign, run, chain, services } = asking
  ctx.commit('enrich.fail', (tx) => {
    if (purchaseId !== null) askFailed(tx, purchaseId, failure)
    if (!services.pretend) noteFailure(tx, provider, { ok: false, retryAfterMs: null, ...failure })
    const next = (creators[0]?.chainAt ?? 0) + 1
    const now = recurringCampaign(tx, campaign.id)
    // Where the chain was changed meanwhile, everybody has a place in it already.
    const same = now !== null && chainOf(services, now.audience).join() === chain.join()
    if (waitsForPerson(failure.kind) && next < chain.length && same) {
      // Whom a person left out meanwhile stays out.
      const open = stillFound(
        tx,
        creators.map(({ id }) => id),
      )
      passOver(tx, open, next, failure.message)
    } else later(tx, run, campaign, { ok: false, retryAfterMs: null, ...failure })
  })
}

function later(tx: Tx, run: OpenRun, campaign: RecurringCampaign, failure: ProviderFailure): void {
  postponeRun(tx, run.id, tx.at + providerRetryMs(failure, run.attempts + 1), failure.message)
  tx.emit({ type: 'run.changed', campaignId: campaign.id, message: failure.message })
}
