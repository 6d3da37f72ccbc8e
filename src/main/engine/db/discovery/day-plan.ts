import type { Instant } from '../../ports/machine.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A planned message that a day's plan may place. */
export interface PlannedMessage {
  id: number
  dueAt: Instant
  mailboxId: number
  stepId: number
  /** The run that found its person. */
  runId: number | null
  createdAt: Instant
  /** When its person was written to last; null for a first message. */
  lastSentAt: Instant | null
}

/**
 * What could leave today, is parked until the window opens next, or is nobody's follow-up: a clock that ran ahead may have
 * parked first messages far from now. A retry keeps the time of its own.
 */
export function messagesToPlace(db: Db, campaignId: number, next: Instant): PlannedMessage[] {
  return statement(
    db,
    `select s.id, s.due_at as dueAt, s.mailbox_id as mailboxId, s.step_id as stepId, e.run_id as runId, e.created_at as createdAt,
            (select max(p.sent_at) from sends p where p.enrollment_id = s.enrollment_id and p.purpose = 'step') as lastSentAt
     from sends s join enrollments e on e.id = s.enrollment_id
     where s.campaign_id = ? and s.purpose = 'step' and s.status = 'scheduled' and s.held is null and s.attempts = 0
       and (s.due_at <= ? or not exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.purpose = 'step' and p.sent_at is not null))`,
  ).all(campaignId, next) as PlannedMessage[]
}

/** Gives a planned message another time, with the reason that stands at it. */
export function placeMessage(tx: Tx, sendId: number, dueAt: Instant, reason: string): void {
  statement(tx, `update sends set due_at = ?, reason = ? where id = ? and purpose = 'step' and status = 'scheduled'`).run(
    dueAt,
    reason,
    sendId,
  )
}

/** The day of a run is planned. */
export function markPlanned(tx: Tx, runId: number, planKey: string): void {
  statement(tx, 'update runs set plan_key = ?, planned_at = ? where id = ?').run(planKey, tx.at, runId)
}

/** What of a campaign's mailboxes a day's plan goes by, as text. */
export function mailboxesAsText(db: Db, campaignId: number): string {
  const mailboxes = statement(
    db,
    `select group_concat(m.id || ':' || m.status || ':' || m.daily_cap || ':' || m.gap_seconds || ':' || m.gap_jitter_seconds, ' ')
     from campaign_mailboxes c join mailboxes m on m.id = c.mailbox_id where c.campaign_id = ?`,
  )
    .pluck()
    .get(campaignId) as string | null
  return mailboxes ?? ''
}

/** When the first planned message of a campaign is due, of mailboxes that send; null where there is none. */
export function firstDueOf(db: Db, campaignId: number): Instant | null {
  return statement(
    db,
    `select min((select min(due_at) from sends where campaign_id = c.campaign_id and mailbox_id = c.mailbox_id and purpose = 'step' and status = 'scheduled' and held is null))
     from campaign_mailboxes c join mailboxes m on m.id = c.mailbox_id where c.campaign_id = ? and m.status = 'active'`,
  )
    .pluck()
    .get(campaignId) as Instant | null
}

/** Whether a planned message of a campaign is due before an instant. */
export function hasDueBefore(db: Db, campaignId: number, before: Instant): boolean {
  const due = `select exists (select 1 from mailboxes m cross join sends s on s.mailbox_id = m.id
    where s.campaign_id = ? and s.purpose = 'step' and s.status = 'scheduled' and s.held is null and s.due_at < ?)`
  return statement(db, due).pluck().get(campaignId, before) === 1
}

/** Whether a message of a campaign is on its way now. */
export function hasInFlight(db: Db, campaignId: number): boolean {
  const open = `select exists (select 1 from sends where purpose = 'step' and status in ('sending', 'unconfirmed') and status = 'sending' and campaign_id = ?)`
  return statement(db, open).pluck().get(campaignId) === 1
}
