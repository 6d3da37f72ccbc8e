/** What was written for each Send, and what was said to a person with it. */
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface NewDraft {
  to: string
  subject: string
  text: string
  html: string
  inReplyTo: string
  references: readonly string[]
}

/** Keeps what is written for a Send, in place of what was written when it was tried before. */
export function putDraft(tx: Tx, sendId: number, draft: NewDraft): void {
  statement(
    tx,
    `insert or replace into drafts (send_id, "to", subject, text, html, in_reply_to, "references", written_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(sendId, draft.to, draft.subject, draft.text, draft.html, draft.inReplyTo, draft.references.join(' '), tx.at)
}

/** The subject under which a Send left; empty where nothing was written for it. */
export function sentSubject(db: Db, sendId: number | null): string {
  return (statement(db, 'select subject from drafts where send_id = ?').pluck().get(sendId) as string | undefined) ?? ''
}

/** What was sent to somebody, oldest first. `inReplyTo` is empty where a thread begins. */
export function sentTexts(db: Db, enrollmentId: number): { messageId: string; subject: string; inReplyTo: string }[] {
  return statement(
    db,
    `select s.message_id as messageId, d.subject, d.in_reply_to as inReplyTo from sends s join drafts d on d.send_id = s.id
     where s.enrollment_id = ? and s.status = 'sent' order by s.sent_at, s.id`,
  ).all(enrollmentId) as { messageId: string; subject: string; inReplyTo: string }[]
}

export interface SentMail extends Omit<NewDraft, 'references'> {
  messageId: string
  fullName: string | null
  /** Separated by spaces. */
  references: string
  /** UTC milliseconds. */
  writtenAt: number
  email: string
  senderName: string
}

/** As it was sent, for the copy in Sent; null where it was not, or nothing of it is left. */
export function sentMail(db: Db, sendId: number): SentMail | null {
  const row = statement(
    db,
    `select s.message_id as messageId, d."to", c.full_name as fullName, d.subject, d.text, d.html, d.in_reply_to as inReplyTo, d."references",
            d.written_at as writtenAt, m.email, m.sender_name as senderName
     from sends s join drafts d on d.send_id = s.id join enrollments e on e.id = s.enrollment_id join mailboxes m on m.id = s.mailbox_id
     left join contacts c on c.id = e.contact_id
     where s.id = ? and s.status = 'sent' and d.text <> ''`,
  ).get(sendId) as SentMail | undefined
  return row ?? null
}
