import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
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
  const people = statement(
    tx,
    `select id, status from enrollments where campaign_id = ? and status in ('active', 'paused', 'completed')`,
  ).all(campaignId) as { id: number; status: string }[]
  for (const person of people) {
    const before = plannedOf(tx, person.id)
    const outcome = planNext(tx, basis, person.id)
    const after = plannedOf(tx, person.id)
    if (before?.id === after?.id && before?.due_at === after?.due_at && before?.mailbox_id === after?.mailbox_id) continue
    result.recipientsAffected++
    if (outcome === 'moved') result.messagesMoved++
    if (outcome === 'added') result.messagesAdded++
    if (before && before.id !== after?.id) result.messagesCancelled++
    if (person.status === 'completed' && after) result.recipientsReopened++
    if (after) result.firstNewSendAt = Math.min(result.firstNewSendAt ?? after.due_at, after.due_at)
  }
  return result
}

function plannedOf(tx: Tx, enrollmentId: number) {
  return statement(tx, `select id, due_at, mailbox_id from sends where enrollment_id = ? and status = 'scheduled'`).get(enrollmentId) as
    | { id: number; due_at: number; mailbox_id: number }
    | undefined
}

/** Holds that an edit of a text, a contact or a mailbox may have mended. */
const mendable = "('missing_variable', 'template_error')"

/**
 * Lets messages that could not be written be tried again, because what held them may have been mended. Called in the
 * commit of the edit.
 * @param of whose messages; left out: everybody's
 */
export function releaseHeld(tx: Tx, of: { campaignId?: number; contactId?: number } = {}): number {
  const mine = [
    of.campaignId === undefined ? '' : 'and campaign_id = @campaignId',
    of.contactId === undefined ? '' : 'and enrollment_id in (select id from enrollments where contact_id = @contactId)',
  ].join(' ')
  return statement(tx, `update sends set held = null, reason = '' where status = 'scheduled' and held in ${mendable} ${mine}`).run(of)
    .changes
}
