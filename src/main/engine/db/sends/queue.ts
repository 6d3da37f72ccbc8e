import type { Schedule } from '../../../../shared/schemas/campaigns.ts'
import type { Instant } from '../../ports/machine.ts'

import type { Window } from '../../rules/sending/window.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface QueueMailbox {
  id: number
  /** Messages claimed on the local day: what the daily cap counts. */
  claimedToday: number
  dailyCap: number
  gapSeconds: number
  gapJitterSeconds: number
  nextSendAt: Instant
  lastSyncedAt: Instant | null
  nextSyncAt: Instant
  /** Words beside a provider's limit that is being waited out. */
  reason: string
}

/** The columns in which a campaign keeps its schedule. */
export interface WindowColumns {
  days: string
  startTime: string
  endTime: string
  zone: string
  startDate: string | null
}

/** These columns, for a select from `of`. */
export function windowColumns(of: 'c' | 'campaigns'): string {
  return `${of}.days, ${of}.start_time as startTime, ${of}.end_time as endTime, ${of}.zone, ${of}.start_date as startDate`
}

/** The schedule of a campaign row. */
export function windowOf(row: WindowColumns): Window & Schedule {
  return { days: JSON.parse(row.days) as number[], start: row.startTime, end: row.endTime, zone: row.zone, startDate: row.startDate }
}

/** Mailboxes that may send at all. `day` is the local day of the workspace. */
export function sendingMailboxes(db: Db, day: string): QueueMailbox[] {
  return statement(
    db,
    `select id, daily_cap as dailyCap, gap_seconds as gapSeconds, gap_jitter_seconds as gapJitterSeconds,
            next_send_at as nextSendAt, last_synced_at as lastSyncedAt, next_sync_at as nextSyncAt, reason, coalesce(d.claimed, 0) as claimedToday
     from mailboxes m left join mailbox_days d on d.mailbox_id = m.id and d.day = ?
     where status = 'active' and removed_at is null order by id`,
  ).all(day) as QueueMailbox[]
}

/** Running campaigns and their windows. */
export function runningCampaigns(db: Db): { campaignId: number; window: Window; testMode: boolean }[] {
  const rows = statement(
    db,
    `select id as campaignId, ${windowColumns('campaigns')}, test_mode as testMode from campaigns
     where status in ('active', 'scheduled') order by id`,
  ).all() as (WindowColumns & { campaignId: number; testMode: number })[]
  return rows.map((row) => ({ campaignId: row.campaignId, window: windowOf(row), testMode: row.testMode === 1 }))
}

/** The first message of a queue: the one due longest, and when. People keep a mailbox that left the campaign, so every pair is asked. */
export function headOfQueue(db: Db, campaignId: number, mailboxId: number): { id: number; dueAt: Instant } | null {
  const row = statement(
    db,
    `select id, due_at as dueAt from sends
     where campaign_id = ? and mailbox_id = ? and purpose = 'step' and status = 'scheduled' and held is null
     order by due_at, id limit 1`,
  ).get(campaignId, mailboxId) as { id: number; dueAt: Instant } | undefined
  return row ?? null
}

export interface QueueHead {
  campaignId: number
  mailboxId: number
  sendId: number
  dueAt: Instant
}

/** The heads of all queues of running campaigns, in one look: it is asked before and after every message. */
export function headsOfQueues(db: Db): QueueHead[] {
  return statement(
    db,
    `select c.id as campaignId, m.id as mailboxId, s.id as sendId, s.due_at as dueAt
     from mailboxes m cross join campaigns c cross join sends s
     where m.status = 'active' and m.removed_at is null and c.status in ('active', 'scheduled')
       and s.id = (select id from sends where campaign_id = c.id and mailbox_id = m.id and purpose = 'step' and status = 'scheduled' and held is null
                   order by due_at, id limit 1)`,
  ).all() as QueueHead[]
}

/** Messages claimed by a mailbox on a local day of the workspace: what the daily cap counts. */
export function claimedOn(db: Db, mailboxId: number, day: string): number {
  return (
    (statement(db, 'select claimed from mailbox_days where mailbox_id = ? and day = ?').pluck().get(mailboxId, day) as
      | number
      | undefined) ?? 0
  )
}

/** Messages whose credit is not decided yet, answers by hand too: in flight, and today's unconfirmed ones. */
export function inFlight(db: Db, day: string): number {
  return statement(
    db,
    // Said in the words of the partial index, or SQLite would look through all Sends.
    `select (select count(*) from sends where purpose = 'step' and status in ('sending', 'unconfirmed') and (status = 'sending' or claimed_day = @day))
          + (select count(*) from sends where purpose = 'answer' and status in ('sending', 'unconfirmed', 'failed')
             and (status = 'sending' or (status = 'unconfirmed' and claimed_day = @day)))`,
  )
    .pluck()
    .get({ day }) as number
}
