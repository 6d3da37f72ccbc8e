import type { Platform } from '../../../../shared/schemas/discovery.ts'
import type { ContactAnswer, FoundCreator } from '../../ports/providers.ts'

import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A creator on the way to an address. */
export interface CreatorRow {
  id: number
  campaignId: number
  runId: number
  platform: Platform
  handle: string
  fullName: string
  followers: number | null
  chainAt: number
}

/** A creator with an address that was found. */
export interface CreatorToAdmit extends CreatorRow {
  answer: ContactAnswer & { email: string }
}

const columns = `id, campaign_id as campaignId, run_id as runId, platform, handle, full_name as fullName, followers, chain_at as chainAt`

/**
 * Remembers whom a page brought. Whoever the campaign knows already, by the platform's id or by handle, is left alone.
 * @returns how many are new
 */
export function insertCreators(
  tx: Tx,
  run: { id: number; campaignId: number },
  platform: Platform,
  found: readonly FoundCreator[],
): number {
  const insert = statement(
    tx,
    `insert or ignore into creators
       (campaign_id, run_id, platform, platform_id, handle, full_name, followers, engagement_percent, status, created_at, updated_at)
     values (@campaignId, @runId, @platform, @platformId, @handle, @fullName, @followers, @engagementPercent, 'found', @at, @at)`,
  )
  let added = 0
  for (const creator of found) {
    added += insert.run({
      campaignId: run.campaignId,
      runId: run.id,
      platform,
      platformId: creator.platformId,
      handle: creator.handle.toLowerCase(),
      fullName: creator.fullName,
      followers: creator.followers,
      engagementPercent: creator.engagementPercent,
      at: tx.at,
    }).changes
  }
  return added
}

/**
 * The handles that a campaign knew before the search of a run began, the newest first: the same ones for each of its pages,
 * so that these stay aligned. A search begins anew with each first page that is asked for.
 */
export function handlesKnown(db: Db, run: { id: number; campaignId: number }, platform: Platform, limit: number): string[] {
  const began = statement(db, `select coalesce(max(asked_at), 0) from purchases where run_id = ? and kind = 'search' and ref = '1'`)
    .pluck()
    .get(run.id) as number
  return statement(
    db,
    'select handle from creators where campaign_id = ? and platform = ? and (run_id <> ? or created_at < ?) order by id desc limit ?',
  )
    .pluck()
    .all(run.campaignId, platform, run.id, began, limit) as string[]
}

/** Whoever waits to be asked about, those found first at first. */
export function creatorsToAsk(db: Db, campaignId: number, limit: number): CreatorRow[] {
  return statement(db, `select ${columns} from creators where campaign_id = ? and status = 'found' order by id limit ?`).all(
    campaignId,
    limit,
  ) as CreatorRow[]
}

/** Creators of whom an address is known that was not checked yet. */
export function creatorsToAdmit(db: Db, campaignId: number, limit: number): CreatorToAdmit[] {
  const rows = statement(
    db,
    `select ${columns}, answer from creators where campaign_id = ? and status = 'addressed' order by id limit ?`,
  ).all(campaignId, limit) as (CreatorRow & { answer: string })[]
  return rows.map((row) => ({ ...row, answer: JSON.parse(row.answer) as CreatorToAdmit['answer'] }))
}

/** The creators who are part of a purchase and still asked about. */
export function creatorsOfPurchase(db: Db, purchaseId: number): CreatorRow[] {
  return statement(db, `select ${columns} from creators where purchase_id = ? and status in ('asking', 'waiting') order by id`).all(
    purchaseId,
  ) as CreatorRow[]
}

export function hasCreators(db: Db, campaignId: number, status: 'found' | 'addressed' | 'unsure'): boolean {
  return statement(db, 'select exists (select 1 from creators where campaign_id = ? and status = ?)').pluck().get(campaignId, status) === 1
}

/** Those of these ids who still wait to be asked about. */
export function stillFound(db: Db, ids: readonly number[]): Set<number> {
  const found = `select c.id from json_each(?) asked cross join creators c on c.id = asked.value where c.status = 'found'`
  return new Set(statement(db, found).pluck().all(JSON.stringify(ids)) as number[])
}

/** They are asked about now, as part of a purchase that was written down. */
export function markAsking(tx: Tx, ids: readonly number[], purchaseId: number): void {
  statement(
    tx,
    `update creators set status = 'asking', reason = '', purchase_id = ?, updated_at = ? where id in (select value from json_each(?)) and status = 'found'`,
  ).run(purchaseId, tx.at, JSON.stringify(ids))
}

/** Moves everybody whom a purchase asks about. */
export function moveOfPurchase(tx: Tx, purchaseId: number, status: 'waiting' | 'found' | 'unsure', reason = ''): number {
  return statement(
    tx,
    `update creators set status = ?, reason = ?, updated_at = ? where purchase_id = ? and status in ('asking', 'waiting')`,
  ).run(status, reason, tx.at, purchaseId).changes
}

/** What became of one creator. An answer that comes after they were erased is forgotten. */
export function setCreator(
  tx: Tx,
  id: number,
  set: {
    status: 'found' | 'addressed' | 'no_address' | 'bad_address' | 'left_out' | 'waiting' | 'unsure'
    reason: string
    chainAt?: number
    answer?: ContactAnswer
  },
): void {
  statement(
    tx,
    `update creators set status = @status, reason = @reason, chain_at = coalesce(@chainAt, chain_at), answer = coalesce(@answer, answer),
       updated_at = @at where id = @id and handle <> 'erased-' || id`,
  ).run({
    id,
    status: set.status,
    reason: set.reason,
    chainAt: set.chainAt ?? null,
    answer: set.answer ? JSON.stringify(set.answer) : null,
    at: tx.at,
  })
}

/** A service found somebody again who was erased: the platform's own id stays, so that they are not found once more. */
export function forgetCreator(tx: Tx, id: number): void {
  statement(
    tx,
    `update creators set handle = 'erased-' || id, full_name = '', answer = null, status = 'left_out', reason = 'The person was erased',
       updated_at = ? where id = ?`,
  ).run(tx.at, id)
}

export function setEnrolled(tx: Tx, id: number, enrollmentId: number): void {
  statement(tx, `update creators set status = 'enrolled', reason = '', enrollment_id = ?, updated_at = ? where id = ?`).run(
    enrollmentId,
    tx.at,
    id,
  )
}

/** After the last run nobody is asked about any more: whoever still would be, or waits for a person's word about it, is left out. */
export function leaveOutRest(tx: Tx, campaignId: number): void {
  const leave = statement(tx, `update creators set status = 'left_out', reason = ?, updated_at = ? where campaign_id = ? and status = ?`)
  leave.run('The last run has ended', tx.at, campaignId, 'found')
  leave.run('The last run has ended, and nobody decided whether to ask again', tx.at, campaignId, 'unsure')
}
