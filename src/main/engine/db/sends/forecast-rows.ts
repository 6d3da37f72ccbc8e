import type { Instant } from '../../ports/machine.ts'

import type { PastSend } from '../../rules/sending/next-step.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { type WindowColumns, windowColumns, windowOf } from './queue.ts'

/** A message that is planned, as far as a forecast asks for it. */
export interface PlannedRow {
  sendId: number
  recipientId: number
  stepId: number
  mailboxId: number
  dueAt: Instant
}

export interface HeldRow extends PlannedRow {
  held: string
  reason: string
}

/** A campaign whose messages are foretold. */
export interface ForecastCampaignRow {
  id: number
  status: string
  activatedAt: number
  window: ReturnType<typeof windowOf>
}

/** Rows read at once, so that the event loop has its turn in between. */
const pageSize = 1_000

/** Running and paused campaigns; with `alsoId`, that one too, whatever it is. What is in test mode takes nothing from anybody. */
export function forecastCampaigns(db: Db, alsoId: number): ForecastCampaignRow[] {
  const rows = statement(
    db,
    `select id, status, coalesce(activated_at, created_at) as activatedAt, ${windowColumns('campaigns')} from campaigns
     where (status in ('active', 'scheduled', 'paused') and test_mode = 0) or id = ? order by id`,
  ).all(alsoId) as (WindowColumns & Omit<ForecastCampaignRow, 'window'>)[]
  return rows.map((row) => ({ id: row.id, status: row.status, activatedAt: row.activatedAt, window: windowOf(row) }))
}

/** All mailboxes with what speaks against sending from them. */
export function forecastMailboxes(db: Db): { id: number; email: string; status: string; reason: string; removedAt: number | null }[] {
  return statement(db, 'select id, email, status, reason, removed_at as removedAt from mailboxes order by id').all() as ReturnType<
    typeof forecastMailboxes
  >
}

/**
 * What one mailbox has to send for a campaign, in the order in which it is taken, page by page.
 * @param before only what is due before it
 * @param most no more than so many
 */
export function* plannedRows(
  db: Db,
  of: { campaignId: number; mailboxId: number },
  before: Instant,
  most: number,
): Generator<PlannedRow[], void> {
  const values = { ...of, before, afterDue: Number.MIN_SAFE_INTEGER, afterId: 0, limit: 0 }
  for (let left = most; left > 0; ) {
    values.limit = Math.min(pageSize, left)
    const rows = statement(
      db,
      `select id as sendId, enrollment_id as recipientId, step_id as stepId, mailbox_id as mailboxId, due_at as dueAt
       from sends indexed by sends_due
       where campaign_id = @campaignId and mailbox_id = @mailboxId and purpose = 'step' and status = 'scheduled' and held is null
         and (due_at, id) > (@afterDue, @afterId) and due_at < @before order by due_at, id limit @limit`,
    ).all(values) as PlannedRow[]
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < values.limit) return
    values.afterDue = last.dueAt
    values.afterId = last.sendId
    left -= rows.length
  }
}

/** What is held in a campaign until a person acts. */
export function heldRows(db: Db, campaignId: number): HeldRow[] {
  return statement(
    db,
    `select id as sendId, enrollment_id as recipientId, step_id as stepId, mailbox_id as mailboxId, due_at as dueAt, held, reason
     from sends indexed by sends_held where campaign_id = ? and purpose = 'step' and status = 'scheduled' and held is not null order by id`,
  ).all(campaignId) as HeldRow[]
}

/** Messages on their way, or of which nobody knows yet: what follows them is planned once that is clear. */
export function openRows(db: Db, campaignId: number): (PlannedRow & { status: 'sending' | 'unconfirmed'; claimedAt: number })[] {
  return statement(
    db,
    `select s.id as sendId, s.enrollment_id as recipientId, s.step_id as stepId, s.mailbox_id as mailboxId, s.due_at as dueAt, s.status,
            coalesce(s.claimed_at, s.due_at) as claimedAt
     from sends s indexed by sends_open join enrollments e on e.id = s.enrollment_id
     where s.purpose = 'step' and s.status in ('sending', 'unconfirmed') and s.campaign_id = ? and e.status in ('active', 'paused')`,
  ).all(campaignId) as ReturnType<typeof openRows>
}

export interface WaitingPerson {
  recipientId: number
  mailboxId: number | null
  createdAt: Instant
}

/** People of a campaign with this status and no planned message, page by page in the order in which they entered. */
export function* waitingPeople(db: Db, campaignId: number, status: 'pending' | 'paused'): Generator<WaitingPerson[], void> {
  let after = 0
  for (;;) {
    const page = statement(
      db,
      `select id as recipientId, mailbox_id as mailboxId, created_at as createdAt from enrollments
       where campaign_id = ? and status = ? and id > ? order by id limit ?`,
    ).all(campaignId, status, after, pageSize) as WaitingPerson[]
    const last = page.at(-1)
    if (!last) return
    after = last.recipientId
    yield status === 'pending' ? page : withoutPlanned(db, page)
    if (page.length < pageSize) return
  }
}

function withoutPlanned(db: Db, people: WaitingPerson[]): WaitingPerson[] {
  const planned = new Set(
    statement(
      db,
      `select s.enrollment_id from json_each(?) asked cross join sends s on s.enrollment_id = asked.value
       where s.purpose = 'step' and s.status in ('scheduled', 'sending', 'unconfirmed')`,
    )
      .pluck()
      .all(JSON.stringify(people.map(({ recipientId }) => recipientId))) as number[],
  )
  return people.filter(({ recipientId }) => !planned.has(recipientId))
}

/** What people had of a sequence (sent, failed, on their way), by recipient. Who had nothing is not in it. */
export function pastSends(db: Db, recipientIds: readonly number[]): Map<number, PastSend[]> {
  const rows = statement(
    db,
    `select s.enrollment_id as recipientId, s.step_id as stepId, s.status, s.claimed_at as claimedAt
     from json_each(?) asked cross join sends s on s.enrollment_id = asked.value
     where s.purpose = 'step' and s.status in ('sending', 'sent', 'failed', 'skipped', 'unconfirmed')`,
  ).all(JSON.stringify(recipientIds)) as (PastSend & { recipientId: number })[]
  const past = new Map<number, PastSend[]>()
  for (const { recipientId, ...send } of rows) {
    const sends = past.get(recipientId)
    if (sends) sends.push(send)
    else past.set(recipientId, [send])
  }
  return past
}
