import type { Tx } from '../../db/core/commit.ts'
import { findThreadRow, lastMessageAt, type ThreadRow, threadOfEnrollment } from '../../db/inbox/inbox.ts'
import { fileThread, reopenThread, wakeThread } from '../../db/inbox/status.ts'
import { aboutThread, dueToWake, enrollmentOfThread, insertThread, raiseLastAt, setLastAt, setWriter } from '../../db/inbox/thread-rows.ts'
import { sentSubject } from '../../db/sends/drafts.ts'

/** A mail that came in and is about one of our messages. */
export interface ThreadMail {
  class: 'reply' | 'unsubscribe' | 'auto_reply' | 'bounce' | 'delay'
  enrollmentId: number
  campaignId: number
  /** That the person hears from. */
  mailboxId: number
  /** Address key of whoever wrote; empty where nobody is named. */
  from: string
  /** Where they ask for answers, as an address key; empty where that is the same. */
  replyTo: string
  /** Empty where a machine wrote it: then the subject of what it answers. */
  subject: string
  sendId: number | null
  /** UTC milliseconds, as the server says. */
  receivedAt: number
}

/**
 * Keeps the conversation of a person, in the transaction that records their mail. What a person wrote begins one, and
 * brings it back from wherever it was put away; what a machine wrote is only shown where there is one already. A bounce
 * wants to be read, for it may be about an answer by hand.
 */
export function keepThread(tx: Tx, mail: ThreadMail): void {
  const before = threadOfEnrollment(tx, mail.enrollmentId)
  const written = mail.class === 'reply' || mail.class === 'unsubscribe'
  if (!before && !written) return
  // As `heardAt` in db/inbox.ts: a server's clock that runs ahead must not keep a conversation on top.
  const at = Math.min(mail.receivedAt + 999, tx.at)
  if (!before) {
    const { enrollmentId, campaignId, mailboxId, replyTo } = mail
    const subject = mail.subject || sentSubject(tx, mail.sendId)
    insertThread(tx, { enrollmentId, campaignId, mailboxId, email: mail.from, replyTo, subject, lastAt: at })
  } else {
    if (written) {
      const subject = mail.subject || before.subject
      setWriter(tx, before.id, { email: mail.from || before.email, replyTo: mail.replyTo, subject })
    }
    if (written || mail.class === 'bounce') reopenThread(tx, before.id)
    raiseLastAt(tx, before.id, at)
  }
  tellThread(tx, mail.enrollmentId)
}

/** What a person does to a conversation; what is left out stays. */
export interface ThreadChange {
  unread?: boolean
  /** `snoozed` with the instant at which it comes back. */
  state?: { is: 'open' | 'done' } | { is: 'snoozed'; until: number }
  mark?: 'interested' | 'not_now' | null
  draft?: string
}

export function changeThread(tx: Tx, thread: ThreadRow, change: ThreadChange): void {
  const state = change.state?.is ?? thread.state
  const until = change.state === undefined ? thread.snoozedUntil : change.state.is === 'snoozed' ? change.state.until : null
  const unread = change.unread ?? thread.unread
  const mark = change.mark === undefined ? thread.mark : change.mark
  const draft = change.draft ?? thread.draft
  if (fileThread(tx, { id: thread.id, unread, state, until, mark, draft })) tellThread(tx, thread.enrollmentId)
}

/** Brings back what was snoozed until now, unread, so that it is seen. */
export function wakeThreads(tx: Tx): void {
  for (const enrollmentId of dueToWake(tx, tx.at)) {
    wakeThread(tx, enrollmentId)
    tellThread(tx, enrollmentId)
  }
}

/** After a message was added or taken back: where it stands in the list. */
export function touchThread(tx: Tx, threadId: number): void {
  const row = findThreadRow(tx, threadId)
  if (!row) return
  setLastAt(tx, threadId, lastMessageAt(tx, row) ?? row.lastAt)
}

/**
 * Says that a conversation changed.
 * @param message for the person's time line; empty for what is not worth a line there
 */
export function tellThread(tx: Tx, enrollmentId: number, message = ''): void {
  const about = aboutThread(tx, enrollmentId)
  if (about) tx.emit({ type: 'thread.changed', enrollmentId, ...about, message })
}

/** The same, of a conversation by its id. */
export function tellThreadOf(tx: Tx, threadId: number, message: string): void {
  const enrollmentId = enrollmentOfThread(tx, threadId)
  if (enrollmentId !== null) tellThread(tx, enrollmentId, message)
}
