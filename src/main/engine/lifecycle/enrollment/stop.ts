import type { EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { completeIfDone } from '../campaign/complete.ts'

export interface Stop {
  status: 'replied' | 'bounced' | 'opted_out' | 'failed' | 'removed'
  /** In words. */
  reason: string
}

/** How much a final status says; a later, weightier fact replaces a lighter one (an answer after the last step). */
const weight: Record<EnrollmentStatus, number> = {
  pending: 0,
  active: 0,
  paused: 0,
  completed: 1,
  removed: 1,
  failed: 1,
  bounced: 2,
  replied: 3,
  opted_out: 4,
}

/**
 * Ends a person's way through a campaign (rule 3): in the transaction that records the reason, every planned Send of
 * theirs is cancelled, so that no claim can find it afterwards. A message already in flight ends as it ends.
 */
export function stopEnrollment(tx: Tx, enrollmentId: number, stop: Stop): void {
  const enrollment = statement(tx, 'select campaign_id, status, contact_id from enrollments where id = ?').get(enrollmentId) as
    | { campaign_id: number; status: EnrollmentStatus; contact_id: number | null }
    | undefined
  if (!enrollment) return
  statement(tx, `update sends set status = 'cancelled', held = null, reason = ? where enrollment_id = ? and status = 'scheduled'`).run(
    stop.reason,
    enrollmentId,
  )
  if (weight[stop.status] <= weight[enrollment.status]) return
  statement(tx, 'update enrollments set status = ?, reason = ?, updated_at = ?, finished_at = ? where id = ?').run(
    stop.status,
    stop.reason,
    tx.at,
    tx.at,
    enrollmentId,
  )
  tx.emit({
    type: 'recipient.changed',
    campaignId: enrollment.campaign_id,
    enrollmentId,
    contactId: enrollment.contact_id,
    message: stop.reason,
  })
  completeIfDone(tx, enrollment.campaign_id)
}
