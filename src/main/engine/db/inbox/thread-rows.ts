/** Conversations as they are kept: everything of them but their state. */
import type { Instant } from '../../ports/machine.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface NewThread {
  enrollmentId: number
  campaignId: number
  mailboxId: number
  email: string
  replyTo: string
  subject: string
  lastAt: Instant
}

/** Begins a conversation, open and unread. */
export function insertThread(tx: Tx, thread: NewThread): void {
  statement(
    tx,
    `insert into threads (enrollment_id, campaign_id, mailbox_id, email, reply_to, subject, unread, state, last_at, created_at)
     values (?, ?, ?, ?, ?, ?, 1, 'open', ?, ?)`,
  ).run(
    ...[thread.enrollmentId, thread.campaignId, thread.mailboxId, thread.email, thread.replyTo],
    ...[thread.subject, thread.lastAt, tx.at],
  )
}

/** Who wrote last, and about what. */
export function setWriter(
  tx: Tx,
  threadId: number,
  { email, replyTo, subject }: { email: string; replyTo: string; subject: string },
): void {
  statement(tx, 'update threads set email = ?, reply_to = ?, subject = ? where id = ?').run(email, replyTo, subject, threadId)
}

/** A message came at this instant, which may be older than the last one. */
export function raiseLastAt(tx: Tx, threadId: number, at: Instant): void {
  statement(tx, 'update threads set last_at = max(last_at, ?) where id = ?').run(at, threadId)
}

/** The last message stands there, wherever it stood before. */
export function setLastAt(tx: Tx, threadId: number, at: Instant): void {
  statement(tx, 'update threads set last_at = ? where id = ?').run(at, threadId)
}

/** The answer was written: nothing is begun any more, and all is read. */
export function clearThreadDraft(tx: Tx, threadId: number): void {
  statement(tx, `update threads set draft = '', unread = 0 where id = ?`).run(threadId)
}

/** Words that come back, in front of whatever was begun since. */
export function giveBackWords(tx: Tx, threadId: number, body: string): void {
  if (body === '') return
  statement(
    tx,
    `update threads set draft = substr(case when draft = '' then @body else @body || char(10, 10) || draft end, 1, 100000) where id = @id`,
  ).run({ id: threadId, body })
}

/** People whose conversations were snoozed until `now`, so many that one commit can wake them. */
export function dueToWake(db: Db, now: Instant): number[] {
  return statement(db, `select enrollment_id from threads where state = 'snoozed' and snoozed_until <= ? limit 500`)
    .pluck()
    .all(now) as number[]
}

/** Whose conversation it is; null where it is gone. */
export function enrollmentOfThread(db: Db, threadId: number): number | null {
  return (statement(db, 'select enrollment_id from threads where id = ?').pluck().get(threadId) as number | undefined) ?? null
}

/** What a change of a conversation is told with; null for somebody who has none. */
export function aboutThread(db: Db, enrollmentId: number): { campaignId: number; contactId: number | null; mailboxId: number } | null {
  const about = statement(
    db,
    `select e.campaign_id as campaignId, e.contact_id as contactId, t.mailbox_id as mailboxId
     from threads t join enrollments e on e.id = t.enrollment_id where t.enrollment_id = ?`,
  ).get(enrollmentId) as { campaignId: number; contactId: number | null; mailboxId: number } | undefined
  return about ?? null
}
