import type { Audience } from '../../../../shared/schemas/campaigns.ts'
import type { StepPlace } from '../../rules/sending/next-step.ts'
import type { Window } from '../../rules/sending/window.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { type WindowColumns, windowColumns, windowOf } from '../sends/queue.ts'

/** What of a campaign its planning goes by. */
export interface PlannedCampaign {
  window: Window
  audience: Audience
  activatedAt: number
}

/** Null for a campaign that does not exist. */
export function plannedCampaign(db: Db, campaignId: number): PlannedCampaign | null {
  const row = statement(
    db,
    `select coalesce(activated_at, created_at) as activatedAt, audience, ${windowColumns('campaigns')} from campaigns where id = ?`,
  ).get(campaignId) as (WindowColumns & { activatedAt: number; audience: Audience }) | undefined
  return row ? { window: windowOf(row), audience: row.audience, activatedAt: row.activatedAt } : null
}

/** The steps of a campaign in their order, with the removed ones where they stood. */
export function placesOfSteps(db: Db, campaignId: number): StepPlace[] {
  const rows = statement(
    db,
    `select id, position, created_at as createdAt, delay_days as delayDays, delay_hours as delayHours, removed_at is not null as removed
     from steps where campaign_id = ? order by position, removed_at is null, id`,
  ).all(campaignId) as (Omit<StepPlace, 'removed'> & { removed: number })[]
  return rows.map((row) => ({ ...row, removed: row.removed === 1 }))
}
