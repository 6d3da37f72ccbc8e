import type { EngineContext } from '../../context.ts'
import type { Db } from '../../db/core/open.ts'
import { statement } from '../../db/core/statement.ts'
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
  if (peopleUnderWay(ctx.db) > mostForetold) return null
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

/** Counted no further than it has to be. */
function peopleUnderWay(db: Db): number {
  return statement(
    db,
    `select count(*) from (
       select 1 from campaigns c cross join enrollments e on e.campaign_id = c.id and e.status in ('pending', 'active')
       where c.status in ('active', 'scheduled') limit ?)`,
  )
    .pluck()
    .get(mostForetold + 1) as number
}
