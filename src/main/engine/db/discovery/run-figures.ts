import type { Instant } from '../../ports/machine.ts'

import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface RunFigures {
  emailsFound: number
  planned: number
  sent: number
  followUps: number
  carriedOver: number
  creditsUsed: number
}

/**
 * What a run has come to, counted. Messages and credits from `from` to `to`, exclusive; a message is a first one where the
 * person had none before it.
 */
export function countRun(db: Db, run: { id: number; campaignId: number }, from: Instant, to: Instant): RunFigures {
  const span = { campaignId: run.campaignId, from, to }
  const counted = statement(
    db,
    `select count(*) filter (where not exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.purpose = 'step' and p.id <> s.id and p.sent_at < s.sent_at)) as sent,
            count(*) as messages
     from sends s where s.campaign_id = @campaignId and s.purpose = 'step' and s.status = 'sent' and s.sent_at >= @from and s.sent_at < @to`,
  ).get(span) as { sent: number; messages: number }
  const creditsUsed = statement(
    db,
    'select coalesce(sum(credits), 0) from ledger indexed by ledger_campaign where campaign_id = @campaignId and at >= @from and at < @to',
  )
    .pluck()
    .get(span) as number
  const emailsFound = statement(
    db,
    `select count(*) from creators where run_id = ? and answer is not null and status in ('addressed', 'enrolled', 'left_out')`,
  )
    .pluck()
    .get(run.id) as number
  const carriedOver = firstMessagesWaiting(db, run.campaignId) + creatorsUnderWay(db, run.campaignId)
  return {
    emailsFound,
    planned: counted.sent + firstMessagesWaiting(db, run.campaignId),
    sent: counted.sent,
    followUps: counted.messages - counted.sent,
    carriedOver,
    creditsUsed,
  }
}

/** People of a campaign who wait for their first message: planned, or about to be. Those whom a person holds are not in it. */
export function firstMessagesWaiting(db: Db, campaignId: number): number {
  return statement(
    db,
    `select (select count(*) from sends s where s.campaign_id = @campaignId and s.purpose = 'step' and s.status = 'scheduled' and s.held is null
               and not exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.purpose = 'step' and p.sent_at is not null))
          + (select count(*) from enrollments where campaign_id = @campaignId and status = 'pending')`,
  )
    .pluck()
    .get({ campaignId }) as number
}

/** Messages due until the window's end to people of a campaign who had one before. */
export function followUpsDue(db: Db, campaignId: number, closesAt: Instant): number {
  return statement(
    db,
    `select count(*) from sends s where s.campaign_id = ? and s.purpose = 'step' and s.status = 'scheduled' and s.held is null and s.due_at < ?
       and exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.purpose = 'step' and p.sent_at is not null)`,
  )
    .pluck()
    .get(campaignId, closesAt) as number
}

/** Creators who were found and are not through yet: their addresses are asked for, or checked. Files of tables are not waited for. */
export function creatorsUnderWay(db: Db, campaignId: number): number {
  return statement(
    db,
    `select (select count(*) from creators where campaign_id = @campaignId and status in ('found', 'asking', 'addressed'))
          + (select count(*) from creators c join purchases p on p.id = c.purchase_id
             where c.campaign_id = @campaignId and c.status = 'waiting' and p.kind <> 'table')`,
  )
    .pluck()
    .get({ campaignId }) as number
}

/**
 * What a run leaves undone because of its providers: whether it searched at all, why its search ended too early (empty where
 * it did not), and how many of those whom it asked about are left open.
 */
export function leftByProviders(db: Db, runId: number): { searched: boolean; searchFailed: string; unsure: number } {
  const last = statement(db, `select status, message from purchases where run_id = ? and kind = 'search' order by id desc limit 1`).get(
    runId,
  ) as { status: string; message: string } | undefined
  const unsure = statement(
    db,
    `select count(*) from purchases p cross join creators c on c.purchase_id = p.id where p.run_id = ? and c.status = 'unsure'`,
  )
    .pluck()
    .get(runId) as number
  return { searched: last?.status === 'done', searchFailed: last && last.status !== 'done' ? last.message : '', unsure }
}

/** Ends a run, or corrects the figures of one that has ended. */
export function freezeRun(tx: Tx, runId: number, figures: RunFigures): void {
  statement(
    tx,
    `update runs set emails_found = @emailsFound, planned = @planned, sent = @sent, follow_ups = @followUps,
       carried_over = @carriedOver, credits_used = @creditsUsed where id = @runId`,
  ).run({ ...figures, runId })
}

/** How many creators a run has found so far. */
export function foundIn(db: Db, runId: number): number {
  const { found } = statement(db, 'select found from runs where id = ?').get(runId) as { found: number }
  return found
}

/** A run whose figures may be counted again. */
export interface FrozenRun {
  id: number
  campaignId: number
  startedAt: Instant
  carriedOver: number
  planned: number
}

/** The latest run of a campaign that ran on a day, another one than this; null where there is none. */
export function runBefore(db: Db, campaignId: number, runId: number): FrozenRun | null {
  const last = statement(
    db,
    `select id, campaign_id as campaignId, started_at as startedAt, carried_over as carriedOver, planned from runs
     where campaign_id = ? and id <> ? and started_at is not null order by day desc limit 1`,
  ).get(campaignId, runId)
  return (last as FrozenRun | undefined) ?? null
}

/** People whose first message is planned, counted by why it does not leave: the message's own reason, or `paused` for its mailbox. */
export function carriedPeople(db: Db, campaignId: number): { why: string; people: number }[] {
  return statement(
    db,
    `select case when m.status = 'active' then s.reason else 'paused' end as why, count(*) as people from sends s join mailboxes m on m.id = s.mailbox_id
     where s.campaign_id = ? and s.purpose = 'step' and s.status = 'scheduled' and s.held is null
       and not exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.purpose = 'step' and p.sent_at is not null)
     group by why`,
  ).all(campaignId) as { why: string; people: number }[]
}
