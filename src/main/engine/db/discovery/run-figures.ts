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
    `select count(*) filter (where not exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.id <> s.id and p.sent_at < s.sent_at)) as sent,
            count(*) as messages
     from sends s where s.campaign_id = @campaignId and s.status = 'sent' and s.sent_at >= @from and s.sent_at < @to`,
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
    `select (select count(*) from sends s where s.campaign_id = @campaignId and s.status = 'scheduled' and s.held is null
               and not exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.sent_at is not null))
          + (select count(*) from enrollments where campaign_id = @campaignId and status = 'pending')`,
  )
    .pluck()
    .get({ campaignId }) as number
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
