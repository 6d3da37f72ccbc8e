import { notFound, UserError } from '../../../../shared/errors.ts'
import type { EnrichmentTry } from '../../../../shared/schemas/discovery.ts'
import { noteFailure, noteSuccess } from '../../accounts/provider-health.ts'
import { needKey } from '../../accounts/provider-keys.ts'
import type { EngineContext } from '../../context.ts'
import type { Db } from '../../db/core/open.ts'
import { clayOf } from '../../db/discovery/providers.ts'
import { askFor, pollLater } from '../../db/discovery/purchases.ts'
import { type TryRow, tryOf } from '../../db/discovery/purchases-view.ts'
import { purchaseFailed, purchaseLost, tryEnded, tryTaken } from '../../lifecycle/discovery/purchase.ts'
import type { RoutineResult } from '../../ports/providers.ts'
import { parseAddress } from '../../rules/contacts/address.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'
import { mayHaveCharged } from '../../rules/discovery/provider-retry.ts'
import { type CreatorFacts, routineInputs } from '../../rules/discovery/routine-inputs.ts'

/** Between two questions to Clay about one try. */
const pauseMs = 2_000
/** Tries whose outputs are kept; of older ones Clay is asked again, which is free. */
const mostKept = 50

interface Memory {
  /** Under way in this process. */
  asking: Set<number>
  askedAt: Map<number, number>
  outputs: Map<number, EnrichmentTry['outputs']>
}

const memories = new WeakMap<Db['sqlite'], Memory>()

/**
 * Runs the routine for one creator. It is written down before Clay is asked, so that it is never bought twice.
 * @throws UserError PRECONDITION_FAILED where Clay is not connected, or no routine is chosen
 */
export async function tryClay(ctx: EngineContext, creator: Omit<CreatorFacts, 'followers'>): Promise<EnrichmentTry> {
  const key = await needKey(ctx, 'clay')
  const { routineId, inputs } = clayOf(ctx.db)
  if (routineId === '') {
    throw new UserError('PRECONDITION_FAILED', 'No routine of Clay is chosen yet.', {
      advice: 'Paste the id of your routine under People and addresses first.',
    })
  }
  const id = ctx.commit('provider.try', (tx) => askFor(tx, { kind: 'try', provider: 'clay', campaignId: null, runId: null, items: 1 }))
  const { asking } = memoryOf(ctx)
  asking.add(id)
  try {
    const item = { id: `try-${id}`, inputs: routineInputs(inputs, { ...creator, followers: null }) }
    const answer = await ctx.ports.providers.enrichment.start(key, routineId, [item])
    ctx.commit('provider.tried', (tx) => {
      if (answer.ok) {
        tryTaken(tx, id, answer.runId)
        noteSuccess(tx, 'clay', null)
        return
      }
      purchaseFailed(tx, id, { kind: answer.kind, message: wordsOf(answer) })
      noteFailure(tx, 'clay', answer)
    })
  } finally {
    asking.delete(id)
  }
  return present(ctx, id)
}

/**
 * How a try stands. Clay is asked again where it is still at work, not more often than every two seconds.
 * @throws UserError NOT_FOUND
 */
export async function clayTry(ctx: EngineContext, text: string): Promise<EnrichmentTry> {
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0
  const single = tryOf(ctx.db, id)
  if (!single) throw notFound('try', text)
  const memory = memoryOf(ctx)
  if (single.status === 'asking' && !memory.asking.has(id)) {
    ctx.commit('provider.tryLost', (tx) => purchaseLost(tx, id, lost))
    return present(ctx, id)
  }
  const unread = single.status === 'done' && !memory.outputs.has(id)
  const now = ctx.ports.clock.now()
  const asked = memory.askedAt.get(id)
  const rested = asked === undefined || now < asked || now - asked >= pauseMs
  if ((single.status === 'waiting' || unread) && rested) {
    memory.askedAt.set(id, now)
    await look(ctx, single)
  }
  return present(ctx, id)
}

async function look(ctx: EngineContext, { id, ref }: TryRow): Promise<void> {
  const key = await needKey(ctx, 'clay')
  const answer = await ctx.ports.providers.enrichment.results(key, ref)
  if (!answer.ok) {
    // That it was taken is certain; only what came of it cannot be read now.
    ctx.commit('provider.tryFailed', (tx) => {
      if (answer.kind === 'invalid') tryEnded(tx, id, answer.message)
      else pollLater(tx, id, 0, answer.message)
      noteFailure(tx, 'clay', answer)
    })
    return
  }
  if (!answer.done) return
  const result = answer.items.find((item) => item.id === `try-${id}`) ?? answer.items[0]
  const { outputs } = memoryOf(ctx)
  if (outputs.size >= mostKept) outputs.clear()
  outputs.set(id, outputsOf(result))
  ctx.commit('provider.tryDone', (tx) => {
    tryEnded(tx, id, result?.status === 'complete' ? null : result?.error || 'Clay ended without a result.')
  })
}

function present(ctx: EngineContext, id: number): EnrichmentTry {
  const single = tryOf(ctx.db, id)
  if (!single) throw notFound('try', id)
  const outputs = memoryOf(ctx).outputs.get(id) ?? []
  const under = clayOf(ctx.db).emailOutput
  const address = parseAddress(outputs.find(({ name }) => name === under)?.value ?? '')
  const ended = single.status === 'done' && memoryOf(ctx).outputs.has(id)
  return {
    id: String(id),
    state: ended ? 'done' : single.status === 'failed' || single.status === 'unsure' ? 'failed' : 'running',
    message: single.message || (ended ? doneWords(address.ok, under) : 'Clay is at work.'),
    outputs,
    email: address.ok ? address.email : null,
  }
}

function doneWords(found: boolean, under: string): string {
  return found ? 'Clay found an address.' : `There is no address under "${under}". Choose the key that holds it.`
}

function outputsOf(result: RoutineResult | undefined): EnrichmentTry['outputs'] {
  return Object.entries(result?.values ?? {}).map(([name, value]) => ({ name, value }))
}

const lost = 'The try was interrupted. Clay may have charged for it; look there before you try again.'

function wordsOf(failure: ProviderFailure): string {
  return mayHaveCharged(failure.kind)
    ? `${failure.message} Clay may have charged for this try; look there before you try again.`
    : failure.message
}

function memoryOf({ db }: EngineContext): Memory {
  const known = memories.get(db.sqlite)
  if (known) return known
  const memory: Memory = { asking: new Set(), askedAt: new Map(), outputs: new Map() }
  memories.set(db.sqlite, memory)
  return memory
}
