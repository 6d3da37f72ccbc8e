import type { Tx } from '../../db/core/commit.ts'
import { failuresOf, restAtLeastUntil, restUntil, setFailures } from '../../db/mailboxes/mailboxes.ts'
import { brokeElsewhere, hasFailed, withFailure } from '../../rules/mailboxes/failures.ts'
import { mailboxRestMs } from '../../rules/sending/backoff.ts'
import { pauseMailbox } from './verbs.ts'

/** Failures in a row after which a mailbox is paused until a person has looked. */
const failuresThatPause = 5

/** The server could not be reached: no message is to blame. Five failures in a row pause the mailbox; before that it rests, longer each time. */
export function countUnreachable(tx: Tx, mailboxId: number, reason: string): void {
  const { inRow, failing } = failuresOf(tx, mailboxId)
  setFailures(tx, mailboxId, { inRow: inRow + 1, failing })
  if (!pausedBy(tx, mailboxId, inRow + 1, reason)) rest(tx, mailboxId, inRow + 1, reason)
}

/**
 * A message failed. It speaks against its mailbox once, however often it is tried: nobody else waits for one recipient. Five
 * messages in a row pause the mailbox.
 * @param broke the line ended at it: the mailbox rests where that happens to others as well
 */
export function countFailed(tx: Tx, mailboxId: number, { id, reason, broke }: { id: number; reason: string; broke: boolean }): void {
  const { inRow, failing } = failuresOf(tx, mailboxId)
  const failures = hasFailed(failing, id) ? inRow : inRow + 1
  setFailures(tx, mailboxId, { inRow: failures, failing: withFailure(failing, { id, broke }) })
  if (failures > inRow && pausedBy(tx, mailboxId, failures, reason)) return
  if (broke && brokeElsewhere(failing, id)) rest(tx, mailboxId, failures, reason)
}

/**
 * Whether a message that was tried for the last time failed because of its mailbox: nothing has left that since it was tried
 * before, and it is not the only one, or the line broke.
 */
export function isMailboxToBlame(tx: Tx, mailboxId: number, { id, broke }: { id: number; broke: boolean }): boolean {
  const { inRow, failing } = failuresOf(tx, mailboxId)
  return hasFailed(failing, id) && (broke || inRow > 1)
}

function pausedBy(tx: Tx, mailboxId: number, failures: number, reason: string): boolean {
  if (failures < failuresThatPause) return false
  pauseMailbox(tx, mailboxId, `${failures} messages in a row failed. The last time: ${reason}`)
  return true
}

function rest(tx: Tx, mailboxId: number, failures: number, reason: string): void {
  restAtLeastUntil(tx, mailboxId, tx.at + mailboxRestMs(failures), reason)
  tx.emit({ type: 'mailbox.changed', mailboxId, message: reason })
}

/** A provider's limit: nothing leaves the mailbox before `until`. */
export function pauseUntil(tx: Tx, mailboxId: number, until: number, reason: string): void {
  restUntil(tx, mailboxId, until, reason)
  tx.emit({ type: 'mailbox.changed', mailboxId, message: reason })
}
