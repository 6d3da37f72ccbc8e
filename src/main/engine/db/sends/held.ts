/** What holds a planned Send until a person acts, and lets it go again. Only `lifecycle/` imports this file. */
import { mendable } from '../../rules/sending/held.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'

// Held for a person who was paused, and released by what may have mended a text.

/** Holds what is planned for a person who was paused. */
export function holdForPause(tx: Tx, enrollmentId: number): void {
  statement(
    tx,
    `update sends set held = 'recipient_paused', reason = '' where enrollment_id = ? and purpose = 'step' and status = 'scheduled'`,
  ).run(enrollmentId)
}

/** Lets go what was held for the pause of a person. */
export function releaseFromPause(tx: Tx, enrollmentId: number): void {
  statement(
    tx,
    `update sends set held = null where enrollment_id = ? and purpose = 'step' and status = 'scheduled' and held = 'recipient_paused'`,
  ).run(enrollmentId)
}

/** Holds that an edit of a text, a contact or a mailbox may have mended. */
const mended = `(${mendable.map((held) => `'${held}'`).join(', ')})`

/** Lets go what could not be written. Returns how many. @param of whose; left out: everybody's */
export function releaseMendable(tx: Tx, of: { campaignId?: number; contactId?: number } = {}): number {
  const mine = [
    of.campaignId === undefined ? '' : 'and campaign_id = @campaignId',
    of.contactId === undefined ? '' : 'and enrollment_id in (select id from enrollments where contact_id = @contactId)',
  ].join(' ')
  return statement(
    tx,
    `update sends set held = null, reason = '' where purpose = 'step' and status = 'scheduled' and held in ${mended} ${mine}`,
  ).run(of).changes
}
