import type { Tx } from '../../db/core/commit.ts'
import { enrollmentPlace } from '../../db/enrollments/enrollments.ts'
import { endEnrollment } from '../../db/enrollments/status.ts'
import { cancelPlanned } from '../../db/sends/status.ts'
import type { EnrollmentEnd } from '../../rules/states/tables.ts'
import { completeIfDone } from '../campaign/complete.ts'

export interface Stop {
  status: EnrollmentEnd
  /** In words. */
  reason: string
}

/**
 * Ends a person's way through a campaign (rule 3): in the transaction that records the reason, every planned Send of
 * theirs is cancelled, so that no claim can find it afterwards. A message already in flight ends as it ends.
 */
export function stopEnrollment(tx: Tx, enrollmentId: number, stop: Stop): void {
  const enrollment = enrollmentPlace(tx, enrollmentId)
  if (!enrollment) return
  cancelPlanned(tx, enrollmentId, stop.reason)
  // A lighter fact than what is known of them already changes nothing.
  if (!endEnrollment(tx, enrollmentId, stop.status, stop.reason)) return
  tx.emit({
    type: 'recipient.changed',
    campaignId: enrollment.campaignId,
    enrollmentId,
    contactId: enrollment.contactId,
    message: stop.reason,
  })
  completeIfDone(tx, enrollment.campaignId)
}
