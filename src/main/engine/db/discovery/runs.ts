import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { RunStage, RunStatus } from '../../../../shared/schemas/runs.ts'
import type { Instant } from '../../ports/machine.ts'

import type { Window } from '../../rules/sending/window.ts'
import { changeCount } from '../core/changes.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { type WindowColumns, windowColumns, windowOf } from '../sends/queue.ts'

/** A recurring campaign with what its days go by. */
export interface RecurringCampaign {
  id: number
  name: string
  status: 'active' | 'scheduled' | 'paused'
  version: number
  testMode: boolean
  window: Window
  activatedAt: Instant
  /** When anything of it was changed last. */
  updatedAt: Instant
  audience: DiscoveryAudience
  emptyRuns: number
  /** Days that count, the one that is on included. */
  counted: number
  /** The latest day that has a row, and when its window ended. */
  lastDay: string | null
  lastClosesAt: Instant | null
  /** The run that is on. */
  open: OpenRun | null
}

export interface OpenRun {
  id: number
  campaignId: number
  number: number | null
  day: string
  stage: RunStage
  reason: string
  closesAt: Instant
  wanted: number
  nextPage: number
  pageSize: number
  found: number
  retryAt: Instant
  attempts: number
  planKey: string
  plannedAt: Instant
  startedAt: Instant
}

interface Row extends WindowColumns {
  id: number
  name: string
  status: RecurringCampaign['status']
  version: number
  testMode: number
  activatedAt: Instant
  updatedAt: Instant
  criteria: string
  enrichment: string
  runs: number
  perRun: number | null
  followUpsFirst: number
  share: number
  emptyRuns: number
  counted: number | null
  lastDay: string | null
  lastClosesAt: Instant | null
}

const columns = `c.id, c.name, c.status, c.version, c.test_mode as testMode, ${windowColumns('c')},
  coalesce(c.activated_at, c.created_at) as activatedAt, c.updated_at as updatedAt, d.criteria, d.enrichment, d.runs, d.per_run as perRun,
  d.follow_ups_first as followUpsFirst, d.share, d.empty_runs as emptyRuns,
  (select max(number) from runs where campaign_id = c.id and number is not null) as counted,
  (select max(day) from runs where campaign_id = c.id) as lastDay,
  (select closes_at from runs where campaign_id = c.id order by day desc limit 1) as lastClosesAt`

/** By database; good until something is written. */
const kept = new WeakMap<Db['sqlite'], { changes: unknown; campaigns: readonly RecurringCampaign[] }>()

/** Recurring campaigns that run or are paused, by id. Asked by every look of three stages, so what was read is kept. */
export function recurringCampaigns(db: Db): readonly RecurringCampaign[] {
  // What is read inside a transaction may be taken back.
  if (db.sqlite.inTransaction) return readRecurring(db)
  const changes = changeCount(db)
  const known = kept.get(db.sqlite)
  if (known && known.changes === changes) return known.campaigns
  const campaigns = readRecurring(db)
  kept.set(db.sqlite, { changes, campaigns })
  return campaigns
}

function readRecurring(db: Db): RecurringCampaign[] {
  const rows = statement(
    db,
    `select ${columns} from discoveries d cross join campaigns c on c.id = d.campaign_id
     where c.audience = 'discovery' and c.status in ('active', 'scheduled', 'paused') order by c.id`,
  ).all() as Row[]
  return rows.map((row) => recurring(db, row))
}

/** One of them; null where it is none, or has ended. */
export function recurringCampaign(db: Db, campaignId: number): RecurringCampaign | null {
  const row = statement(
    db,
    `select ${columns} from campaigns c join discoveries d on d.campaign_id = c.id
     where c.id = ? and c.audience = 'discovery' and c.status in ('active', 'scheduled', 'paused')`,
  ).get(campaignId) as Row | undefined
  return row ? recurring(db, row) : null
}

function recurring(db: Db, row: Row): RecurringCampaign {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    version: row.version,
    testMode: row.testMode === 1,
    window: windowOf(row),
    activatedAt: row.activatedAt,
    updatedAt: row.updatedAt,
    audience: {
      criteria: JSON.parse(row.criteria) as DiscoveryAudience['criteria'],
      enrichment: JSON.parse(row.enrichment) as DiscoveryAudience['enrichment'],
      runs: row.runs,
      perRun: row.perRun,
      followUpsFirst: row.followUpsFirst === 1,
      share: row.share,
    },
    emptyRuns: row.emptyRuns,
    counted: row.counted ?? 0,
    lastDay: row.lastDay,
    lastClosesAt: row.lastClosesAt,
    open: openRun(db, row.id),
  }
}

const runColumns = `id, campaign_id as campaignId, number, day, stage, reason, closes_at as closesAt, wanted, next_page as nextPage,
  page_size as pageSize, found, retry_at as retryAt, attempts, plan_key as planKey, planned_at as plannedAt, started_at as startedAt`

/** The run of a campaign that is on; null where none is. */
export function openRun(db: Db, campaignId: number): OpenRun | null {
  const row = statement(db, `select ${runColumns} from runs where campaign_id = ? and status = 'running'`).get(campaignId)
  return (row as OpenRun | undefined) ?? null
}

/** Runs that are on, whatever became of their campaigns. */
export function openRuns(db: Db): (OpenRun & { campaignStatus: string })[] {
  return statement(
    db,
    `select r.*, c.status as campaignStatus from (select ${runColumns} from runs indexed by runs_open where status = 'running') r
     join campaigns c on c.id = r.campaignId order by r.campaignId`,
  ).all() as (OpenRun & { campaignStatus: string })[]
}

/** Whether a run is still there: it goes with its campaign. */
export function hasRun(db: Db, runId: number): boolean {
  return statement(db, 'select 1 from runs where id = ?').get(runId) !== undefined
}

/** The latest day of a campaign up to one, with the end of its window; null where it has none. */
export function latestDay(db: Db, campaignId: number, until: string): { lastDay: string; lastClosesAt: Instant } | null {
  const row = statement(
    db,
    'select day as lastDay, closes_at as lastClosesAt from runs where campaign_id = ? and day <= ? order by day desc limit 1',
  ).get(campaignId, until)
  return (row as { lastDay: string; lastClosesAt: Instant } | undefined) ?? null
}

/** Forgets days that were skipped by a clock that ran ahead. */
export function forgetSkipped(tx: Tx, campaignId: number, after: string): void {
  statement(tx, `delete from runs where campaign_id = ? and day > ? and status = 'skipped'`).run(campaignId, after)
}

/** Days of a campaign that count, the one that is on included. */
export function countedRuns(db: Db, campaignId: number): number {
  return (
    (statement(db, 'select max(number) from runs where campaign_id = ? and number is not null').pluck().get(campaignId) as number | null) ??
    0
  )
}

export interface NewRun {
  campaignId: number
  number: number | null
  day: string
  status: RunStatus
  stage: RunStage
  reason: string
  closesAt: Instant
  wanted: number
  pageSize: number
}

/** A day has one row: false where it has one already. */
export function insertRun(tx: Tx, run: NewRun): number | null {
  const ended = run.status === 'running' ? null : tx.at
  const { changes, lastInsertRowid } = statement(
    tx,
    `insert into runs (campaign_id, number, day, status, stage, reason, closes_at, wanted, page_size, started_at, finished_at)
     values (@campaignId, @number, @day, @status, @stage, @reason, @closesAt, @wanted, @pageSize, @startedAt, @ended)
     on conflict (campaign_id, day) do nothing`,
  ).run({ ...run, startedAt: run.status === 'skipped' ? null : tx.at, ended })
  return changes === 0 ? null : Number(lastInsertRowid)
}

/** Keeps what a page of a search brought, and where the search goes on. */
export function notePage(tx: Tx, runId: number, page: { nextPage: number; limit: number; added: number; known: number }): void {
  statement(
    tx,
    `update runs set next_page = @nextPage, page_size = @limit, found = found + @added, already_known = already_known + @known, attempts = 0,
       retry_at = 0, reason = case when status = 'running' then '' else reason end where id = @runId`,
  ).run({ ...page, runId })
}

/** Whom to look for was changed: the search of the run that is on begins at its first page. */
export function restartSearch(tx: Tx, campaignId: number): void {
  statement(
    tx,
    `update runs set next_page = 1, attempts = 0, retry_at = 0, reason = '' where campaign_id = ? and status = 'running' and stage = 'discovering'`,
  ).run(campaignId)
}

/** A provider failed: it is asked again at `retryAt`, and until then the run says why it waits. */
export function postponeRun(tx: Tx, runId: number, retryAt: Instant, reason: string): void {
  statement(tx, `update runs set attempts = attempts + 1, retry_at = ?, reason = ? where id = ? and status = 'running'`).run(
    retryAt,
    reason,
    runId,
  )
}

/** The schedule was changed: the day ends at another time, and its plan is made anew. */
export function setClosing(tx: Tx, runId: number, closesAt: Instant): void {
  statement(tx, `update runs set closes_at = ?, plan_key = '' where id = ? and status = 'running'`).run(closesAt, runId)
}

/** A provider that had failed did what it was asked: the run waits for nothing any more. */
export function resumeRun(tx: Tx, runId: number): void {
  statement(tx, `update runs set attempts = 0, retry_at = 0, reason = '' where id = ? and status = 'running' and attempts > 0`).run(runId)
}

/** Runs that wait for a provider ask again now. */
export function wakeRuns(tx: Tx): void {
  statement(tx, `update runs indexed by runs_open set retry_at = 0 where status = 'running' and retry_at > 0`).run()
}

/** A person lets the run of a campaign ask again now. Returns whether it waited. */
export function wakeRunOf(tx: Tx, campaignId: number): boolean {
  return (
    statement(
      tx,
      `update runs indexed by runs_open set retry_at = 0, reason = '' where campaign_id = ? and status = 'running' and retry_at > 0`,
    ).run(campaignId).changes > 0
  )
}

/** No run and no purchase waits longer than `most` milliseconds from now, whatever the clock said when its time was set. */
export function cutWaits(tx: Tx, most: number): void {
  statement(tx, `update runs indexed by runs_open set retry_at = @at where status = 'running' and retry_at > @at + @most`).run({
    at: tx.at,
    most,
  })
  statement(
    tx,
    `update purchases indexed by purchases_open set poll_at = @at where status in ('asking', 'waiting') and poll_at > @at + @most`,
  ).run({ at: tx.at, most })
}

/** Makes the day's plan be made anew at the next look. */
export function unplanRun(tx: Tx, campaignId: number): void {
  statement(tx, `update runs set plan_key = '' where campaign_id = ? and status = 'running'`).run(campaignId)
}

/** Runs in a row that found nobody new. */
export function setEmptyRuns(tx: Tx, campaignId: number, emptyRuns: number): void {
  statement(tx, 'update discoveries set empty_runs = ? where campaign_id = ?').run(emptyRuns, campaignId)
}
