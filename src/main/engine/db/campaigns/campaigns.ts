import { and, asc, desc, eq, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../../../shared/errors.ts'
import type { CampaignStatus, Schedule } from '../../../../shared/schemas/campaigns.ts'
import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { campaignMailboxes, campaigns, mailboxes, steps } from '../core/schema.ts'
import { statement } from '../core/statement.ts'
import { discoveriesOf } from '../discovery/discoveries.ts'

export type CampaignRow = typeof campaigns.$inferSelect

/** What belongs to a campaign beside its row. */
export interface CampaignParts {
  /** In their order. */
  mailboxIds: number[]
  stepCount: number
  /** Null where it looks for nobody. */
  discovery: DiscoveryAudience | null
}

export function findCampaign(db: Db, id: number): CampaignRow | null {
  return db.orm.select().from(campaigns).where(eq(campaigns.id, id)).get() ?? null
}

export function scheduleOf(row: CampaignRow): Schedule {
  return { days: JSON.parse(row.days) as number[], start: row.startTime, end: row.endTime, zone: row.zone, startDate: row.startDate }
}

/** A schedule as it is stored: days once each and in order. */
export function scheduleColumns(schedule: Schedule): Pick<CampaignRow, 'days' | 'startTime' | 'endTime' | 'zone' | 'startDate'> {
  const days = [...new Set(schedule.days)].sort((a, b) => a - b)
  return {
    days: JSON.stringify(days),
    startTime: schedule.start,
    endTime: schedule.end,
    zone: schedule.zone,
    startDate: schedule.startDate,
  }
}

export interface CampaignFilter {
  status?: CampaignStatus
  /** Part of the name. */
  search?: string
}

/** The newest first. `before`: only campaigns with a smaller id. */
export function pageOfCampaigns(
  db: Db,
  filter: CampaignFilter,
  page: { before: number | null; limit: number },
): { rows: CampaignRow[]; total: number; more: boolean } {
  const matching = and(
    filter.status && eq(campaigns.status, filter.status),
    filter.search ? sql`${campaigns.name} like ${`%${escapeLike(filter.search)}%`} escape '\\'` : undefined,
  )
  const rows = db.orm
    .select()
    .from(campaigns)
    .where(and(matching, page.before === null ? undefined : lt(campaigns.id, page.before)))
    .orderBy(desc(campaigns.id))
    .limit(page.limit + 1)
    .all()
  return { rows: rows.slice(0, page.limit), total: countWhere(db, matching), more: rows.length > page.limit }
}

function countWhere(db: Db, matching: SQL | undefined): number {
  return db.orm.select({ n: sql<number>`count(*)` }).from(campaigns).where(matching).get()?.n ?? 0
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Mailboxes and number of steps of many campaigns; every id asked for has an entry. */
export function partsOf(db: Db, ids: readonly number[]): Map<number, CampaignParts> {
  const parts = new Map(ids.map((id): [number, CampaignParts] => [id, { mailboxIds: [], stepCount: 0, discovery: null }]))
  const asked = sql`(select value from json_each(${JSON.stringify(ids)}))`
  const chosen = db.orm
    .select()
    .from(campaignMailboxes)
    .where(sql`${campaignMailboxes.campaignId} in ${asked}`)
    .orderBy(asc(campaignMailboxes.campaignId), asc(campaignMailboxes.position))
    .all()
  for (const row of chosen) parts.get(row.campaignId)?.mailboxIds.push(row.mailboxId)
  const counts = db.orm
    .select({ campaignId: steps.campaignId, n: sql<number>`count(*)` })
    .from(steps)
    .where(and(sql`${steps.campaignId} in ${asked}`, isNull(steps.removedAt)))
    .groupBy(steps.campaignId)
    .all()
  for (const row of counts) {
    const part = parts.get(row.campaignId)
    if (part) part.stepCount = row.n
  }
  for (const [id, discovery] of discoveriesOf(db, ids)) {
    const part = parts.get(id)
    if (part) part.discovery = discovery
  }
  return parts
}

/** The mailboxes of a campaign, in their order. It is asked around every message. */
export function mailboxIdsOf(db: Db, campaignId: number): number[] {
  const ids = statement(db, 'select mailbox_id from campaign_mailboxes where campaign_id = ? order by position')
  return ids.pluck().all(campaignId) as number[]
}

/** Of the given ids, those that are no mailbox, or one that was removed. */
export function unknownMailboxes(db: Db, ids: readonly number[]): number[] {
  const known = db.orm
    .select({ id: mailboxes.id })
    .from(mailboxes)
    .where(and(sql`${mailboxes.id} in (select value from json_each(${JSON.stringify(ids)}))`, isNull(mailboxes.removedAt)))
    .all()
  const set = new Set(known.map((row) => row.id))
  return ids.filter((id) => !set.has(id))
}

export function insertCampaign(
  tx: Tx,
  row: Omit<typeof campaigns.$inferInsert, 'id' | 'createdAt' | 'updatedAt'>,
  mailboxIds: readonly number[],
): number {
  const { id } = tx.orm
    .insert(campaigns)
    .values({ ...row, createdAt: tx.at, updatedAt: tx.at })
    .returning({ id: campaigns.id })
    .get()
  setMailboxes(tx, id, mailboxIds)
  return id
}

/** Whether a campaign runs in test mode; null for one that has ended, or is not there. */
export function openTestMode(db: Db, id: number): boolean | null {
  const testMode = statement(db, `select test_mode from campaigns where id = ? and status not in ('completed', 'cancelled')`)
    .pluck()
    .get(id) as number | undefined
  return testMode === undefined ? null : testMode === 1
}

/** Changes columns of a campaign, and when it was last changed. Its state is changed in `status.ts`. */
export function updateCampaign(tx: Tx, id: number, set: Partial<Omit<CampaignRow, 'id' | 'status' | 'createdAt' | 'updatedAt'>>): void {
  tx.orm
    .update(campaigns)
    .set({ ...set, updatedAt: tx.at })
    .where(eq(campaigns.id, id))
    .run()
}

export function setMailboxes(tx: Tx, campaignId: number, mailboxIds: readonly number[]): void {
  tx.orm.delete(campaignMailboxes).where(eq(campaignMailboxes.campaignId, campaignId)).run()
  const rows = [...new Set(mailboxIds)].map((mailboxId, position) => ({ campaignId, mailboxId, position }))
  if (rows.length > 0) tx.orm.insert(campaignMailboxes).values(rows).run()
}

/** Deletes a campaign with its steps, recipients and planned messages. The ledger and the events stay. */
export function deleteCampaign(tx: Tx, id: number): void {
  tx.orm.delete(campaigns).where(eq(campaigns.id, id)).run()
}

/** @throws UserError NOT_FOUND */
export function needCampaign(db: Db, id: number): CampaignRow {
  const row = findCampaign(db, id)
  if (!row) throw notFound('campaign', id)
  return row
}
