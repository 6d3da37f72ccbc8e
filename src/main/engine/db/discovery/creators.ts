import type { Platform } from '../../../../shared/schemas/discovery.ts'
import type { CreatorStatus } from '../../../../shared/schemas/runs.ts'
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

/** An answer that names an address. */
export type FoundAddress = ContactAnswer & { email: string }

/** A creator with an address that was found. */
export interface CreatorToAdmit extends CreatorRow {
  answer: FoundAddress
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

/** The one whose turn it is cannot be asked now: those who still wait to be asked about stand at another place of the chain. */
export function passOver(tx: Tx, ids: Iterable<number>, chainAt: number, reason: string): void {
  const pass = statement(tx, `update creators set reason = ?, chain_at = ?, updated_at = ? where id = ? and status = 'found'`)
  for (const id of ids) pass.run(reason, chainAt, tx.at, id)
}

/** Those of a campaign who go by one of these handles on a platform, with whom they became. */
export function creatorsByHandles(
  db: Db,
  campaignId: number,
  platform: Platform,
  handles: readonly string[],
): { id: number; enrollmentId: number | null }[] {
  return statement(
    db,
    `select c.id, c.enrollment_id as enrollmentId from json_each(@handles) h
     cross join creators c on c.campaign_id = @campaignId and c.platform = @platform and c.handle = h.value`,
  ).all({ handles: JSON.stringify(handles), campaignId, platform }) as { id: number; enrollmentId: number | null }[]
}

/** Whether a message to a recipient left, or may have. */
export function wasWrittenTo(db: Db, enrollmentId: number): boolean {
  const heard = `select 1 from sends where enrollment_id = ? and purpose = 'step' and (sent_at is not null or status in ('sending', 'unconfirmed'))`
  return statement(db, heard).get(enrollmentId) !== undefined
}

/**
 * Moves everybody of a campaign who stands so to another place of the chain.
 * @param places by their place now; who stands at none of these stays
 */
export function movePlaces(tx: Tx, campaignId: number, status: CreatorStatus, places: readonly number[]): void {
  statement(
    tx,
    `update creators indexed by creators_status set chain_at = coalesce((select value from json_each(@places) where key = chain_at), chain_at)
     where campaign_id = @campaignId and status = @status`,
  ).run({ campaignId, status, places: JSON.stringify(places) })
}
