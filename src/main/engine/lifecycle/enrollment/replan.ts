import type { Tx } from '../../db/core/commit.ts'
import { peopleToPlan } from '../../db/enrollments/enrollments.ts'
import { releaseMendable } from '../../db/sends/held.ts'
import { plannedSend } from '../../db/sends/planning.ts'
import { planBasis } from '../../views/sending/plan-basis.ts'
import { planNext } from './plan.ts'

export interface ReplanResult {
  /** People for whom anything changed. */
  recipientsAffected: number
  messagesMoved: number
  messagesCancelled: number
  messagesAdded: number
  /** Had finished, and get a further step. */
  recipientsReopened: number
  /** The earliest message that is new or moved; UTC milliseconds. */
  firstNewSendAt: number | null
}

/**
 * Brings the plan of everybody in a campaign in line with its present steps, schedule and mailboxes. Called inside the
 * commit that changed these, so that no claim ever sees the one without the other; and in a rehearsal, to tell
 * beforehand what a change would do.
 */
export function replan(tx: Tx, campaignId: number): ReplanResult {
  const result: ReplanResult = {
    recipientsAffected: 0,
    messagesMoved: 0,
    messagesCancelled: 0,
    messagesAdded: 0,
    recipientsReopened: 0,
    firstNewSendAt: null,
  }
  const basis = planBasis(tx, campaignId, tx.at)
  if (!basis || basis.mailboxIds.length === 0) return result
  for (const person of peopleToPlan(tx, campaignId)) {
    const before = plannedSend(tx, person.id)
    const outcome = planNext(tx, basis, person.id)
    const after = plannedSend(tx, person.id)
    if (before?.id === after?.id && before?.dueAt === after?.dueAt && before?.mailboxId === after?.mailboxId) continue
    result.recipientsAffected++
    if (outcome === 'moved') result.messagesMoved++
    if (outcome === 'added') result.messagesAdded++
    if (before && before.id !== after?.id) result.messagesCancelled++
    if (person.status === 'completed' && after) result.recipientsReopened++
    if (after) result.firstNewSendAt = Math.min(result.firstNewSendAt ?? after.dueAt, after.dueAt)
  }
  return result
}

/**
 * Lets messages that could not be written be tried again, because what held them may have been mended. Called in the
 * commit of the edit.
 * @param of whose messages; left out: everybody's
 */
export function releaseHeld(tx: Tx, of: { campaignId?: number; contactId?: number } = {}): void {
  releaseMendable(tx, of)
}
