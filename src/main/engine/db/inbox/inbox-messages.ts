/** What was said in a conversation, from the three places where it stands. */

import type { SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { heardAt } from './inbox.ts'

export interface SentMessageRow {
  id: number
  status: 'sending' | 'sent' | 'failed' | 'unconfirmed'
  reason: string
  /** When it left; while that is open, when it was claimed. UTC milliseconds, as all here. */
  at: number
  to: string
  subject: string
  text: string
  messageId: string
  mailboxEmail: string
}

/** Campaign messages that were tried. */
export function campaignMessages(db: Db, enrollmentId: number): SentMessageRow[] {
  return statement(
    db,
    `select s.id, s.status, s.reason, coalesce(s.sent_at, s.claimed_at) as at, s."to", d.subject, d.text, s.message_id as messageId,
            m.email as mailboxEmail
     from sends s join drafts d on d.send_id = s.id join mailboxes m on m.id = s.mailbox_id
     where s.enrollment_id = ? and s.purpose = 'step' and s.status in ('sending', 'sent', 'failed', 'unconfirmed') order by at, s.id`,
  ).all(enrollmentId) as SentMessageRow[]
}

export interface IncomingMessageRow {
  id: number
  class: 'reply' | 'auto_reply' | 'bounce' | 'delay' | 'unsubscribe'
  at: number
  /** Where it stands in the order of the conversation. */
  heardAt: number
  fromAddress: string
  subject: string
  text: string
  quoted: string
  /** Hostile. */
  html: string
  /** Message-ID with brackets, or a hash. */
  messageKey: string
  mailboxEmail: string
}

export function incomingMessages(db: Db, enrollmentId: number): IncomingMessageRow[] {
  return statement(
    db,
    `select i.id, i.class, i.received_at as at, ${heardAt} as heardAt, i.from_address as fromAddress, i.subject, i.text, i.quoted, i.html,
            i.message_key as messageKey, m.email as mailboxEmail
     from incoming i join mailboxes m on m.id = i.mailbox_id
     where i.enrollment_id = ? and i.class in ('reply', 'auto_reply', 'bounce', 'delay', 'unsubscribe') order by heardAt, i.id`,
  ).all(enrollmentId) as IncomingMessageRow[]
}

export interface AnswerRow {
  id: number
  threadId: number
  mailboxId: number
  status: Exclude<SendStatus, 'skipped'>
  reason: string
  dueAt: number
  attempts: number
  at: number
  to: string
  subject: string
  body: string
  text: string
  messageId: string | null
  mailboxEmail: string
}

const answerColumns = `a.id, a.thread_id as threadId, a.mailbox_id as mailboxId, a.status, a.reason, a.due_at as dueAt, a.attempts,
  coalesce(a.sent_at, a.created_at) as at, a."to", d.subject, d.body, d.text, a.message_id as messageId, m.email as mailboxEmail
  from sends a join drafts d on d.send_id = a.id join mailboxes m on m.id = a.mailbox_id where a.purpose = 'answer'`

/** Answers by hand, also those taken back. */
export function answersOf(db: Db, threadId: number): AnswerRow[] {
  return statement(db, `select ${answerColumns} and a.thread_id = ? order by a.id`).all(threadId) as AnswerRow[]
}

export function findAnswer(db: Db, threadId: number, id: number): AnswerRow | null {
  return (statement(db, `select ${answerColumns} and a.id = ? and a.thread_id = ?`).get(id, threadId) as AnswerRow | undefined) ?? null
}

/** One mail that came in, with its HTML part; null where it is not of this conversation. */
export function incomingHtml(db: Db, enrollmentId: number, id: number): string | null {
  return (
    (statement(db, 'select html from incoming where id = ? and enrollment_id = ?').pluck().get(id, enrollmentId) as string | undefined) ??
    null
  )
}
