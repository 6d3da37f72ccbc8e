import { campaignComplete } from '../../../shared/said.ts'
import type { Tx } from '../commit.ts'
import { statement } from '../db/statement.ts'

/** A running campaign whose last open person is done has completed. One without recipients waits for them. */
export function completeIfDone(tx: Tx, campaignId: number): void {
  const open = statement(
    tx,
    `select exists (select 1 from enrollments where campaign_id = @campaignId and status = 'active')
         or exists (select 1 from enrollments where campaign_id = @campaignId and status = 'pending')
         or exists (select 1 from enrollments where campaign_id = @campaignId and status = 'paused')`,
  )
    .pluck()
    .get({ campaignId })
  if (open) return
  const done = statement(
    tx,
    `update campaigns set status = 'completed', reason = 'Everybody has been through the sequence', finished_at = ?, updated_at = ?
     where id = ? and status = 'active'`,
  ).run(tx.at, tx.at, campaignId)
  if (done.changes > 0) tx.emit({ type: 'campaign.changed', campaignId, message: campaignComplete })
}
