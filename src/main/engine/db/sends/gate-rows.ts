import type { CampaignStatus, Schedule } from '../../../../shared/schemas/campaigns.ts'
import type { Instant } from '../../ports/machine.ts'
import type { Window } from '../../rules/sending/window.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { type WindowColumns, windowColumns, windowOf } from './queue.ts'

/** A mailbox as the gate asks about it. */
export interface GateMailbox {
  id: number
  paused: boolean
  reason: string
  dailyCap: number
  nextSendAt: Instant
  lastSyncedAt: Instant | null
  nextSyncAt: Instant
}

/** What the gate asks about one Send. */
export interface SendGateRow {
  campaign: { status: CampaignStatus; window: Window & Schedule; testMode: boolean }
  /** Null where it was removed. */
  mailbox: GateMailbox | null
  send: { dueAt: Instant; attempts: number; held: string | null; reason: string }
}

interface MailboxColumns {
  mailboxId: number | null
  mailboxStatus: string | null
  mailboxReason: string | null
  removedAt: number | null
  dailyCap: number
  nextSendAt: number
  lastSyncedAt: number | null
  nextSyncAt: number
}

const mailboxColumns = `m.id as mailboxId, m.status as mailboxStatus, m.reason as mailboxReason, m.removed_at as removedAt, m.daily_cap as dailyCap,
  m.next_send_at as nextSendAt, m.last_synced_at as lastSyncedAt, m.next_sync_at as nextSyncAt`

function mailboxOf(row: MailboxColumns): GateMailbox | null {
  if (row.mailboxId === null || row.removedAt !== null) return null
  const { mailboxId: id, dailyCap, nextSendAt, lastSyncedAt, nextSyncAt } = row
  return { id, paused: row.mailboxStatus === 'paused', reason: row.mailboxReason ?? '', dailyCap, nextSendAt, lastSyncedAt, nextSyncAt }
}

/** A Send with its campaign and its mailbox; null where it is none. */
export function sendGateRow(db: Db, sendId: number): SendGateRow | null {
  const row = statement(
    db,
    `select c.status, c.test_mode as testMode, ${windowColumns('c')},
            ${mailboxColumns}, s.due_at as dueAt, s.attempts, s.held, s.reason
     from sends s join campaigns c on c.id = s.campaign_id left join mailboxes m on m.id = s.mailbox_id
     where s.id = ? and s.purpose = 'step'`,
  ).get(sendId) as (MailboxColumns & WindowColumns & SendGateRow['send'] & { status: CampaignStatus; testMode: number }) | undefined
  if (!row) return null
  return {
    campaign: { status: row.status, window: windowOf(row), testMode: row.testMode === 1 },
    mailbox: mailboxOf(row),
    send: { dueAt: row.dueAt, attempts: row.attempts, held: row.held, reason: row.reason },
  }
}

/** What the gate asks about one answer by hand. */
export interface AnswerGateRow {
  /** Null where it was removed. */
  mailbox: GateMailbox | null
  answer: { writtenAt: Instant; dueAt: Instant; attempts: number; reason: string }
}

/** An answer by hand with its mailbox; null where it is none. */
export function answerGateRow(db: Db, answerId: number): AnswerGateRow | null {
  const row = statement(
    db,
    `select a.created_at as writtenAt, a.due_at as dueAt, a.attempts, a.reason, ${mailboxColumns}
     from sends a left join mailboxes m on m.id = a.mailbox_id where a.id = ? and a.purpose = 'answer'`,
  ).get(answerId) as (MailboxColumns & AnswerGateRow['answer']) | undefined
  if (!row) return null
  const { writtenAt, dueAt, attempts, reason } = row
  return { mailbox: mailboxOf(row), answer: { writtenAt, dueAt, attempts, reason } }
}
