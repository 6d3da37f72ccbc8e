import type { CampaignStatus } from '../../../../shared/schemas/campaigns.ts'
import { usedOn } from '../../credits/ledger.ts'
import type { Db } from '../../db/core/open.ts'
import { statement } from '../../db/core/statement.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { claimedOn, inFlight, type QueueMailbox, windowOf } from '../../db/sends/queue.ts'
import type { Instant } from '../../ports/machine.ts'

import type { GateFacts } from '../../rules/sending/gate.ts'
import { localDay } from '../../rules/sending/window.ts'

/** The part of the facts that is the same for every message at this instant. */
export interface SharedFacts {
  now: Instant
  /** Local day of the workspace. */
  day: string
  engine: GateFacts['engine']
  credits: GateFacts['credits']
}

/** Reads what holds for the whole workspace at `now`. */
export function sharedFacts(db: Db, now: Instant, awakeSince: Instant): SharedFacts {
  const workspace = getWorkspace(db)
  const day = localDay(now, workspace.zone)
  return {
    now,
    day,
    engine: { paused: workspace.paused, awakeSince },
    credits: { limit: workspace.dailyCredits, used: usedOn(db, day), inFlight: inFlight(db, day), zone: workspace.zone },
  }
}

/** The facts of an active mailbox. */
export function mailboxFacts(mailbox: QueueMailbox): NonNullable<GateFacts['mailbox']> {
  return {
    paused: false,
    reason: mailbox.reason,
    lastSyncedAt: mailbox.lastSyncedAt,
    nextSyncAt: mailbox.nextSyncAt,
    nextSendAt: mailbox.nextSendAt,
    dailyCap: mailbox.dailyCap,
    claimedToday: mailbox.claimedToday,
  }
}

interface FactRow {
  status: CampaignStatus
  test_mode: number
  days: string
  start_time: string
  end_time: string
  zone: string
  start_date: string | null
  mailbox_id: number | null
  mailbox_status: string | null
  mailbox_reason: string | null
  removed_at: number | null
  daily_cap: number
  next_send_at: number
  last_synced_at: number | null
  next_sync_at: number
  due_at: number
  attempts: number
  held: string | null
  reason: string
}

/** Everything the gate asks about one Send. Null when there is no such row. */
export function sendFacts(db: Db, shared: SharedFacts, sendId: number): GateFacts | null {
  const row = statement(
    db,
    `select c.status, c.test_mode, c.days, c.start_time, c.end_time, c.zone, c.start_date,
            m.id as mailbox_id, m.status as mailbox_status, m.reason as mailbox_reason, m.removed_at, m.daily_cap,
            m.next_send_at, m.last_synced_at, m.next_sync_at, s.due_at, s.attempts, s.held, s.reason
     from sends s join campaigns c on c.id = s.campaign_id left join mailboxes m on m.id = s.mailbox_id
     where s.id = ?`,
  ).get(sendId) as FactRow | undefined
  if (!row) return null
  const mailbox =
    row.mailbox_id === null || row.removed_at !== null
      ? null
      : {
          paused: row.mailbox_status === 'paused',
          reason: row.mailbox_reason ?? '',
          lastSyncedAt: row.last_synced_at,
          nextSyncAt: row.next_sync_at,
          nextSendAt: row.next_send_at,
          dailyCap: row.daily_cap,
          claimedToday: claimedOn(db, row.mailbox_id, shared.day),
        }
  return {
    ...shared,
    campaign: { status: row.status, window: windowOf(row), testMode: row.test_mode === 1 },
    mailbox,
    send: { dueAt: row.due_at, attempts: row.attempts, held: row.held, reason: row.reason },
  }
}
