import { eq, sql } from 'drizzle-orm'
import type { Tx } from '../commit.ts'
import type { Db } from '../db/open.ts'
import { creditDays, ledger, workspace } from '../db/schema.ts'
import { localDay } from '../rules/window.ts'

export interface Charge {
  kind: 'message' | 'reply'
  /** The Send, or the incoming mail. The same one is never charged twice: the table refuses it. */
  refId: number
  campaignId: number | null
  enrollmentId: number | null
}

/**
 * Writes one credit into the ledger, in the transaction that makes it a fact (rule 6): a message when it is marked
 * sent, a reply when it is recorded. The only function that writes the ledger.
 */
export function charge(tx: Tx, item: Charge): void {
  const day = localDay(tx.at, zoneOf(tx))
  tx.orm
    .insert(ledger)
    .values({ at: tx.at, day, credits: 1, ...item })
    .run()
  tx.orm
    .insert(creditDays)
    .values({ day, used: 1 })
    .onConflictDoUpdate({ target: creditDays.day, set: { used: sql`${creditDays.used} + 1` } })
    .run()
}

/** Credits used on a local day of the workspace. */
export function usedOn(db: Db, day: string): number {
  return db.orm.select({ used: creditDays.used }).from(creditDays).where(eq(creditDays.day, day)).get()?.used ?? 0
}

function zoneOf(db: Db): string {
  return db.orm.select({ zone: workspace.zone }).from(workspace).get()?.zone ?? 'UTC'
}
