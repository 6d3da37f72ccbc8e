/** What changes the state of a person in a campaign, one statement a verb. Only `lifecycle/` imports this file. */
import type { EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'
import { type EnrollmentEnd, enrollmentStates, stopVerbs } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const planText = `update enrollments set status = 'active', reason = '', updated_at = ?, finished_at = null
  where id = ? and ${mayChange(enrollmentStates, 'plan')}`

/** Their next message is planned: they are under way, also where they had finished already. */
export function beginEnrollment(tx: Tx, id: number): boolean {
  return statement(tx, planText).run(tx.at, id).changes > 0
}

const pauseText = `update enrollments set status = 'paused', reason = ?, updated_at = ? where id = ? and ${mayChange(enrollmentStates, 'pause')}`

export function pauseEnrollment(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, pauseText).run(reason, tx.at, id).changes > 0
}

const resumeText = `update enrollments set status = ?, reason = '', updated_at = ? where id = ? and ${mayChange(enrollmentStates, 'resume')}`

/** @param to `pending` for somebody for whom nothing was planned yet */
export function resumeEnrollment(tx: Tx, id: number, to: Extract<EnrollmentStatus, 'pending' | 'active'>): boolean {
  return statement(tx, resumeText).run(to, tx.at, id).changes > 0
}

const finishText = `update enrollments set status = 'completed', reason = ?, updated_at = ?, finished_at = ?
  where id = ? and ${mayChange(enrollmentStates, 'finish')}`

export function finishEnrollment(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, finishText).run(reason, tx.at, tx.at, id).changes > 0
}

const stopText = (end: EnrollmentEnd) =>
  `update enrollments set status = '${end}', reason = ?, updated_at = ?, finished_at = ?
   where id = ? and ${mayChange(enrollmentStates, stopVerbs[end])}`

const stopTexts: Record<EnrollmentEnd, string> = {
  removed: stopText('removed'),
  failed: stopText('failed'),
  bounced: stopText('bounced'),
  replied: stopText('replied'),
  opted_out: stopText('opted_out'),
}

/** Ends their way before its last step; false where what is known of them already weighs as much. */
export function endEnrollment(tx: Tx, id: number, end: EnrollmentEnd, reason: string): boolean {
  return statement(tx, stopTexts[end]).run(reason, tx.at, tx.at, id).changes > 0
}

const removeAllText = `update enrollments set status = 'removed', reason = ?, updated_at = ?, finished_at = ?
  where campaign_id = ? and ${mayChange(enrollmentStates, 'cancel')}`

/** Takes out everybody who is still in a campaign, in one statement. */
export function removeOpenEnrollments(tx: Tx, campaignId: number, reason: string): void {
  statement(tx, removeAllText).run(reason, tx.at, tx.at, campaignId)
}
