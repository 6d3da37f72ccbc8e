import type { RunStage, RunStatus } from '../../../shared/schemas/runs.ts'
import type { Window } from '../rules/window.ts'
import type { Db } from './open.ts'
import { windowOf } from './queue.ts'
import { statement } from './statement.ts'

/** A run as it is stored; instants in UTC milliseconds. */
export interface RunView {
  id: number
  campaignId: number
  number: number | null
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

/** The run that is on; null between two. */
export function currentRun(db: Db, campaignId: number): RunView | null {
  const row = statement(db, `select ${columns} from runs indexed by runs_open where campaign_id = ? and status = 'running' limit 1`)
  return (row.get(campaignId) as RunView | undefined) ?? null
}

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

/** Days of a recurring campaign that count, the one that is on among them. */
export function runsBegun(db: Db, campaignId: number): number {
  return statement(db, `select count(*) from runs indexed by runs_day where campaign_id = ? and (number is not null or status = 'running')`)
    .pluck()
    .get(campaignId) as number
}

/** Days that ended and count. */
export function runsDone(db: Db, campaignId: number): number {
  return statement(db, `select count(*) from runs indexed by runs_day where campaign_id = ? and number is not null and status <> 'running'`)
    .pluck()
    .get(campaignId) as number
}

/** What the waiting of a recurring campaign goes by. */
export interface RecurringCampaign {
  status: 'draft' | 'scheduled' | 'active' | 'paused' | 'completed' | 'cancelled'
  testMode: boolean
  window: Window
  /** So many days in all. */
  runs: number
  /** When the window of its last day closes; 0 before the first. */
  lastCloses: number
}

/** Null for a campaign that looks for nobody. */
export function recurringCampaign(db: Db, campaignId: number): RecurringCampaign | null {
  const row = statement(
    db,
    `select c.status, c.test_mode, c.days, c.start_time, c.end_time, c.zone, c.start_date, d.runs,
            coalesce((select closes_at from runs r indexed by runs_day where r.campaign_id = c.id order by r.day desc limit 1), 0) as last_closes
     from campaigns c join discoveries d on d.campaign_id = c.id where c.id = ?`,
  ).get(campaignId) as RecurringRow | undefined
  if (!row) return null
  return { status: row.status, testMode: row.test_mode === 1, window: windowOf(row), runs: row.runs, lastCloses: row.last_closes }
}

interface RecurringRow {
  status: RecurringCampaign['status']
  test_mode: number
  days: string
  start_time: string
  end_time: string
  zone: string
  start_date: string | null
  runs: number
  last_closes: number
}
