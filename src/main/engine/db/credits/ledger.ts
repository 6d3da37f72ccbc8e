/** The ledger and its sums by day. `credits/ledger.ts` alone writes them. */
import type { LedgerKind } from '../../../../shared/schemas/workspace.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface NewLedgerEntry {
  /** Local day of the workspace. */
  day: string
  kind: LedgerKind
  refId: number
  campaignId: number | null
  enrollmentId: number | null
}

/** One credit, and one more in the sum of its day. The table refuses a second one for the same thing. */
export function insertLedgerEntry(tx: Tx, { day, kind, refId, campaignId, enrollmentId }: NewLedgerEntry): void {
  statement(tx, 'insert into ledger (at, day, kind, credits, ref_id, campaign_id, enrollment_id) values (?, ?, ?, 1, ?, ?, ?)').run(
    tx.at,
    day,
    kind,
    refId,
    campaignId,
    enrollmentId,
  )
  statement(tx, 'insert into credit_days (day, used) values (?, 1) on conflict (day) do update set used = used + 1').run(day)
}

/** Credits used on a local day of the workspace. */
export function usedOn(db: Db, day: string): number {
  return (statement(db, 'select used from credit_days where day = ?').pluck().get(day) as number | undefined) ?? 0
}

/** Messages and replies that were charged on the local days from `from` to `to`, both included. */
export function chargedBetween(db: Db, from: string, to: string): { messages: number; replies: number } {
  return statement(
    db,
    `select count(*) filter (where kind = 'message') as messages, count(*) filter (where kind = 'reply') as replies
     from ledger indexed by ledger_day where day >= ? and day <= ?`,
  ).get(from, to) as { messages: number; replies: number }
}
