import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { EngineContext } from '../context.ts'
import { usedOn } from '../credits/ledger.ts'
import { inFlight } from '../db/queue.ts'
import { ledger, workspace } from '../db/schema.ts'
import { getWorkspace } from '../db/workspace.ts'
import { todaysOutlook } from '../forecast/today.ts'
import { localDay, nextMidnight } from '../rules/window.ts'
import { os } from './base.ts'

async function today(ctx: EngineContext) {
  // Before anything is read: what is read after it is of one moment with it.
  const { at: planned } = await todaysOutlook(ctx)
  const row = getWorkspace(ctx.db)
  const now = ctx.ports.clock.now()
  const day = localDay(now, row.zone)
  const resetsAt = nextMidnight(now, row.zone)
  const used = usedOn(ctx.db, day)
  const flying = inFlight(ctx.db, day)
  return {
    day,
    zone: row.zone,
    limit: row.dailyCredits,
    used,
    inFlight: flying,
    left: Math.max(0, row.dailyCredits - used - flying),
    neededToday: planned.length,
    resetsAt: new Date(resetsAt).toISOString(),
  }
}

export const credits = {
  get: os.credits.get.handler(({ context }) => today(context)),

  setLimit: os.credits.setLimit.handler(({ input, context }) => {
    context.commit('credits.limit', (tx) => {
      tx.orm.update(workspace).set({ dailyCredits: input.limit }).run()
      tx.emit({ type: 'workspace.changed', message: `The plan is ${input.limit} credits a day` })
    })
    return today(context)
  }),

  ledger: os.credits.ledger.handler(({ input, context }) => {
    const byDay = input.day ? eq(ledger.day, input.day) : undefined
    const before = input.cursor === undefined ? undefined : lt(ledger.id, Number(input.cursor) || 0)
    const rows = context.db.orm
      .select()
      .from(ledger)
      .where(and(byDay, before))
      .orderBy(desc(ledger.id))
      .limit(input.limit + 1)
      .all()
    const total = context.db.orm.select({ n: sql<number>`count(*)` }).from(ledger).where(byDay).get()?.n ?? 0
    const items = rows.slice(0, input.limit)
    return {
      items: items.map((row) => ({
        id: row.id,
        at: new Date(row.at).toISOString(),
        day: row.day,
        kind: row.kind,
        credits: row.credits,
        campaignId: row.campaignId,
        recipientId: row.enrollmentId,
      })),
      nextCursor: rows.length > input.limit ? String(items.at(-1)?.id) : null,
      total,
    }
  }),
}
