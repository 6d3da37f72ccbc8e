import type { Criteria } from '../../../../shared/schemas/discovery.ts'
import type { Tx } from '../../db/core/commit.ts'
import { expireCreators, leaveOutCreator } from '../../db/discovery/creator-status.ts'
import { creatorsByHandles, wasWrittenTo } from '../../db/discovery/creators.ts'
import { stopEnrollment } from '../enrollment/stop.ts'

const words = 'You left them out'

/**
 * Whom a person leaves out of a campaign that has found them already: nobody is asked about them any more, and who was not
 * written to yet is not. Who was, has been taken, and goes on.
 */
export function leaveOut(tx: Tx, campaignId: number, { platform, excludeHandles }: Criteria): void {
  if (excludeHandles.length === 0) return
  const handles = excludeHandles.map((handle) => handle.toLowerCase())
  for (const { id, enrollmentId } of creatorsByHandles(tx, campaignId, platform, handles)) {
    leaveOutCreator(tx, id, words)
    if (enrollmentId !== null && !wasWrittenTo(tx, enrollmentId)) stopEnrollment(tx, enrollmentId, { status: 'removed', reason: words })
  }
}

/** After the last run nobody is asked about any more: whoever still would be, or waits for a person's word about it, is left out. */
export function leaveOutRest(tx: Tx, campaignId: number): void {
  expireCreators(tx, campaignId, 'found', 'The last run has ended')
  expireCreators(tx, campaignId, 'unsure', 'The last run has ended, and nobody decided whether to ask again')
}
