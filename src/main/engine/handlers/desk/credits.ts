import type { EngineContext } from '../../context.ts'
import { usedOn } from '../../credits/ledger.ts'
import { repliesExpected } from '../../credits/replies-expected.ts'
import { getWorkspace, updateWorkspace } from '../../db/core/workspace.ts'
import { stillLookedUp } from '../../db/discovery/runs-view.ts'
import { lastDays, ledgerPage } from '../../db/sends/ledger-view.ts'
import { inFlight } from '../../db/sends/queue.ts'
import { localDay, nextMidnight } from '../../rules/sending/window.ts'
import { todaysOutlook } from '../../views/forecast/today.ts'
import { os } from '../base.ts'

async function today(ctx: EngineContext) {
  // Before anything is read: what is read after it is of one moment with it.
  const { at: planned } = await todaysOutlook(ctx)
  const row = getWorkspace(ctx.db)
  const now = ctx.ports.clock.now()
  const day = localDay(now, row.zone)
  const resetsAt = nextMidnight(now, row.zone)
  const used = usedOn(ctx.db, day)
  const flying = inFlight(ctx.db, day)
  const neededToday = planned.length + stillLookedUp(ctx.db)
  return {
    day,
    zone: row.zone,
    limit: row.dailyCredits,
    used,
    inFlight: flying,
    left: Math.max(0, row.dailyCredits - used - flying),
    neededToday,
    repliesExpected: repliesExpected(ctx.db, day, neededToday),
    resetsAt: new Date(resetsAt).toISOString(),
  }
}

export const credits = {
  get: os.credits.get.handler(({ context }) => today(context)),

  setLimit: os.credits.setLimit.handler(({ input, context }) => {
    context.commit('credits.limit', (tx) => {
      updateWorkspace(tx, { dailyCredits: input.limit })
      tx.emit({ type: 'workspace.changed', message: `The plan is ${input.limit} credits a day` })
    })
    return today(context)
  }),

  ledger: os.credits.ledger.handler(({ input, context }) => {
    const page = ledgerPage(
      context.db,
      { day: input.day, before: input.cursor === undefined ? undefined : Number(input.cursor) || 0 },
      input.limit,
    )
    return { ...page, nextCursor: page.nextBefore === null ? null : String(page.nextBefore) }
  }),

  days: os.credits.days.handler(({ input, context }) => {
    const today = localDay(context.ports.clock.now(), getWorkspace(context.db).zone)
    return lastDays(context.db, today, input.days)
  }),
}
