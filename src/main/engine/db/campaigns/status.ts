/** What changes the state of a campaign, one statement a verb. Only `lifecycle/` imports this file. */
import type { CampaignStatus } from '../../../../shared/schemas/campaigns.ts'
import { campaignStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

/** What a campaign is once it was activated or resumed: under way, or waiting for its start date. */
export type RunningStatus = Extract<CampaignStatus, 'active' | 'scheduled'>

const activateText = `update campaigns set status = @status, reason = @reason, activated_at = @at, version = version + 1, updated_at = @at
  where id = @id and ${mayChange(campaignStates, 'activate')}`

/** Counted as a change: what another window saves as into a draft must not go into a running campaign unasked. */
export function activateCampaign(tx: Tx, id: number, status: RunningStatus, reason: string): boolean {
  return statement(tx, activateText).run({ id, status, reason, at: tx.at }).changes > 0
}

const startText = `update campaigns set status = 'active', reason = '', updated_at = ? where id = ? and ${mayChange(campaignStates, 'start')}`

/** The start date has come. */
export function markCampaignStarted(tx: Tx, id: number): boolean {
  return statement(tx, startText).run(tx.at, id).changes > 0
}

const pauseText = `update campaigns set status = 'paused', reason = ?, updated_at = ? where id = ? and ${mayChange(campaignStates, 'pause')}`

export function pauseCampaign(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, pauseText).run(reason, tx.at, id).changes > 0
}

const resumeText = `update campaigns set status = ?, reason = ?, updated_at = ? where id = ? and ${mayChange(campaignStates, 'resume')}`

export function resumeCampaign(tx: Tx, id: number, status: RunningStatus, reason: string): boolean {
  return statement(tx, resumeText).run(status, reason, tx.at, id).changes > 0
}

const cancelText = `update campaigns set status = 'cancelled', reason = ?, finished_at = ?, updated_at = ?
  where id = ? and ${mayChange(campaignStates, 'cancel')}`

export function cancelCampaign(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, cancelText).run(reason, tx.at, tx.at, id).changes > 0
}

const completeText = `update campaigns set status = 'completed', reason = ?, finished_at = ?, updated_at = ?
  where id = ? and ${mayChange(campaignStates, 'complete')}`

/** Says whether it was running, and is completed now. */
export function completeCampaign(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, completeText).run(reason, tx.at, tx.at, id).changes > 0
}

const exhaustText = `update campaigns set status = 'paused', reason = ?, updated_at = ? where id = ? and ${mayChange(campaignStates, 'exhaust')}`

/** Pauses a campaign that finds nobody new any more. */
export function exhaustCampaign(tx: Tx, id: number, reason: string): void {
  statement(tx, exhaustText).run(reason, tx.at, id)
}
