import type { Audience, CampaignStatus, EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** The status of a campaign; null where it does not exist. */
export function statusOf(db: Db, campaignId: number): CampaignStatus | null {
  return (statement(db, 'select status from campaigns where id = ?').pluck().get(campaignId) as CampaignStatus | undefined) ?? null
}

/** Who enters a campaign; null where it does not exist. */
export function audienceOf(db: Db, campaignId: number): Audience | null {
  return (statement(db, 'select audience from campaigns where id = ?').pluck().get(campaignId) as Audience | undefined) ?? null
}

export interface OpenCampaign {
  id: number
  audience: Audience
}

/** The campaigns that run, will run or are paused. */
export function openCampaigns(db: Db): OpenCampaign[] {
  return statement(db, `select id, audience from campaigns where status in ('active', 'scheduled', 'paused')`).all() as OpenCampaign[]
}

const counts = {
  pending: `select count(*) from enrollments where campaign_id = ? and status = 'pending'`,
  paused: `select count(*) from enrollments where campaign_id = ? and status = 'paused'`,
} as const satisfies Partial<Record<EnrollmentStatus, string>>

/** People of a campaign who stand so. */
export function countPeople(db: Db, campaignId: number, status: keyof typeof counts): number {
  return statement(db, counts[status]).pluck().get(campaignId) as number
}

/** People who are on their way through a campaign. */
export function openRecipients(db: Db, campaignId: number): number {
  return statement(db, `select count(*) from enrollments where campaign_id = ? and status in ('pending', 'active', 'paused')`)
    .pluck()
    .get(campaignId) as number
}

/** People who are on their way through running campaigns, counted no further than to `most`. */
export function peopleUnderWay(db: Db, most: number): number {
  return statement(
    db,
    `select count(*) from (
       select 1 from campaigns c cross join enrollments e on e.campaign_id = c.id and e.status in ('pending', 'active')
       where c.status in ('active', 'scheduled') limit ?)`,
  )
    .pluck()
    .get(most) as number
}
