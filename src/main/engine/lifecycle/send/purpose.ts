import type { SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Instant } from '../../ports/machine.ts'
import type { OutgoingMail } from '../../ports/mail.ts'
import type { Purpose } from '../../rules/sending/purposes.ts'

/** One message. `id` is that of the Send, of the answer by hand, or of the campaign that a report is about. */
export interface Message {
  purpose: Purpose
  id: number
}

/** Whose turn it is, as it was seen from outside the transaction: the claim holds only where that is still so. */
export interface Turn {
  mailboxId: number
  /** In test mode, where it goes the whole way but leaves nothing (rule 9). */
  pretended: boolean
}

/** What claiming a message needs from outside the database. */
export interface ClaimWorld extends Turn {
  /** The engine was started or woke up then. */
  awakeSince: Instant
  newUuid(): string
}

/** Written, and free to leave. */
export interface Ready {
  mail: OutgoingMail
  mailboxId: number
  /** Local day of the workspace that it counts for. */
  day: string
  /** Whether it only pretends to leave: in test mode nobody is written to (rule 9). */
  pretended: boolean
  /** Seconds until the next message of its mailbox, and how many more at most by chance; null where it keeps no gap. */
  gap: { seconds: number; jitterSeconds: number } | null
  /** Whom it belongs to; null where it is nobody who is in the campaign. */
  enrollmentId: number | null
}

/** One that was tried, or is on its way: what every outcome touches. */
export interface Tried {
  id: number
  mailboxId: number
  status: SendStatus
  attempts: number
  /** Empty once the person was erased. */
  to: string
  claimedAt: Instant | null
  /** Whether a copy of it is filed in Sent. */
  copied: boolean
  pretended: boolean
  campaignId: number
  enrollmentId: number | null
  contactId: number | null
}

/** Who decides what became of one whose outcome is open: whoever knows, a proof, or whoever knows that it did not leave. */
export type Verdict = 'confirm' | 'prove' | 'deny'

/** Where one goes that did not leave, and is tried again. */
export interface Again {
  reason: string
  /** Attempts that count, of which the last one may not be one. */
  attempts: number
  /** Null: at the next chance. */
  dueAt: Instant | null
}

/**
 * What a purpose brings to the one machine that sends: where its messages stand, and what their end means to whatever
 * they belong to. Each member is called in the transaction of the machine's own commit.
 */
export interface PurposeModule<M extends Tried = Tried> {
  /** What its commits are called. */
  name: 'send' | 'answer' | 'report'
  /** The last look, and its words. Null where it may not leave: why is in its row, or said by its gate. */
  ready(tx: Tx, id: number, world: ClaimWorld): Ready | null
  /** Taken for sending under the Message-ID of its mail: the first of the two commits of rule 2. */
  claimed(tx: Tx, id: number, ready: Ready): void

  /** Null where it is not on its way, or no longer. */
  inFlight(tx: Tx, id: number): M | null
  everyInFlight(tx: Tx): M[]
  /** Null where it was never tried, or is in a state in which this cannot be decided about it. */
  tried(tx: Tx, verdict: Verdict, id: number): M | null

  markSent(tx: Tx, verdict: 'confirm' | 'prove', message: M, sentAt: Instant): void
  /** It left. @param words for a time line; null for what is usually said */
  afterSent(tx: Tx, message: M, words: string | null): void
  /** It was not delivered, and is tried again. */
  putBack(tx: Tx, message: M, again: Again): void
  /** It is not tried again. @param badAddress whether nobody can be reached there */
  fail(tx: Tx, message: M, reason: string, badAddress: boolean): void
  /** Nobody knows whether it left; it is looked for at `lookAt`. */
  doubt(tx: Tx, message: M, reason: string, lookAt: Instant): void
  /** A copy of it is to be filed in Sent. */
  copy(tx: Tx, message: M): void
  /** A person knows that it did not leave: it goes out again, or is given up where nobody is left. */
  denied(tx: Tx, message: M): void
}
