import type { Tx } from '../db/core/commit.ts'
import type { Db } from '../db/core/open.ts'
import { statement } from '../db/core/statement.ts'
import { getWorkspace } from '../db/core/workspace.ts'
import { localDay } from '../rules/sending/window.ts'

export interface Charge {
  kind: 'message' | 'reply' | 'answer'
  /** The Send, the incoming mail, or the answer by hand. The same one is never charged twice: the table refuses it. */
  refId: number
  campaignId: number | null
  enrollmentId: number | null
}

/**
 * Writes one credit into the ledger, in the transaction that makes it a fact (rule 6): a message when it is marked
 * sent, a reply when it is recorded, an answer by hand when it is marked sent. The only function that writes the ledger.
 */
export function charge(tx: Tx, item: Charge): void {
  const day = localDay(tx.at, getWorkspace(tx).zone)
  statement(tx, 'insert into ledger (at, day, kind, credits, ref_id, campaign_id, enrollment_id) values (?, ?, ?, 1, ?, ?, ?)').run(
    tx.at,
    day,
    item.kind,
    item.refId,
    item.campaignId,
    item.enrollmentId,
  )
  statement(tx, 'insert into credit_days (day, used) values (?, 1) on conflict (day) do update set used = used + 1').run(day)
}

/** Credits used on a local day of the workspace. */
export function usedOn(db: Db, day: string): number {
  return (statement(db, 'select used from credit_days where day = ?').pluck().get(day) as number | undefined) ?? 0
}
