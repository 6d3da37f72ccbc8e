import { campaignComplete } from '../../../../shared/said.ts'
import { audiences } from '../../audiences/index.ts'
import { audienceOf } from '../../db/campaigns/people-count.ts'
import { completeCampaign } from '../../db/campaigns/status.ts'
import type { Tx } from '../../db/core/commit.ts'
import { planReport } from '../send/report.ts'

/**
 * A running campaign whose audience says that it is over has completed. Asked whenever somebody's way through it ended, not
 * before: one without recipients waits for them.
 */
export function completeIfDone(tx: Tx, campaignId: number): void {
  const kind = audienceOf(tx, campaignId)
  if (kind === null) return
  const audience = audiences[kind]
  const reason = audience.over(tx, campaignId)
  if (reason === null || !completeCampaign(tx, campaignId, reason)) return
  tx.emit({ type: 'campaign.changed', campaignId, message: campaignComplete })
  if (audience.makesReport) planReport(tx, campaignId)
}
