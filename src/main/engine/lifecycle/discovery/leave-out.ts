import type { Criteria } from '../../../../shared/schemas/discovery.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { stopEnrollment } from '../enrollment/stop.ts'

const words = 'You left them out'

/**
 * Whom a person leaves out of a campaign that has found them already: nobody is asked about them any more, and who was not
 * written to yet is not. Who was, has been taken, and goes on.
 */
export function leaveOut(tx: Tx, campaignId: number, { platform, excludeHandles }: Criteria): void {
  if (excludeHandles.length === 0) return
  const handles = JSON.stringify(excludeHandles.map((handle) => handle.toLowerCase()))
  const found = statement(
    tx,
    `select c.id, c.status, c.enrollment_id as enrollmentId from json_each(@handles) h
     cross join creators c on c.campaign_id = @campaignId and c.platform = @platform and c.handle = h.value`,
  ).all({ handles, campaignId, platform }) as { id: number; status: string; enrollmentId: number | null }[]
  const out = statement(
    tx,
    `update creators set status = 'left_out', reason = ?, updated_at = ?
     where id = ? and status in ('found', 'asking', 'waiting', 'addressed', 'unsure')`,
  )
  const heard = statement(
    tx,
    `select 1 from sends where enrollment_id = ? and (sent_at is not null or status in ('sending', 'unconfirmed'))`,
  )
  for (const { id, enrollmentId } of found) {
    out.run(words, tx.at, id)
    if (enrollmentId !== null && heard.get(enrollmentId) === undefined)
      stopEnrollment(tx, enrollmentId, { status: 'removed', reason: words })
  }
}
