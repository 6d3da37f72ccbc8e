import type { Tx } from '../../db/core/commit.ts'
import { addFailure, restAtLeastUntil, restUntil } from '../../db/mailboxes/mailboxes.ts'
import { mailboxRestMs } from '../../rules/sending/backoff.ts'
import { pauseMailbox } from './verbs.ts'

/** Failures in a row after which a mailbox is paused until a person has looked. */
const failuresThatPause = 5

/**
 * How a failure speaks against its mailbox: all of it does (its server cannot be reached), it may be about one message
 * (nothing but that it is counted), or it is about one message unless it happens to others as well (the line broke).
 */
export type Blame = 'mailbox' | 'message' | 'either'

/** Five failures in a row pause the mailbox. Before that, one that cannot reach its server rests, longer each time. */
export function countFailure(tx: Tx, mailboxId: number, reason: string, blame: Blame): void {
  const failures = addFailure(tx, mailboxId)
  if (failures >= failuresThatPause) {
    pauseMailbox(tx, mailboxId, `${failures} messages in a row failed. The last time: ${reason}`)
    return
  }
  if (blame === 'message' || (blame === 'either' && failures === 1)) return
  restAtLeastUntil(tx, mailboxId, tx.at + mailboxRestMs(failures), reason)
  tx.emit({ type: 'mailbox.changed', mailboxId, message: reason })
}

/** A provider's limit: nothing leaves the mailbox before `until`. */
export function pauseUntil(tx: Tx, mailboxId: number, until: number, reason: string): void {
  restUntil(tx, mailboxId, until, reason)
  tx.emit({ type: 'mailbox.changed', mailboxId, message: reason })
}
