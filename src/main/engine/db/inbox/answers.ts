/** Answers by hand on their way out. */
import type { AnswerGateFacts } from '../../rules/sending/answer-gate.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { heardAt } from './inbox.ts'

/** One that waits, with what its gate asks of its mailbox. */
export interface DueAnswer {
  id: number
  mailboxId: number
  /** UTC milliseconds. */
  writtenAt: number
  dueAt: number
  attempts: number
  reason: string
  mailbox: AnswerGateFacts['mailbox']
}

interface WaitingRow {
  id: number
  mailboxId: number
  writtenAt: number
  dueAt: number
  attempts: number
  reason: string
  found: number | null
  removedAt: number | null
  mailboxStatus: string
  mailboxReason: string
  nextSendAt: number
  lastSyncedAt: number | null
  nextSyncAt: number
}

/** Those that wait, the one due longest first. Persons write few. */
export function waitingAnswers(db: Db): DueAnswer[] {
  const rows = statement(
    db,
    `select a.id, a.mailbox_id as mailboxId, a.created_at as writtenAt, a.due_at as dueAt, a.attempts, a.reason, m.id as found, m.removed_at as removedAt,
            m.status as mailboxStatus, m.reason as mailboxReason, m.next_send_at as nextSendAt,
            m.last_synced_at as lastSyncedAt, m.next_sync_at as nextSyncAt
     from sends a left join mailboxes m on m.id = a.mailbox_id
     where a.purpose = 'answer' and a.status = 'scheduled' and a.due_at >= 0 order by a.due_at, a.id limit 500`,
  ).all() as WaitingRow[]
  return rows.map(({ found, removedAt, mailboxStatus, mailboxReason, nextSendAt, lastSyncedAt, nextSyncAt, ...row }) => ({
    ...row,
    mailbox:
      found === null || removedAt !== null
        ? null
        : { paused: mailboxStatus === 'paused', reason: mailboxReason, nextSendAt, lastSyncedAt, nextSyncAt },
  }))
}

/** Message-IDs of a conversation, oldest first, and of the mail that an answer answers. */
export function threadIds(db: Db, thread: { id: number; enrollmentId: number }): { chain: string[]; parent: string | null } {
  const rows = statement(
    db,
    `select message_id as messageId, coalesce(sent_at, claimed_at) as at, 0 as theirs from sends
       where enrollment_id = @enrollmentId and purpose = 'step' and status in ('sent', 'unconfirmed', 'sending')
     union all
     select message_key, ${heardAt}, class in ('reply', 'unsubscribe') from incoming i
       where enrollment_id = @enrollmentId and class in ('reply', 'unsubscribe', 'auto_reply') and message_key like '<%'
     union all
     select message_id, coalesce(sent_at, claimed_at), 0 from sends
       where thread_id = @id and purpose = 'answer' and status in ('sent', 'unconfirmed', 'sending')
     order by at`,
  ).all({ id: thread.id, enrollmentId: thread.enrollmentId }) as { messageId: string; theirs: number }[]
  const parent = rows.findLast((row) => row.theirs === 1)?.messageId ?? rows.at(-1)?.messageId ?? null
  return { chain: rows.map((row) => row.messageId), parent }
}

/**
 * What became of the same words in this conversation: on their way, perhaps sent, or sent since the person last wrote.
 * Null where they may be sent.
 */
export function saidAlready(db: Db, thread: { id: number; enrollmentId: number }, body: string): 'leaving' | 'unconfirmed' | 'sent' | null {
  const status = statement(
    db,
    `select s.status from sends s join drafts d on d.send_id = s.id where s.thread_id = @id and s.purpose = 'answer' and trim(d.body, @blank) = @body
       and (s.status in ('scheduled', 'sending', 'unconfirmed') or (s.status = 'sent' and s.sent_at >= (
         select coalesce(max(${heardAt}), 0) from incoming i where i.enrollment_id = @enrollmentId and i.class in ('reply', 'unsubscribe'))))
     order by s.status = 'sent' limit 1`,
  )
    .pluck()
    .get({ id: thread.id, enrollmentId: thread.enrollmentId, body: body.trim(), blank: ' \t\r\n' }) as string | undefined
  if (status === undefined) return null
  return status === 'unconfirmed' || status === 'sent' ? status : 'leaving'
}

/** Answers of a campaign that wait or are on their way, and those whose outcome is open. */
export function openAnswers(db: Db, campaignId: number): { leaving: number; unconfirmed: number } {
  return statement(
    db,
    `select (select count(*) from sends a join threads t on t.id = a.thread_id
             where a.purpose = 'answer' and a.status = 'scheduled' and a.due_at >= 0 and t.campaign_id = @campaignId)
          + (select count(*) from sends a join threads t on t.id = a.thread_id
             where a.purpose = 'answer' and a.status in ('sending', 'unconfirmed', 'failed') and a.status = 'sending' and t.campaign_id = @campaignId) as leaving,
            (select count(*) from sends a join threads t on t.id = a.thread_id
             where a.purpose = 'answer' and a.status in ('sending', 'unconfirmed', 'failed') and a.status = 'unconfirmed' and t.campaign_id = @campaignId) as unconfirmed`,
  ).get({ campaignId }) as { leaving: number; unconfirmed: number }
}
