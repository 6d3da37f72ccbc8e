import { noteFailure, noteSuccess } from '../../../accounts/provider-health.ts'
import { providerKey } from '../../../accounts/provider-keys.ts'
import { chainOf, servicesFor } from '../../../accounts/services.ts'
import type { EngineContext } from '../../../context.ts'
import { creatorsOfPurchase } from '../../../db/discovery/creators.ts'
import { clayOf } from '../../../db/discovery/providers.ts'
import { pollLater, type WaitingPurchase } from '../../../db/discovery/purchases.ts'
import { recurringCampaign } from '../../../db/discovery/runs.ts'
import { answered, missed } from '../../../lifecycle/discovery/answered.ts'
import { answerLost } from '../../../lifecycle/discovery/ask.ts'
import { purchaseDone } from '../../../lifecycle/discovery/purchase.ts'
import type { RoutineResult } from '../../../ports/providers.ts'
import type { ProviderFailure } from '../../../rules/discovery/failure.ts'

import { longestRunMs, pollDelayMs, providerRetryMs } from '../../../rules/discovery/provider-retry.ts'
import { itemId } from './ask.ts'

/** Before what cannot be looked after is given up. Where the service is down all day it comes to about a day. */
const fewestLooks = 90
/** An answer that is not understood is waited for longer each time. */
const fewestUnexpected = 6
const givenUp = 'Clay has not finished within a day. It may have been charged.'

/** Looks whether a routine has ended, and keeps what it brought. Looking is free: it can be done again after a crash. */
export async function poll(ctx: EngineContext, purchase: WaitingPurchase): Promise<void> {
  const services = servicesFor(ctx, { testMode: purchase.provider === 'sandbox' })
  const key = services.pretend ? '' : await providerKey(ctx, 'clay')
  const answer: Awaited<ReturnType<typeof services.enrichment.results>> =
    key === null
      ? { ok: false, kind: 'key', message: 'Clay is not connected.', retryAfterMs: null }
      : await services.enrichment.results(key, purchase.ref)
  if (!answer.ok) return failed(ctx, purchase, answer, services.pretend)
  if (!answer.done) {
    ctx.commit('enrich.poll', (tx) => {
      if (tx.at - purchase.askedAt < longestRunMs) return pollLater(tx, purchase.id, tx.at + pollDelayMs(purchase.polls + 1))
      answerLost(tx, purchase.id, givenUp)
      tx.emit({ type: 'run.changed', campaignId: purchase.campaignId, message: givenUp })
    })
    return
  }
  const results = new Map(answer.items.map((item) => [item.id, item]))
  const asked = creatorsOfPurchase(ctx.db, purchase.id)
  if (results.size > 0 && asked.length > 0 && !asked.some(({ id }) => results.has(itemId(id))))
    return failed(ctx, purchase, ofNobody, services.pretend)
  const settings = clayOf(ctx.db)
  const outputs = services.pretend ? inventedOutputs : settings
  ctx.commit('enrich.results', (tx) => {
    purchaseDone(tx, purchase.id)
    if (!services.pretend) noteSuccess(tx, 'clay', null)
    // A campaign that has ended takes nobody in any more; what was found stays known. Its chain may have been changed meanwhile.
    const campaign = purchase.campaignId === null ? null : recurringCampaign(tx, purchase.campaignId)
    const chain = campaign ? chainOf(services, campaign.audience) : []
    let found = 0
    for (const creator of creatorsOfPurchase(tx, purchase.id)) {
      const result = results.get(itemId(creator.id))
      const email = result ? resultOf(result, outputs.emailOutput) : ''
      if (result?.status === 'complete' && email !== '') {
        answered(tx, creator, { email, ...namesOf(result, outputs) })
        found++
      } else missed(tx, creator, chain, result?.error || 'No address was found')
    }
    tx.emit({ type: 'run.changed', campaignId: purchase.campaignId, message: `${found} addresses were found` })
  })
}

/** Not "no address": that would be bought elsewhere, or given up, for everybody. */
const ofNobody: ProviderFailure = {
  ok: false,
  kind: 'unexpected',
  message: 'Clay ended its work, and its answer names nobody who was asked about. It is looked after again; look into Clay meanwhile.',
  retryAfterMs: null,
}

interface Outputs {
  emailOutput: string
  firstNameOutput: string
  lastNameOutput: string
  companyOutput: string
}

/** The keys of invented results (adapters/invented.ts). */
const inventedOutputs: Outputs = {
  emailOutput: 'Email',
  firstNameOutput: 'First Name',
  lastNameOutput: 'Last Name',
  companyOutput: 'Company Name',
}

function namesOf(result: RoutineResult, outputs: Outputs): { firstName: string; lastName: string; companyName: string } {
  return {
    firstName: resultOf(result, outputs.firstNameOutput),
    lastName: resultOf(result, outputs.lastNameOutput),
    companyName: resultOf(result, outputs.companyOutput),
  }
}

/** Names are a person's own, and may be those of every object. */
function resultOf({ values }: RoutineResult, key: string): string {
  return Object.hasOwn(values, key) ? (values[key]?.trim() ?? '') : ''
}

function failed(ctx: EngineContext, purchase: WaitingPurchase, failure: ProviderFailure, pretend: boolean): void {
  ctx.commit('enrich.poll-failed', (tx) => {
    if (!pretend) noteFailure(tx, 'clay', failure)
    // A machine that slept a day has not looked for a day: what was paid for is not given up because of one bad moment.
    const looks = failure.kind === 'unexpected' ? fewestUnexpected : fewestLooks
    const over = tx.at - purchase.askedAt >= longestRunMs && purchase.polls >= looks
    if (failure.kind !== 'invalid' && !over) {
      return pollLater(tx, purchase.id, tx.at + providerRetryMs(failure, purchase.polls + 1), failure.message)
    }
    // The service no longer knows of it: what was paid for is lost, and a person decides whether to pay again.
    answerLost(tx, purchase.id, failure.message)
    tx.emit({ type: 'run.changed', campaignId: purchase.campaignId, message: failure.message })
  })
}
