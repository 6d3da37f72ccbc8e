import { UserError } from '../../../../shared/errors.ts'
import type { CampaignStatus } from '../../../../shared/schemas/campaigns.ts'
import { servicesFor } from '../../accounts/services.ts'
import type { EngineContext } from '../../context.ts'
import { type CampaignRow, needCampaign, scheduleOf } from '../../db/campaigns/campaigns.ts'
import { activateCampaign, cancelCampaign, pauseCampaign, type RunningStatus, resumeCampaign } from '../../db/campaigns/status.ts'
import type { Tx } from '../../db/core/commit.ts'
import { hasPeople } from '../../db/enrollments/enrollments.ts'
import { removeOpenEnrollments } from '../../db/enrollments/status.ts'
import { cancelPlannedOfCampaign } from '../../db/sends/status.ts'
import { isAhead } from '../../rules/sending/window.ts'
import { allows } from '../../rules/states/table.ts'
import { campaignStates } from '../../rules/states/tables.ts'
import { pausedByYou } from '../../views/campaigns/present.ts'
import { blockersOf } from '../../views/campaigns/review.ts'
import { completeIfDone } from './complete.ts'

type Verb = Extract<keyof typeof campaignStates, 'activate' | 'pause' | 'resume' | 'cancel'>

/** Statuses in which a verb has nothing left to do: said twice, it is as good as said once. */
const already: Record<Verb, readonly CampaignStatus[]> = {
  activate: ['active', 'scheduled'],
  pause: ['paused'],
  resume: ['active', 'scheduled'],
  cancel: ['cancelled'],
}

const advice: Record<Verb, Partial<Record<CampaignStatus, string>>> = {
  activate: { paused: 'Resume it instead.', completed: 'Duplicate it to begin anew.', cancelled: 'Duplicate it to begin anew.' },
  pause: { draft: 'It sends nothing before it is activated.' },
  resume: { draft: 'Activate it instead.', completed: 'Duplicate it to begin anew.', cancelled: 'Duplicate it to begin anew.' },
  cancel: {},
}

/**
 * Whether a verb has anything left to do.
 * @throws UserError CONFLICT where it is not allowed
 */
function leadsOn(campaign: CampaignRow, verb: Verb): boolean {
  if (already[verb].includes(campaign.status)) return false
  if (allows(campaignStates, verb, campaign.status)) return true
  throw new UserError(
    'CONFLICT',
    `A campaign that is ${campaign.status === 'draft' ? 'a draft' : campaign.status} cannot be ${pastTense[verb]}.`,
    {
      advice: advice[verb][campaign.status] ?? 'Reload the campaign to see where it stands.',
    },
  )
}

const pastTense: Record<Verb, string> = { activate: 'activated', pause: 'paused', resume: 'resumed', cancel: 'cancelled' }

/**
 * Lets a campaign begin: now, or on its start date.
 * @throws UserError CONFLICT, PRECONDITION_FAILED with everything that stands in the way
 */
export function activate(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.activate', (tx) => {
    const campaign = needCampaign(tx, id)
    if (!leadsOn(campaign, 'activate')) return
    const blockers = blockersOf(tx, campaign, tx.at, servicesFor(ctx, campaign).pretend)
    if (blockers.length > 0) {
      throw new UserError('PRECONDITION_FAILED', `The campaign cannot start yet. ${blockers.map((item) => item.message).join(' ')}`, {
        advice: 'Settle these and activate it again.',
        details: { blockers },
      })
    }
    const status = runningStatus(tx, campaign)
    activateCampaign(tx, id, status, startReason(campaign, status))
    tx.emit({
      type: 'campaign.changed',
      campaignId: id,
      message: status === 'scheduled' ? `It starts on ${campaign.startDate}` : 'You activated the campaign',
    })
  })
}

export function pause(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.pause', (tx) => {
    if (!leadsOn(needCampaign(tx, id), 'pause')) return
    pauseCampaign(tx, id, pausedByYou)
    tx.emit({ type: 'campaign.changed', campaignId: id, message: 'You paused the campaign' })
  })
}

export function resume(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.resume', (tx) => {
    const campaign = needCampaign(tx, id)
    if (!leadsOn(campaign, 'resume')) return
    const status = runningStatus(tx, campaign)
    resumeCampaign(tx, id, status, startReason(campaign, status))
    tx.emit({ type: 'campaign.changed', campaignId: id, message: 'You resumed the campaign' })
    // The last person may have answered while it was paused.
    if (hasPeople(tx, id)) completeIfDone(tx, id)
  })
}

/** Ends a campaign for good: everything planned is cancelled. What is on its way ends as it ends. */
export function cancel(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.cancel', (tx) => {
    if (!leadsOn(needCampaign(tx, id), 'cancel')) return
    const reason = 'The campaign was cancelled'
    cancelPlannedOfCampaign(tx, id, reason)
    removeOpenEnrollments(tx, id, reason)
    cancelCampaign(tx, id, 'Cancelled by you')
    tx.emit({ type: 'campaign.changed', campaignId: id, message: 'You cancelled the campaign' })
  })
}

function runningStatus(tx: Tx, campaign: CampaignRow): RunningStatus {
  return isAhead(tx.at, campaign.startDate, campaign.zone) ? 'scheduled' : 'active'
}

function startReason(campaign: CampaignRow, status: RunningStatus): string {
  return status === 'scheduled' ? `It starts on ${scheduleOf(campaign).startDate}` : ''
}
