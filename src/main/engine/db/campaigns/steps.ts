import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { steps } from '../core/schema.ts'

export type StepRow = typeof steps.$inferSelect

/** What a person writes about a step. */
export type StepText = Pick<StepRow, 'subject' | 'body' | 'delayDays' | 'delayHours'>

/** The steps that are in use, in their order. */
export function liveSteps(db: Db, campaignId: number): StepRow[] {
  return db.orm
    .select()
    .from(steps)
    .where(and(eq(steps.campaignId, campaignId), isNull(steps.removedAt)))
    .orderBy(asc(steps.position), asc(steps.id))
    .all()
}

/**
 * Puts a step at a position (1 is the first); those from there on move up. Returns its id. A removed step keeps its place:
 * directly before the one in use that has its position now. A step that is put there comes before it, one at the end
 * behind all.
 */
export function insertStep(tx: Tx, campaignId: number, position: number, text: StepText): number {
  if (position <= liveSteps(tx, campaignId).length) {
    tx.orm
      .update(steps)
      .set({ position: sql`${steps.position} + 1` })
      .where(and(eq(steps.campaignId, campaignId), sql`${steps.position} >= ${position}`))
      .run()
  }
  return tx.orm
    .insert(steps)
    .values({ campaignId, position, ...text, createdAt: tx.at, updatedAt: tx.at })
    .returning({ id: steps.id })
    .get().id
}

export function updateStep(tx: Tx, id: number, text: Partial<StepText>): void {
  tx.orm
    .update(steps)
    .set({ ...text, updatedAt: tx.at })
    .where(eq(steps.id, id))
    .run()
}

/** Takes a step out of use; its row stays, because what was sent by it stays true. */
export function retireStep(tx: Tx, campaignId: number, id: number): void {
  const { position } = tx.orm
    .update(steps)
    .set({ removedAt: tx.at, updatedAt: tx.at })
    .where(eq(steps.id, id))
    .returning({ position: steps.position })
    .get()
  tx.orm
    .update(steps)
    .set({ position: sql`${steps.position} - 1` })
    .where(and(eq(steps.campaignId, campaignId), sql`${steps.position} > ${position}`))
    .run()
}

/** Numbers the steps from 1 in this order. */
export function orderSteps(tx: Tx, ids: readonly number[]): void {
  ids.forEach((id, index) => {
    tx.orm
      .update(steps)
      .set({ position: index + 1 })
      .where(eq(steps.id, id))
      .run()
  })
}
