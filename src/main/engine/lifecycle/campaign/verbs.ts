import { UserError } from '../../../../shared/errors.ts'
import type { CampaignStatus } from '../../../../shared/schemas/campaigns.ts'
import { servicesFor } from '../../accounts/services.ts'
import type { EngineContext } from '../../context.ts'
import {
  type CampaignRow,
  deleteCampaign,
  insertCampaign,
  mailboxIdsOf,
  needCampaign,
  scheduleOf,
  unknownMailboxes,
  updateCampaign,
} from '../../db/campaigns/campaigns.ts'
import { insertStep, liveSteps } from '../../db/campaigns/steps.ts'
import type { Tx } from '../../db/core/commit.ts'
import { deleteOrphanJobs } from '../../db/core/jobs.ts'
import { statement } from '../../db/core/statement.ts'
import { discoveryOf, saveDiscovery } from '../../db/discovery/discoveries.ts'
import { openAnswers } from '../../db/inbox/answers.ts'
import { localDay } from '../../rules/sending/window.ts'
import { allows } from '../../rules/states/table.ts'
import { campaignStates } from '../../rules/states/tables.ts'
import { pausedByYou } from '../../views/campaigns/present.ts'
import { blockersOf } from '../../views/campaigns/review.ts'
import { completeIfDone } from './complete.ts'

type Verb = 'activate' | 'pause' | 'resume' | 'cancel'

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
function hasToChange(campaign: CampaignRow, verb: Verb): boolean {
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
    if (!hasToChange(campaign, 'activate')) return
    const blockers = blockersOf(tx, campaign, tx.at, servicesFor(ctx, campaign).pretend)
    if (blockers.length > 0) {
      throw new UserError('PRECONDITION_FAILED', `The campaign cannot start yet. ${blockers.map((item) => item.message).join(' ')}`, {
        advice: 'Settle these and activate it again.',
        details: { blockers },
      })
    }
    const status = runningStatus(tx, campaign)
    // Counted as a change: what another window saves as into a draft must not go into a running campaign unasked.
    updateCampaign(tx, id, { status, reason: startReason(campaign, status), activatedAt: tx.at, version: campaign.version + 1 })
    tx.emit({
      type: 'campaign.changed',
      campaignId: id,
      message: status === 'scheduled' ? `It starts on ${campaign.startDate}` : 'You activated the campaign',
    })
  })
}

export function pause(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.pause', (tx) => {
    if (!hasToChange(needCampaign(tx, id), 'pause')) return
    updateCampaign(tx, id, { status: 'paused', reason: pausedByYou })
    tx.emit({ type: 'campaign.changed', campaignId: id, message: 'You paused the campaign' })
  })
}

export function resume(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.resume', (tx) => {
    const campaign = needCampaign(tx, id)
    if (!hasToChange(campaign, 'resume')) return
    const status = runningStatus(tx, campaign)
    updateCampaign(tx, id, { status, reason: startReason(campaign, status) })
    tx.emit({ type: 'campaign.changed', campaignId: id, message: 'You resumed the campaign' })
    // The last person may have answered while it was paused.
    if (statement(tx, 'select exists (select 1 from enrollments where campaign_id = ?)').pluck().get(id)) completeIfDone(tx, id)
  })
}

/** Ends a campaign for good: everything planned is cancelled. What is on its way ends as it ends. */
export function cancel(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.cancel', (tx) => {
    if (!hasToChange(needCampaign(tx, id), 'cancel')) return
    const reason = 'The campaign was cancelled'
    statement(tx, `update sends set status = 'cancelled', held = null, reason = ? where campaign_id = ? and status = 'scheduled'`).run(
      reason,
      id,
    )
    statement(
      tx,
      `update enrollments set status = 'removed', reason = ?, updated_at = ?, finished_at = ?
       where campaign_id = ? and status in ('pending', 'active', 'paused')`,
    ).run(reason, tx.at, tx.at, id)
    updateCampaign(tx, id, { status: 'cancelled', reason: 'Cancelled by you', finishedAt: tx.at })
    tx.emit({ type: 'campaign.changed', campaignId: id, message: 'You cancelled the campaign' })
  })
}

/** @throws UserError CONFLICT while it runs, or while the outcome of a message is open */
export function remove(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.delete', (tx) => {
    const campaign = needCampaign(tx, id)
    if (campaign.status === 'active' || campaign.status === 'scheduled' || campaign.status === 'paused') {
      throw new UserError('CONFLICT', `"${campaign.name}" is ${campaign.status}, and is not deleted in the middle.`, {
        advice: 'Cancel it first.',
      })
    }
    const open = statement(tx, `select status from sends where campaign_id = ? and status in ('sending', 'unconfirmed') limit 1`)
      .pluck()
      .get(id)
    if (open === 'sending') {
      throw new UserError('CONFLICT', 'A message of this campaign is on its way right now.', { advice: 'Try again in a minute.' })
    }
    if (open === 'unconfirmed') {
      throw new UserError('CONFLICT', 'It is not known of some messages of this campaign whether they were sent.', {
        advice: 'Decide about them first; they are listed as unconfirmed.',
      })
    }
    refuseWithAnswers(tx, id)
    deleteCampaign(tx, id)
    deleteOrphanJobs(tx)
    tx.emit({ type: 'campaign.deleted', campaignId: id, message: `"${campaign.name}" was deleted` })
  })
}

/** Answers by hand go with their campaign; one whose outcome is open, or that is about to leave, must not. */
function refuseWithAnswers(tx: Tx, id: number): void {
  const answers = openAnswers(tx, id)
  if (answers.leaving > 0) {
    throw new UserError('CONFLICT', 'An answer by hand to somebody of this campaign is about to leave.', {
      advice: 'Take it back in the inbox, or try again once it has left.',
    })
  }
  if (answers.unconfirmed > 0) {
    throw new UserError('CONFLICT', 'It is not known of an answer by hand in this campaign whether it was sent.', {
      advice: 'Decide about it first, in the inbox.',
    })
  }
}

/** A draft with the same settings and steps, without recipients. Returns its id. */
export function duplicate(ctx: EngineContext, id: number): number {
  return ctx.commit('campaign.duplicate', (tx) => {
    const source = needCampaign(tx, id)
    const chosen = mailboxIdsOf(tx, id)
    const gone = new Set(unknownMailboxes(tx, chosen))
    const { days, startTime, endTime, zone, startDate, stopByCompany, optOutLine, audience, testMode } = source
    const discovery = discoveryOf(tx, id)
    const copyId = insertCampaign(
      tx,
      {
        name: `${source.name.slice(0, 190)} (copy)`,
        ...{ audience, testMode, days, startTime, endTime, zone, stopByCompany, optOutLine },
        startDate: isAhead(tx.at, startDate, zone) ? startDate : null,
      },
      chosen.filter((mailboxId) => !gone.has(mailboxId)),
    )
    if (discovery) saveDiscovery(tx, copyId, discovery)
    for (const { position, subject, body, delayDays, delayHours } of liveSteps(tx, id)) {
      insertStep(tx, copyId, position, { subject, body, delayDays, delayHours })
    }
    tx.emit({ type: 'campaign.changed', campaignId: copyId, message: `Copied from "${source.name}"` })
    return copyId
  })
}

function runningStatus(tx: Tx, campaign: CampaignRow): 'active' | 'scheduled' {
  return isAhead(tx.at, campaign.startDate, campaign.zone) ? 'scheduled' : 'active'
}

function startReason(campaign: CampaignRow, status: 'active' | 'scheduled'): string {
  return status === 'scheduled' ? `It starts on ${scheduleOf(campaign).startDate}` : ''
}

function isAhead(at: number, startDate: string | null, zone: string): boolean {
  return startDate !== null && startDate > localDay(at, zone)
}
