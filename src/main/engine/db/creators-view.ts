import type { CreatorStatus } from '../../../shared/schemas/runs.ts'
import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** How many creators of a campaign stand so. Counted in an index. */
export function creatorsWith(db: Db, campaignId: number, status: CreatorStatus): number {
  return statement(db, 'select count(*) from creators indexed by creators_status where campaign_id = ? and status = ?')
    .pluck()
    .get(campaignId, status) as number
}

/** Those found on earlier days, or on all days where no run is on. */
export function carriedCreators(db: Db, campaignId: number, status: CreatorStatus, currentRunId: number | null): number {
  return statement(db, 'select count(*) from creators indexed by creators_status where campaign_id = ? and status = ? and run_id <> ?')
    .pluck()
    .get(campaignId, status, currentRunId ?? 0) as number
}

/** People of a campaign whose first message has no time yet. */
export function withoutTime(db: Db, campaignId: number): number {
  return statement(db, `select count(*) from enrollments indexed by enrollments_status where campaign_id = ? and status = 'pending'`)
    .pluck()
    .get(campaignId) as number
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
