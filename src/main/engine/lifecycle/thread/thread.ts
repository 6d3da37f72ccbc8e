import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { findThreadRow, lastMessageAt, type ThreadRow, threadOfEnrollment } from '../../db/inbox/inbox.ts'

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
    statement(
      tx,
      `insert into threads (enrollment_id, campaign_id, mailbox_id, email, reply_to, subject, unread, state, last_at, created_at)
       values (?, ?, ?, ?, ?, ?, 1, 'open', ?, ?)`,
    ).run(
      ...[mail.enrollmentId, mail.campaignId, mail.mailboxId, mail.from, mail.replyTo],
      ...[mail.subject || sentSubject(tx, mail.sendId), at, tx.at],
    )
  } else {
    if (written) {
      const subject = mail.subject || before.subject
      const from = mail.from || before.email
      statement(tx, 'update threads set email = ?, reply_to = ?, subject = ? where id = ?').run(from, mail.replyTo, subject, before.id)
    }
    if (written || mail.class === 'bounce') {
      statement(tx, `update threads set unread = 1, state = 'open', snoozed_until = null where id = ?`).run(before.id)
    }
    statement(tx, 'update threads set last_at = max(last_at, ?) where id = ?').run(at, before.id)
  }
  tellThread(tx, mail.enrollmentId)
}

function sentSubject(tx: Tx, sendId: number | null): string {
  return (statement(tx, 'select subject from drafts where send_id = ?').pluck().get(sendId) as string | undefined) ?? ''
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
  const done = statement(
    tx,
    `update threads set unread = @unread, state = @state, snoozed_until = @until, mark = @mark, draft = @draft where id = @id
     and (unread, state, snoozed_until, mark, draft) is not (@unread, @state, @until, @mark, @draft)`,
  ).run({ id: thread.id, unread: unread ? 1 : 0, state, until, mark, draft })
  if (done.changes > 0) tellThread(tx, thread.enrollmentId)
}

/** Brings back what was snoozed until now, unread, so that it is seen. */
export function wakeThreads(tx: Tx): void {
  const due = statement(tx, `select enrollment_id from threads where state = 'snoozed' and snoozed_until <= ? limit 500`)
  for (const enrollmentId of due.pluck().all(tx.at) as number[]) {
    statement(tx, `update threads set state = 'open', snoozed_until = null, unread = 1 where enrollment_id = ?`).run(enrollmentId)
    tellThread(tx, enrollmentId)
  }
}

/** After a message was added or taken back: where it stands in the list. */
export function touchThread(tx: Tx, threadId: number): void {
  const row = findThreadRow(tx, threadId)
  if (!row) return
  statement(tx, 'update threads set last_at = ? where id = ?').run(lastMessageAt(tx, row) ?? row.lastAt, threadId)
}

/**
 * Says that a conversation changed.
 * @param message for the person's time line; empty for what is not worth a line there
 */
export function tellThread(tx: Tx, enrollmentId: number, message = ''): void {
  const about = statement(
    tx,
    `select e.campaign_id as campaignId, e.contact_id as contactId, t.mailbox_id as mailboxId
     from threads t join enrollments e on e.id = t.enrollment_id where t.enrollment_id = ?`,
  ).get(enrollmentId) as { campaignId: number; contactId: number | null; mailboxId: number } | undefined
  if (about) tx.emit({ type: 'thread.changed', enrollmentId, ...about, message })
}
