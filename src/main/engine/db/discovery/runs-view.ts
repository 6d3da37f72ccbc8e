import type { PurchaseProvider, RunStage, RunStatus } from '../../../../shared/schemas/runs.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A run as it is stored; instants in UTC milliseconds. */
export interface RunView {
  id: number
  campaignId: number
  number: number | null
  /** Local date in the campaign's zone. */
  day: string
  status: RunStatus
  stage: RunStage
  reason: string
  closesAt: number
  wanted: number
  found: number
  alreadyKnown: number
  retryAt: number
  emailsFound: number
  planned: number
  sent: number
  followUps: number
  carriedOver: number
  creditsUsed: number
  startedAt: number | null
  finishedAt: number | null
}

const columns = `id, campaign_id as campaignId, number, day, status, stage, reason, closes_at as closesAt, wanted, found,
  already_known as alreadyKnown, retry_at as retryAt, emails_found as emailsFound, planned, sent, follow_ups as followUps,
  carried_over as carriedOver, credits_used as creditsUsed, started_at as startedAt, finished_at as finishedAt`

/** One day of this campaign. */
export function runOf(db: Db, campaignId: number, runId: number): RunView | null {
  const row = statement(db, `select ${columns} from runs where id = ? and campaign_id = ?`).get(runId, campaignId)
  return (row as RunView | undefined) ?? null
}

/**
 * The days of a campaign, the latest first.
 * @param before only days before this local date; null for the latest
 */
export function pageOfRuns(
  db: Db,
  campaignId: number,
  page: { before: string | null; limit: number },
): { rows: RunView[]; total: number; more: boolean } {
  const rows = statement(
    db,
    `select ${columns} from runs indexed by runs_day where campaign_id = ? and day < ? order by day desc limit ?`,
  ).all(campaignId, page.before ?? '9999-12-31', page.limit + 1) as RunView[]
  const total = statement(db, 'select count(*) from runs indexed by runs_day where campaign_id = ?').pluck().get(campaignId) as number
  return { rows: rows.slice(0, page.limit), total, more: rows.length > page.limit }
}

/** Replies that were charged from `from` to `to`, exclusive; UTC milliseconds. */
export function repliesBetween(db: Db, campaignId: number, from: number, to: number): number {
  return statement(
    db,
    `select count(*) from ledger indexed by ledger_campaign where campaign_id = ? and at >= ? and at < ? and kind = 'reply'`,
  )
    .pluck()
    .get(campaignId, from, to) as number
}

export interface CostRow {
  provider: PurchaseProvider
  /** Thousandths of the provider's credits; null where it does not say. */
  millicredits: number | null
  calls: number
  items: number
  unsure: number
}

/** What was bought in a run, by provider. What failed was not charged, and is left out of the items. */
export function costsOf(db: Db, runId: number): CostRow[] {
  return statement(
    db,
    `select provider, sum(millicredits) as millicredits, count(*) as calls,
            coalesce(sum(items) filter (where status <> 'failed'), 0) as items, coalesce(sum(items) filter (where status = 'unsure'), 0) as unsure
     from purchases indexed by purchases_run where run_id = ? group by provider order by provider`,
  ).all(runId) as CostRow[]
}

/** Messages put off to a later day by the plan of a day, by the reason that each carries. */
export function carriedMessages(db: Db, campaignId: number): { count: number; message: string }[] {
  return statement(
    db,
    `select reason as message, count(*) as count from sends
     where campaign_id = ? and purpose = 'step' and status = 'scheduled' and held is null and reason >= 'Carried over' and reason < 'Carried oves'
     group by reason order by count desc`,
  ).all(campaignId) as { count: number; message: string }[]
}

/** The run of a campaign that is on; null where none is. */
export function openRunView(db: Db, campaignId: number): RunView | null {
  const row = statement(db, `select ${columns} from runs where campaign_id = ? and status = 'running'`).get(campaignId)
  return (row as RunView | undefined) ?? null
}

/** People whom runs in earnest are still looking for, or for whose addresses they ask: at most so many may be written to today. */
export function stillLookedUp(db: Db): number {
  const rows = statement(
    db,
    `select r.stage, r.wanted, r.found, (select count(*) from creators k indexed by creators_run
        where k.run_id = r.id and k.status not in ('found', 'asking', 'waiting', 'addressed')) as through
     from runs r indexed by runs_open join campaigns c on c.id = r.campaign_id
     where r.status = 'running' and r.stage in ('discovering', 'enriching') and c.status = 'active' and c.test_mode = 0`,
  ).all() as { stage: RunStage; wanted: number; found: number; through: number }[]
  return rows.reduce((sum, { stage, wanted, found, through }) => {
    return sum + Math.max(0, (stage === 'discovering' ? wanted : Math.min(wanted, found)) - through)
  }, 0)
}
