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
