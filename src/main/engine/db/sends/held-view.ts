import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** Planned messages that one thing holds. */
export interface HeldGroup {
  held: string
  count: number
  reason: string
}

/** What holds the planned messages of a campaign: what a person can mend first, then the commonest. */
export function heldCounts(db: Db, campaignId: number): HeldGroup[] {
  return statement(
    db,
    `select held, count(*) as count, min(reason) as reason from sends indexed by sends_held
     where campaign_id = ? and purpose = 'step' and status = 'scheduled' and held is not null group by held order by held = 'recipient_paused', count desc`,
  ).all(campaignId) as HeldGroup[]
}

/** Planned messages that the same may hold back, and one of them. */
export interface WaitingGroup {
  firstId: number
  count: number
}

/**
 * Planned messages of a campaign by what may hold them back: a hold; or else their mailbox, and whether they are due.
 * Counted in the indices alone, which are named because SQLite would choose one that leads through every row.
 */
export function waitingGroups(db: Db, campaignId: number, now: number): WaitingGroup[] {
  const held = statement(
    db,
    `select min(id) as firstId, count(*) as count from sends indexed by sends_held
     where campaign_id = ? and purpose = 'step' and status = 'scheduled' and held is not null group by held`,
  ).all(campaignId) as WaitingGroup[]
  const queue = `from sends indexed by sends_due where campaign_id = @campaignId and mailbox_id = m.id and purpose = 'step' and status = 'scheduled' and held is null`
  const queued = statement(
    db,
    `select (select id ${queue} and due_at <= @now order by due_at, id limit 1) as firstDue, (select count(*) ${queue} and due_at <= @now) as due,
            (select id ${queue} and due_at > @now order by due_at, id limit 1) as firstLater, (select count(*) ${queue} and due_at > @now) as later
     from mailboxes m`,
  ).all({ campaignId, now }) as { firstDue: number | null; due: number; firstLater: number | null; later: number }[]
  const open = queued.flatMap(({ firstDue, due, firstLater, later }) => [
    { firstId: firstDue, count: due },
    { firstId: firstLater, count: later },
  ])
  return [...held, ...open.filter((group): group is WaitingGroup => group.firstId !== null)]
}

/** Whether any message is on its way now. */
export function isAnyInFlight(db: Db): boolean {
  const flying = `select exists (select 1 from sends where purpose = 'step' and status in ('sending', 'unconfirmed') and status = 'sending')`
  return statement(db, flying).pluck().get() === 1
}

/** Messages of a campaign that left, and that failed. */
export function sentAndFailed(db: Db, campaignId: number): { sent: number; failed: number } {
  return statement(
    db,
    `select (select count(*) from sends where campaign_id = @campaignId and purpose = 'step' and status = 'sent') as sent,
            (select count(*) from sends where campaign_id = @campaignId and purpose = 'step' and status = 'failed') as failed`,
  ).get({ campaignId }) as { sent: number; failed: number }
}
