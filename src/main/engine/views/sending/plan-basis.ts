import { audiences } from '../../audiences/index.ts'
import { mailboxIdsOf } from '../../db/campaigns/campaigns.ts'
import { placesOfSteps, plannedCampaign } from '../../db/campaigns/plan-rows.ts'
import type { Db } from '../../db/core/open.ts'
import type { StepPlace } from '../../rules/sending/next-step.ts'

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
  /** Until when first messages are put off, UTC ms: as its audience says. Null: they are due by their step. */
  parkUntil: number | null
}

/** Reads what planning goes by at an instant. Null for a campaign that does not exist. */
export function planBasis(tx: Db, campaignId: number, at: number): PlanBasis | null {
  const campaign = plannedCampaign(tx, campaignId)
  if (!campaign) return null
  const { window, activatedAt } = campaign
  const everyStep = placesOfSteps(tx, campaignId)
  const steps = everyStep.filter((step) => !step.removed)
  const mailboxIds = mailboxIdsOf(tx, campaignId)
  const parkUntil = audiences[campaign.audience].parkUntil(window, at)
  return { campaignId, zone: window.zone, activatedAt, steps, everyStep, mailboxIds, parkUntil }
}
