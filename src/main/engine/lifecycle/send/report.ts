import type { Tx } from '../../db/core/commit.ts'
import { insertReport } from '../../db/reports/reports.ts'

/**
 * Plans the mail about a completed campaign, in the transaction that completes it. One for each campaign, for ever; none
 * for a campaign of another audience, nor in test mode, which writes to nobody (rule 9).
 */
export function planReport(tx: Tx, campaignId: number): void {
  insertReport(tx, campaignId)
}
