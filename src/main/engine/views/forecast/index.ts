import type { EngineContext } from '../../context.ts'
import { changeCount, dataVersion } from '../../db/core/changes.ts'
import { newestSeq, onlySendsSince } from '../../db/core/events.ts'
import type { Db } from '../../db/core/open.ts'
import { type Forecast, forecasting } from '../../rules/forecast/forecast.ts'
import { loadQueue, type Queue } from './load.ts'
import { inTurns } from './turns.ts'

/** Nothing is foretold further ahead. */
const horizonMs = 400 * 86_400_000
/** From so many people on, what was foretold stays good for a minute while messages merely leave. */
const manyPeople = 50_000
const minuteMs = 60_000

/** What would leave when if nobody answered, and who has no time. */
export interface Outlook extends Forecast {
  queue: Queue
}

interface Kept {
  state: string
  at: number
  seq: number
  outlook: Promise<Outlook>
  people: number
}

/** By database: a handler gets a context of its own each time. */
const kept = new WeakMap<Db, Map<number, Kept>>()

/**
 * The forecast of a workspace; with a draft, as if that were activated now. Kept until something is written or the
 * minute is over, so that the screens that show parts of it share it.
 * @param draftId 0 for none
 */
export function outlookOf(ctx: EngineContext, draftId = 0): Promise<Outlook> {
  const all = kept.get(ctx.db) ?? new Map<number, Kept>()
  kept.set(ctx.db, all)
  const now = ctx.ports.clock.now()
  const state = stateOf(ctx)
  const known = all.get(draftId)
  if (known && stillGood(ctx, known, state, now)) return known.outlook
  const entry: Kept = { state, at: now, seq: newestSeq(ctx.db), people: 0, outlook: foretell(ctx, draftId, now) }
  // Drafts are looked at one at a time; the running ones and one draft are kept.
  for (const id of all.keys()) if (id !== 0 && id !== draftId) all.delete(id)
  all.set(draftId, entry)
  entry.outlook.then(
    ({ queue }) => {
      entry.people = queue.people.length
      // One of a million people takes a few hundred megabytes: it goes when nobody has asked anew.
      if (entry.people > manyPeople) setTimeout(() => all.get(draftId) === entry && all.delete(draftId), 2 * minuteMs).unref()
    },
    () => all.delete(draftId),
  )
  return entry.outlook
}

async function foretell(ctx: EngineContext, draftId: number, now: number): Promise<Outlook> {
  const queue = await inTurns(loadQueue(ctx, { draftId, until: now + horizonMs, withStopped: true }))
  return { ...(await inTurns(forecasting(queue))), queue }
}

function stillGood(ctx: EngineContext, known: Kept, state: string, now: number): boolean {
  if (now < known.at || now - known.at >= minuteMs) return false
  return known.state === state || (known.people > manyPeople && onlySendsSince(ctx.db, known.seq))
}

/** Changes with every write, whichever connection makes it. */
export function stateOf(ctx: EngineContext): string {
  return `${changeCount(ctx.db)}/${dataVersion(ctx.db)}`
}
