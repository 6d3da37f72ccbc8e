/** What changes the state of a Send, one statement a verb. Only `lifecycle/` imports this file. */
import { sendStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

// What the plan of a person or of a campaign changes.

const cancelPlannedText = `update sends set status = 'cancelled', held = null, reason = ? where enrollment_id = ? and ${mayChange(sendStates, 'cancel')}`

/** Cancels whatever is planned for a person. What is under way ends as it ends. */
export function cancelPlanned(tx: Tx, enrollmentId: number, reason: string): void {
  statement(tx, cancelPlannedText).run(reason, enrollmentId)
}

const cancelAllText = `update sends set status = 'cancelled', held = null, reason = ? where campaign_id = ? and ${mayChange(sendStates, 'cancel')}`

/** Cancels everything that a campaign has planned, in one statement. */
export function cancelPlannedOfCampaign(tx: Tx, campaignId: number, reason: string): void {
  statement(tx, cancelAllText).run(reason, campaignId)
}

const cancelOneText = `update sends set status = 'cancelled', reason = ?, held = null where id = ? and ${mayChange(sendStates, 'cancel')}`

/** Cancels one planned Send. */
export function cancelSend(tx: Tx, sendId: number, reason: string): void {
  statement(tx, cancelOneText).run(reason, sendId)
}

const planAgainText = `update sends set status = 'scheduled', reason = '', held = ?, due_at = ?, mailbox_id = ?, attempts = 0
  where id = ? and ${mayChange(sendStates, 'plan')}`

/** Plans a Send that was cancelled: its step has its place again. @param plan `dueAt` in UTC milliseconds */
export function scheduleAgain(tx: Tx, sendId: number, plan: { held: string | null; dueAt: number; mailboxId: number }): void {
  statement(tx, planAgainText).run(plan.held, plan.dueAt, plan.mailboxId, sendId)
}
