import type { Db } from '../../db/core/open.ts'
import { statement } from '../../db/core/statement.ts'
import { windowOf } from '../../db/sends/queue.ts'
import type { StepPlace } from '../../rules/sending/next-step.ts'
import type { Window } from '../../rules/sending/window.ts'
import { currentOrNextOpening } from '../../rules/sending/window.ts'
/** What a campaign's planning goes by, read once for many people. */
export interface PlanBasis {
  campaignId: number
  zone: string
  activatedAt: number
  /** In use, in their order. */
  steps: StepPlace[]
  /** With the removed ones where they stood: those who had them have been there. */
  everyStep: StepPlace[]
  mailboxIds: number[]
  /** A recurring campaign's first messages are put off until then, UTC ms; the plan of the day gives them their times. Null: at once. */
  parkUntil: number | null
}

export type BasisRow = Parameters<typeof windowOf>[0] & { activated_at: number | null; created_at: number; audience: string }

/** Reads what planning goes by at an instant. Null for a campaign that does not exist. */
export function planBasis(tx: Db, campaignId: number, at: number): PlanBasis | null {
  const campaign = statement(
    tx,
    'select zone, activated_at, created_at, audience, days, start_time, end_time, start_date from campaigns where id = ?',
  ).get(campaignId) as BasisRow | undefined
  if (!campaign) return null
  const rows = statement(
    tx,
    `select id, position, created_at as createdAt, delay_days as delayDays, delay_hours as delayHours, removed_at is not null as removed
     from steps where campaign_id = ? order by position, removed_at is null, id`,
  ).all(campaignId) as (Omit<StepPlace, 'removed'> & { removed: number })[]
  const everyStep = rows.map((row): StepPlace => ({ ...row, removed: row.removed === 1 }))
  const steps = everyStep.filter((step) => !step.removed)
  const mailboxIds = statement(tx, 'select mailbox_id from campaign_mailboxes where campaign_id = ? order by position')
    .pluck()
    .all(campaignId) as number[]
  const activatedAt = campaign.activated_at ?? campaign.created_at
  const parkUntil = campaign.audience === 'discovery' ? nextOpeningAfter(windowOf(campaign), at) : null
  return { campaignId, zone: campaign.zone, activatedAt, steps, everyStep, mailboxIds, parkUntil }
}

/** When the window opens next after the opening that is on, or else the next one. */
function nextOpeningAfter(window: Window, at: number): number | null {
  const opening = currentOrNextOpening(window, at)
  if (opening === null || opening.opensAt > at) return opening?.opensAt ?? null
  return currentOrNextOpening(window, opening.closesAt)?.opensAt ?? opening.closesAt
}
