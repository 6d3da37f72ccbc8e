import type { EngineContext } from '../../context.ts'
import { peopleUnderWay } from '../../db/campaigns/people-count.ts'
import { type Outlook, outlookOf } from './index.ts'

/** With more people than this under way, a table does not have everything foretold for its rows. */
const mostForetold = 50_000

/** What was taken out of a forecast lives as long as the forecast. */
const kept = new WeakMap<Outlook, Map<number, number>>()

/**
 * When the next message of each person leaves by the plan, by recipient, UTC milliseconds. Who has no time is not in it.
 * Null where so many people wait that foretelling all of it would hold up a table.
 */
export async function nextTimes(ctx: EngineContext): Promise<ReadonlyMap<number, number> | null> {
  if (peopleUnderWay(ctx.db, mostForetold + 1) > mostForetold) return null
  const outlook = await outlookOf(ctx)
  const known = kept.get(outlook)
  if (known) return known
  const times = new Map<number, number>()
  for (const [position, person] of outlook.person.entries()) {
    const recipientId = outlook.queue.people[person]?.recipientId
    // By time: the first of a person is their next one.
    if (recipientId !== undefined && !times.has(recipientId)) times.set(recipientId, outlook.at[position] ?? 0)
  }
  kept.set(outlook, times)
  return times
}
