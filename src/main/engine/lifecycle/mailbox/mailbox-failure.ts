import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { mailboxRestMs } from '../../rules/sending/backoff.ts'

/** Failures in a row after which a mailbox is paused until a person has looked. */
const failuresThatPause = 5

/** Five failures in a row pause the mailbox. Before that, one that cannot reach its server rests, longer each time. */
export function countFailure(tx: Tx, mailboxId: number, reason: string, rest: boolean): void {
  const failures = statement(tx, 'update mailboxes set failures_in_row = failures_in_row + 1 where id = ? returning failures_in_row')
    .pluck()
    .get(mailboxId) as number
  if (failures >= failuresThatPause) {
    pauseMailbox(tx, mailboxId, `${failures} messages in a row failed. The last time: ${reason}`)
    return
  }
  if (!rest) return
  statement(tx, 'update mailboxes set next_send_at = max(next_send_at, ?), reason = ? where id = ?').run(
    tx.at + mailboxRestMs(failures),
    reason,
    mailboxId,
  )
  tx.emit({ type: 'mailbox.changed', mailboxId, message: reason })
}

/** A provider's limit: nothing leaves the mailbox before `until`. */
export function pauseUntil(tx: Tx, mailboxId: number, until: number, reason: string): void {
  statement(tx, 'update mailboxes set next_send_at = ?, reason = ? where id = ?').run(until, reason, mailboxId)
  tx.emit({ type: 'mailbox.changed', mailboxId, message: reason })
}

/** Until a person has looked. */
export function pauseMailbox(tx: Tx, mailboxId: number, reason: string): void {
  const paused = statement(tx, `update mailboxes set status = 'paused', reason = ? where id = ? and status = 'active'`).run(
    reason,
    mailboxId,
  )
  if (paused.changes > 0) tx.emit({ type: 'mailbox.paused', mailboxId, message: reason })
}
