import type { Tx } from '../../db/core/commit.ts'
import { forgetCursors, type MailboxRow, updateMailbox } from '../../db/mailboxes/mailboxes.ts'
import {
  markMailboxPaused,
  markMailboxPausedByHand,
  markMailboxRemoved,
  markMailboxResumed,
  openMailbox,
} from '../../db/mailboxes/status.ts'
import { pausedByPerson } from '../../rules/mailboxes/mailbox-mend.ts'

/** The passwords of a new mailbox are stored: it may be used. @param tested whether its settings were tried before */
export function addMailbox(tx: Tx, row: MailboxRow, tested: boolean): void {
  openMailbox(tx, row.id, tested ? tx.at : null)
  tx.emit({ type: 'mailbox.changed', mailboxId: row.id, message: `${row.email} was added` })
}

/** Until a person has looked. Says whether it was active. */
export function pauseMailbox(tx: Tx, mailboxId: number, reason: string): boolean {
  const paused = markMailboxPaused(tx, mailboxId, reason)
  if (paused) tx.emit({ type: 'mailbox.paused', mailboxId, message: reason })
  return paused
}

/** A person wants it to rest. */
export function pauseMailboxByHand(tx: Tx, mailboxId: number): void {
  markMailboxPausedByHand(tx, mailboxId, pausedByPerson)
  tx.emit({ type: 'mailbox.paused', mailboxId, message: pausedByPerson })
}

/** A person lets it go on. A limit or a rest that was being waited out ends too; the gap stays. */
export function resumeMailbox(tx: Tx, row: MailboxRow): void {
  markMailboxResumed(tx, row.id, afterGap(row, tx.at))
  tx.emit({ type: 'mailbox.changed', mailboxId: row.id, message: 'It goes on' })
}

/** New settings deserve a new try, except where a person wanted rest. @param before the row without them */
export function tryNewSettings(tx: Tx, before: MailboxRow): void {
  const nextSendAt = afterGap(before, tx.at)
  if (before.status === 'paused' && before.reason === pausedByPerson) {
    updateMailbox(tx, before.id, { nextSendAt, failuresInRow: 0, failing: '', syncError: null, syncFailures: 0, nextSyncAt: tx.at })
    return
  }
  markMailboxResumed(tx, before.id, nextSendAt)
}

/** Takes a mailbox away. The row stays: what was sent from it stays true. */
export function removeMailbox(tx: Tx, id: number): void {
  markMailboxRemoved(tx, id)
  forgetCursors(tx, id)
}

function afterGap(row: MailboxRow, at: number): number {
  return Math.min(row.nextSendAt, at + (row.gapSeconds + row.gapJitterSeconds) * 1000)
}
