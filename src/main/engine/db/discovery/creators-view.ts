import type { Platform } from '../../../../shared/schemas/discovery.ts'
import type { CreatorStatus } from '../../../../shared/schemas/runs.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** How many creators of a campaign stand so. Counted in an index. */
export function creatorsWith(db: Db, campaignId: number, status: CreatorStatus): number {
  return statement(db, 'select count(*) from creators indexed by creators_status where campaign_id = ? and status = ?')
    .pluck()
    .get(campaignId, status) as number
}

/** Of these creators of a platform, the platform's ids of those who are in a campaign already, by id or by handle. */
export function knownCreators(
  db: Db,
  campaignId: number,
  platform: string,
  creators: readonly { platformId: string; handle: string }[],
): Set<string> {
  const byId = statement(db, 'select 1 from creators where campaign_id = ? and platform = ? and platform_id = ?').pluck()
  const byHandle = statement(db, 'select 1 from creators where campaign_id = ? and platform = ? and handle = ?').pluck()
  const known = creators.filter(
    ({ platformId, handle }) =>
      byId.get(campaignId, platform, platformId) !== undefined || byHandle.get(campaignId, platform, handle.toLowerCase()) !== undefined,
  )
  return new Set(known.map(({ platformId }) => platformId))
}

/** A creator as a list shows one. */
export interface CreatorView {
  id: number
  runId: number
  platform: Platform
  handle: string
  fullName: string
  followers: number | null
  status: CreatorStatus
  reason: string
  /** JSON, as an enricher answered; null before. */
  answer: string | null
  enrollmentId: number | null
}

const columns = `id, run_id as runId, platform, handle, full_name as fullName, followers, status, reason, answer, enrollment_id as enrollmentId`

/**
 * Creators of a campaign, the newest first; of one run, or of one status, or both.
 * @param page `before`: only smaller ids
 */
export function pageOfCreators(
  db: Db,
  filter: { campaignId: number; runId?: number; status?: CreatorStatus },
  page: { before: number; limit: number },
): { rows: CreatorView[]; total: number; more: boolean } {
  const { runId = null, status = null } = filter
  const index = runId !== null ? 'creators_run' : status !== null ? 'creators_status' : 'creators_campaign'
  const where = `campaign_id = @campaignId ${runId === null ? '' : 'and run_id = @runId'} ${status === null ? '' : 'and status = @status'}`
  const values = { campaignId: filter.campaignId, ...(runId !== null && { runId }), ...(status !== null && { status }) }
  const rows = statement(
    db,
    `select ${columns} from creators indexed by ${index} where ${where} and id < @before order by id desc limit @limit`,
  ).all({ ...values, before: page.before, limit: page.limit + 1 }) as CreatorView[]
  const total = statement(db, `select count(*) from creators indexed by ${index} where ${where}`).pluck().get(values) as number
  return { rows: rows.slice(0, page.limit), total, more: rows.length > page.limit }
}

/** Creators who were handed to a table: their addresses come back as a file. */
const atTable = `from creators c indexed by creators_status join purchases p on p.id = c.purchase_id
  where c.campaign_id = ? and c.status = 'waiting' and p.kind = 'table'`

export function awaitingFile(db: Db, campaignId: number): number {
  return statement(db, `select count(*) ${atTable}`).pluck().get(campaignId) as number
}

export function creatorsAtTable(db: Db, campaignId: number): Pick<CreatorView, 'id' | 'platform' | 'handle' | 'fullName'>[] {
  return statement(db, `select c.id, c.platform, c.handle, c.full_name as fullName ${atTable} order by c.id`).all(campaignId) as Pick<
    CreatorView,
    'id' | 'platform' | 'handle' | 'fullName'
  >[]
}

/** Of these ids, the creators of this campaign, and whether they wait for a file. */
export function creatorsByIds(
  db: Db,
  campaignId: number,
  ids: readonly number[],
): Map<number, { platform: Platform; handle: string; status: CreatorStatus; chainAt: number; atTable: boolean }> {
  const rows = statement(
    db,
    `select c.id, c.platform, c.handle, c.status, c.chain_at as chainAt, p.kind as kind from json_each(?) asked cross join creators c on c.id = asked.value
     left join purchases p on p.id = c.purchase_id where c.campaign_id = ?`,
  ).all(JSON.stringify(ids), campaignId) as (Pick<CreatorView, 'id' | 'platform' | 'handle' | 'status'> & {
    chainAt: number
    kind: string | null
  })[]
  return new Map(rows.map(({ id, kind, ...row }) => [id, { ...row, atTable: row.status === 'waiting' && kind === 'table' }]))
}
