import { mailboxIdsOf } from '../../db/campaigns/campaigns.ts'
import { placesOfSteps, plannedCampaign } from '../../db/campaigns/plan-rows.ts'
import type { Db } from '../../db/core/open.ts'
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

/** Reads what planning goes by at an instant. Null for a campaign that does not exist. */
export function planBasis(tx: Db, campaignId: number, at: number): PlanBasis | null {
  const campaign = plannedCampaign(tx, campaignId)
  if (!campaign) return null
  const { window, activatedAt } = campaign
  const everyStep = placesOfSteps(tx, campaignId)
  const steps = everyStep.filter((step) => !step.removed)
  const mailboxIds = mailboxIdsOf(tx, campaignId)
  const parkUntil = campaign.audience === 'discovery' ? nextOpeningAfter(window, at) : null
  return { campaignId, zone: window.zone, activatedAt, steps, everyStep, mailboxIds, parkUntil }
}

/** When the window opens next after the opening that is on, or else the next one. */
function nextOpeningAfter(window: Window, at: number): number | null {
  const opening = currentOrNextOpening(window, at)
  if (opening === null || opening.opensAt > at) return opening?.opensAt ?? null
  return currentOrNextOpening(window, opening.closesAt)?.opensAt ?? opening.closesAt
}
