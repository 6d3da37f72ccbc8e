/** Answers by hand as they are claimed, settled and written. */
import type { SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Instant } from '../../ports/machine.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { type NewDraft, putDraft } from '../sends/drafts.ts'

/** One that may be claimed, with all that its mail is made of. */
export interface AnswerToClaim {
  status: SendStatus
  messageId: string | null
  mailboxId: number
  enrollmentId: number
  to: string
  subject: string
  text: string
  html: string
  inReplyTo: string
  references: string
  threadEmail: string
  threadReplyTo: string
  /** Of the contact; null where it is gone. */
  emailKey: string | null
  fullName: string
  mailboxEmail: string
  senderName: string
}

/** Null where there is none. */
export function answerToClaim(db: Db, answerId: number): AnswerToClaim | null {
  const row = statement(
    db,
    `select a.status, a.message_id as messageId, a.mailbox_id as mailboxId, t.enrollment_id as enrollmentId, a."to", d.subject, d.text, d.html,
            d.in_reply_to as inReplyTo, d."references", t.email as threadEmail, t.reply_to as threadReplyTo, c.email_key as emailKey,
            coalesce(c.full_name, '') as fullName, m.email as mailboxEmail, m.sender_name as senderName
     from sends a join drafts d on d.send_id = a.id join threads t on t.id = a.thread_id join enrollments e on e.id = t.enrollment_id join mailboxes m on m.id = a.mailbox_id
     left join contacts c on c.id = e.contact_id
     where a.id = ? and a.purpose = 'answer'`,
  ).get(answerId) as AnswerToClaim | undefined
  return row ?? null
}

export interface NewAnswer extends NewDraft {
  threadId: number
  mailboxId: number
  dueAt: Instant
  to: string
}

/** Returns the id of the new row. */
export function insertAnswer(tx: Tx, answer: NewAnswer): number {
  const { lastInsertRowid } = statement(
    tx,
    `insert into sends (purpose, thread_id, mailbox_id, "to", status, due_at, created_at) values ('answer', ?, ?, ?, 'scheduled', ?, ?)`,
  ).run(answer.threadId, answer.mailboxId, answer.to, answer.dueAt, tx.at)
  const id = Number(lastInsertRowid)
  putDraft(tx, id, answer)
  return id
}

/** The words of an answer as they were typed, and the conversation that they belong to; null where there is none. */
export function wordsOfAnswer(db: Db, answerId: number): { threadId: number; body: string } | null {
  const row = statement(
    db,
    `select s.thread_id as threadId, d.body from sends s join drafts d on d.send_id = s.id where s.id = ? and s.purpose = 'answer'`,
  ).get(answerId) as { threadId: number; body: string } | undefined
  return row ?? null
}
