/** Answers by hand as they are claimed, settled and written. */
import type { AnswerStatus } from '../../../../shared/schemas/inbox.ts'
import type { Instant } from '../../ports/machine.ts'
import { answerStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

/** One that may be claimed, with all that its mail is made of. */
export interface AnswerToClaim {
  status: AnswerStatus
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
    `select a.status, a.message_id as messageId, a.mailbox_id as mailboxId, t.enrollment_id as enrollmentId, a."to", a.subject, a.text, a.html,
            a.in_reply_to as inReplyTo, a."references", t.email as threadEmail, t.reply_to as threadReplyTo, c.email_key as emailKey,
            coalesce(c.full_name, '') as fullName, m.email as mailboxEmail, m.sender_name as senderName
     from answers a join threads t on t.id = a.thread_id join enrollments e on e.id = t.enrollment_id join mailboxes m on m.id = a.mailbox_id
     left join contacts c on c.id = e.contact_id
     where a.id = ?`,
  ).get(answerId) as AnswerToClaim | undefined
  return row ?? null
}

/** One that was tried, with all that its outcome touches. */
export interface TriedAnswer {
  id: number
  threadId: number
  mailboxId: number
  status: AnswerStatus
  attempts: number
  /** Empty once the person was erased. */
  to: string
  /** UTC milliseconds. */
  claimedAt: Instant | null
  /** Whether a copy of it is filed in Sent. */
  copied: boolean
  campaignId: number
  enrollmentId: number
  contactId: number | null
}

type Verb = 'confirm' | 'prove' | 'deny' | 'putBack'

const triedText = `select a.id, a.thread_id as threadId, a.mailbox_id as mailboxId, a.status, a.attempts, a."to", a.claimed_at as claimedAt,
            m.save_sent_copy as copied, t.campaign_id as campaignId, t.enrollment_id as enrollmentId, e.contact_id as contactId
     from answers a join threads t on t.id = a.thread_id join enrollments e on e.id = t.enrollment_id join mailboxes m on m.id = a.mailbox_id`

function whereTried(verb: Verb): string {
  return `${triedText} where a.id = ? and ${mayChange(answerStates, verb, 'a.status')} and a.message_id is not null`
}

const tried = { confirm: whereTried('confirm'), prove: whereTried('prove'), deny: whereTried('deny'), putBack: whereTried('putBack') }

type TriedRow = Omit<TriedAnswer, 'copied'> & { copied: number }

function toTried(row: TriedRow): TriedAnswer {
  return { ...row, copied: row.copied === 1 }
}

/** Null where it was never tried, or is in a state in which this cannot be done to it. */
export function triedAnswer(db: Db, verb: Verb, answerId: number): TriedAnswer | null {
  const row = statement(db, tried[verb]).get(answerId) as TriedRow | undefined
  return row ? toTried(row) : null
}

/** Those on their way. */
export function answersInFlight(db: Db): TriedAnswer[] {
  const rows = statement(db, `${triedText} where a.status in ('sending', 'unconfirmed', 'failed') and a.status = 'sending' order by a.id`)
  return (rows.all() as TriedRow[]).map(toTried)
}

export interface NewAnswer {
  threadId: number
  mailboxId: number
  dueAt: Instant
  to: string
  subject: string
  /** As it was typed. */
  body: string
  text: string
  html: string
  inReplyTo: string
  references: readonly string[]
}

/** Returns the id of the new row. */
export function insertAnswer(tx: Tx, answer: NewAnswer): number {
  const { lastInsertRowid } = statement(
    tx,
    `insert into answers (thread_id, mailbox_id, status, due_at, "to", subject, body, text, html, in_reply_to, "references", created_at)
     values (?, ?, 'scheduled', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[answer.threadId, answer.mailboxId, answer.dueAt, answer.to, answer.subject, answer.body, answer.text, answer.html],
    ...[answer.inReplyTo, answer.references.join(' '), tx.at],
  )
  return Number(lastInsertRowid)
}

/** The Message-ID of one whose outcome is open; null where it is not. */
export function unconfirmedAnswerId(db: Db, answerId: number): string | null {
  const messageId = statement(db, `select message_id from answers where id = ? and status = 'unconfirmed'`).pluck().get(answerId)
  return (messageId as string | null | undefined) ?? null
}
