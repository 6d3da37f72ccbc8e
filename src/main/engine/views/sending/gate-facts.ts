import { usedOn } from '../../credits/ledger.ts'
import type { Db } from '../../db/core/open.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { sendGateRow } from '../../db/sends/gate-rows.ts'
import { claimedOn, inFlight, type QueueMailbox } from '../../db/sends/queue.ts'
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

/** Everything the gate asks about one Send. Null when there is no such row. */
export function sendFacts(db: Db, shared: SharedFacts, sendId: number): GateFacts | null {
  const row = sendGateRow(db, sendId)
  if (!row) return null
  const { campaign, mailbox, send } = row
  return {
    ...shared,
    campaign,
    mailbox: mailbox && {
      paused: mailbox.paused,
      reason: mailbox.reason,
      lastSyncedAt: mailbox.lastSyncedAt,
      nextSyncAt: mailbox.nextSyncAt,
      nextSendAt: mailbox.nextSendAt,
      dailyCap: mailbox.dailyCap,
      claimedToday: claimedOn(db, mailbox.id, shared.day),
    },
    send,
  }
}
