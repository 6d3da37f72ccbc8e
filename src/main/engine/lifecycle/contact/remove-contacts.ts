import { deleteContacts } from '../../db/contacts/contacts.ts'
import type { Tx } from '../../db/core/commit.ts'
import { openOfContacts } from '../../db/enrollments/enrollments.ts'
import { stopEnrollment } from '../enrollment/stop.ts'

/**
 * Deletes contacts. What was planned for them is stopped first, in the same transaction, and keeps the reason. What was
 * said to them stays in the campaigns. Returns how many there were.
 */
export function removeContacts(tx: Tx, ids: readonly number[], reason = 'The contact was deleted'): number {
  for (const id of openOfContacts(tx, ids)) stopEnrollment(tx, id, { status: 'removed', reason })
  return deleteContacts(tx, ids)
}
