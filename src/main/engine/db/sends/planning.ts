/** The Sends of one person, as planning reads and places them. */
import type { SendStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Held } from '../../rules/sending/held.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A Send in what has happened to a person so far. Instants are UTC milliseconds. */
export interface HistorySend {
  id: number
  stepId: number
  mailboxId: number
  status: SendStatus
  dueAt: number
  attempts: number
  claimedAt: number | null
  sentAt: number | null
}

export function historyOfSends(db: Db, enrollmentId: number): HistorySend[] {
  return statement(
    db,
    `select id, step_id as stepId, mailbox_id as mailboxId, status, due_at as dueAt, attempts, claimed_at as claimedAt, sent_at as sentAt
     from sends where enrollment_id = ? and purpose = 'step'`,
  ).all(enrollmentId) as HistorySend[]
}

/** Whether anything was ever planned for a person. */
export function hasSends(db: Db, enrollmentId: number): boolean {
  return statement(db, `select exists (select 1 from sends where enrollment_id = ? and purpose = 'step')`).pluck().get(enrollmentId) === 1
}

/** When and from where the planned message of a person leaves. */
export interface PlannedSend {
  id: number
  /** UTC milliseconds. */
  dueAt: number
  mailboxId: number
}

/** The one planned message of a person; null where there is none. */
export function plannedSend(db: Db, enrollmentId: number): PlannedSend | null {
  const row = statement(
    db,
    `select id, due_at as dueAt, mailbox_id as mailboxId from sends where enrollment_id = ? and purpose = 'step' and status = 'scheduled'`,
  ).get(enrollmentId) as PlannedSend | undefined
  return row ?? null
}

/** Plans a message of a step that a person never had one of (rule 1). */
export function insertSend(
  tx: Tx,
  send: { campaignId: number; enrollmentId: number; stepId: number; mailboxId: number; held: Held | null; dueAt: number },
): void {
  statement(
    tx,
    `insert into sends (purpose, campaign_id, enrollment_id, step_id, mailbox_id, status, held, due_at, created_at)
     values ('step', ?, ?, ?, ?, 'scheduled', ?, ?, ?)`,
  ).run(send.campaignId, send.enrollmentId, send.stepId, send.mailboxId, send.held, send.dueAt, tx.at)
}

/** Gives a planned message another time or mailbox. @param to `dueAt` in UTC milliseconds */
export function moveSend(tx: Tx, id: number, to: { dueAt: number; mailboxId: number }): void {
  statement(tx, `update sends set due_at = ?, mailbox_id = ? where id = ? and purpose = 'step'`).run(to.dueAt, to.mailboxId, id)
}

/** How many messages a campaign has planned. */
export function countPlanned(db: Db, campaignId: number): number {
  return statement(db, `select count(*) from sends where campaign_id = ? and purpose = 'step' and status = 'scheduled'`)
    .pluck()
    .get(campaignId) as number
}

/** How many messages of a step are planned. */
export function countPlannedOfStep(db: Db, stepId: number): number {
  return statement(db, `select count(*) from sends where step_id = ? and purpose = 'step' and status = 'scheduled'`)
    .pluck()
    .get(stepId) as number
}

/** The state of a message of a campaign that has left, or may have, without a known outcome; null where none is open. */
export function openSendStatus(db: Db, campaignId: number): Extract<SendStatus, 'sending' | 'unconfirmed'> | null {
  const status = statement(
    db,
    `select status from sends where campaign_id = ? and purpose = 'step' and status in ('sending', 'unconfirmed') limit 1`,
  )
    .pluck()
    .get(campaignId) as 'sending' | 'unconfirmed' | undefined
  return status ?? null
}
