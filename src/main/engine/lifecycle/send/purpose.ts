import type { Tx } from '../../db/core/commit.ts'
import type { TriedSend } from '../../db/sends/in-flight.ts'
import type { Returned } from '../../db/sends/status.ts'
import type { Instant } from '../../ports/machine.ts'
import type { OutgoingMail } from '../../ports/mail.ts'

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

/** Where one goes that did not leave, and is tried again. */
export interface Again {
  reason: string
  /** Attempts that count, of which the last one may not be one. */
  attempts: number
  /** Null: at the next chance. */
  dueAt: Instant | null
}

/**
 * What a purpose brings to the one machine that sends: when its messages may leave and with which words, and what their
 * end means to whatever they belong to. Each member is called in the transaction of the machine's own commit, after the
 * row itself was changed.
 */
export interface PurposeModule {
  /** What its commits are called. */
  name: 'send' | 'answer' | 'report'
  /** The last look, and its words. Null where it may not leave: why is in its row, or said by its gate. */
  ready(tx: Tx, id: number, world: ClaimWorld): Ready | null
  /** It was taken for sending. */
  claimed(tx: Tx, ready: Ready): void
  /** It left. @param words for a time line; null for what is usually said */
  sent(tx: Tx, message: TriedSend, words: string | null): void
  /** It was not delivered: where it goes to be tried again. */
  place(message: TriedSend): Pick<Returned, 'status' | 'held'>
  /** It is there, and waits. */
  putBack(tx: Tx, message: TriedSend, again: Again): void
  /** It is not tried again. @param badAddress whether nobody can be reached there */
  failed(tx: Tx, message: TriedSend, reason: string, badAddress: boolean): void
  /** Nobody knows whether it left. */
  doubted(tx: Tx, message: TriedSend, reason: string): void
  /** A person knows that it did not leave: it goes out again, or is given up where nobody is left. */
  deny(tx: Tx, message: TriedSend): void
  /** It was looked for in Sent, and is looked for no more. */
  notFound(tx: Tx, message: TriedSend): void
}
