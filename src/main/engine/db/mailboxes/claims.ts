/** What a message that leaves changes of its mailbox. */
import type { Instant } from '../../ports/machine.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/**
 * Counts one message more: the daily cap is held against it.
 * @param day local day of the workspace
 */
export function countClaim(tx: Tx, mailboxId: number, day: string): void {
  statement(
    tx,
    `insert into mailbox_days (mailbox_id, day, claimed) values (?, ?, 1)
     on conflict (mailbox_id, day) do update set claimed = claimed + 1`,
  ).run(mailboxId, day)
}

/** The next message leaves at `nextAt` at the earliest; whatever was waited out before is over. */
export function keepGap(tx: Tx, mailboxId: number, nextAt: Instant): void {
  statement(tx, `update mailboxes set next_send_at = ?, reason = '' where id = ?`).run(nextAt, mailboxId)
}

/** A message left: failures are counted anew. */
export function clearFailures(tx: Tx, mailboxId: number): void {
  statement(tx, `update mailboxes set failures_in_row = 0, failing = '' where id = ? and failures_in_row > 0`).run(mailboxId)
}

/** What stands under an answer by hand; also of a mailbox that was removed. */
export function signatureOf(db: Db, mailboxId: number): string {
  return (statement(db, 'select signature from mailboxes where id = ?').pluck().get(mailboxId) as string | undefined) ?? ''
}
