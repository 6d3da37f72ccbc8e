/** What changes the status of a Send. Only `lifecycle/` may import it; what leads where stands in `rules/states/tables.ts`. */
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

const sending = `update sends set status = 'sending', reason = '', claimed_at = ?, claimed_day = ?, attempts = attempts + 1, message_id = ?
  where id = ? and ${mayChange(sendStates, 'claim')}`

/**
 * Taken for sending at this instant, under its Message-ID.
 * @param day local day of the workspace
 */
export function markSending(tx: Tx, sendId: number, { day, messageId }: { day: string; messageId: string }): void {
  statement(tx, sending).run(tx.at, day, messageId, sendId)
}

function toSent(verb: 'confirm' | 'prove'): string {
  return `update sends set status = 'sent', held = null, reason = '', sent_at = ? where id = ? and ${mayChange(sendStates, verb)}`
}

const sent = { confirm: toSent('confirm'), prove: toSent('prove') }

/** @param verb `prove` overrules more than `confirm` does */
export function markSent(tx: Tx, verb: 'confirm' | 'prove', sendId: number, sentAt: number): void {
  statement(tx, sent[verb]).run(sentAt, sendId)
}

const unconfirmed = `update sends set status = 'unconfirmed', reason = ? where id = ? and ${mayChange(sendStates, 'doubt')}`

/** Nobody knows whether it left. */
export function markUnconfirmed(tx: Tx, sendId: number, reason: string): void {
  statement(tx, unconfirmed).run(reason, sendId)
}

const failed = `update sends set status = 'failed', reason = ? where id = ? and ${mayChange(sendStates, 'fail')}`

/** It is not tried again. */
export function markFailed(tx: Tx, sendId: number, reason: string): void {
  statement(tx, failed).run(reason, sendId)
}

/** Where a message goes that did not leave: back into the queue, or out of it where the person is out meanwhile. */
export interface Returned {
  status: 'scheduled' | 'cancelled'
  held: 'recipient_paused' | null
  reason: string
}

const putBack = `update sends set status = ?, held = ?, reason = ?, attempts = ?, due_at = coalesce(?, due_at)
  where id = ? and ${mayChange(sendStates, 'putBack')}`

/** Not delivered, and tried again. @param again `dueAt` in UTC milliseconds; null where it keeps its time */
export function returnSend(tx: Tx, sendId: number, again: Returned & { attempts: number; dueAt: number | null }): void {
  statement(tx, putBack).run(again.status, again.held, again.reason, again.attempts, again.dueAt, sendId)
}

const denied = `update sends set status = ?, held = ?, reason = ?, due_at = ?, attempts = 0, claimed_at = null
  where id = ? and ${mayChange(sendStates, 'deny')}`

/** A person knows that it did not leave: it is due now, and tried from the beginning. */
export function markNotSent(tx: Tx, sendId: number, { status, held, reason }: Returned): void {
  statement(tx, denied).run(status, held, reason, tx.at, sendId)
}
