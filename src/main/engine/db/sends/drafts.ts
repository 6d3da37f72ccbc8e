/** What was written for each Send, and what was said to a person with it. */
import type { Purpose } from '../../rules/sending/purposes.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface NewDraft {
  subject: string
  /** As a person typed it; left out where nobody did. */
  body?: string
  text: string
  html: string
  inReplyTo: string
  references: readonly string[]
}

/** Keeps what is written for a Send, in place of what was written when it was tried before. */
export function putDraft(tx: Tx, sendId: number, draft: NewDraft): void {
  statement(
    tx,
    `insert or replace into drafts (send_id, subject, body, text, html, in_reply_to, "references", written_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(sendId, draft.subject, draft.body ?? '', draft.text, draft.html, draft.inReplyTo, draft.references.join(' '), tx.at)
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
     where s.enrollment_id = ? and s.purpose = 'step' and s.status = 'sent' order by s.sent_at, s.id`,
  ).all(enrollmentId) as { messageId: string; subject: string; inReplyTo: string }[]
}

export interface SentMail extends Omit<NewDraft, 'references' | 'body'> {
  purpose: Purpose
  messageId: string
  to: string
  /** Of whom it was written to, where they are known under that address. */
  fullName: string
  /** Separated by spaces. */
  references: string
  /** UTC milliseconds of its writing; of an answer, of its claim. */
  at: number
  email: string
  senderName: string
}

/** As it was sent, for the copy in Sent; null where it was not, or nothing of it is left. */
export function sentMail(db: Db, sendId: number): SentMail | null {
  const row = statement(
    db,
    `select s.purpose, s.message_id as messageId, s."to", coalesce(c.full_name, '') as fullName, d.subject, d.text, d.html,
            d.in_reply_to as inReplyTo, d."references", case s.purpose when 'step' then d.written_at else s.claimed_at end as at, m.email,
            m.sender_name as senderName
     from sends s join drafts d on d.send_id = s.id join mailboxes m on m.id = s.mailbox_id left join threads t on t.id = s.thread_id
     join enrollments e on e.id = coalesce(s.enrollment_id, t.enrollment_id)
     left join contacts c on c.id = e.contact_id and (s.purpose = 'step' or c.email_key = lower(s."to"))
     where s.id = ? and s.purpose in ('step', 'answer') and s.status = 'sent' and d.text <> ''`,
  ).get(sendId) as SentMail | undefined
  return row ?? null
}
