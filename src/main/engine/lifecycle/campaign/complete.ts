import { campaignComplete } from '../../../../shared/said.ts'
import { completeCampaign } from '../../db/campaigns/status.ts'
import type { Tx } from '../../db/core/commit.ts'
import type { Db } from '../../db/core/open.ts'
import { awaitingFile } from '../../db/discovery/creators-view.ts'
import { creatorsUnderWay } from '../../db/discovery/run-figures.ts'
import { type RecurringCampaign, recurringCampaign } from '../../db/discovery/runs.ts'
import { hasOpenPeople } from '../../db/enrollments/enrollments.ts'
import { planReport } from '../send/report.ts'

/**
 * A running campaign whose last open person is done has completed. One without recipients waits for them; a recurring one
 * goes on until its last run has ended and everybody whom it found is through.
 */
export function completeIfDone(tx: Tx, campaignId: number): void {
  const recurring = recurringCampaign(tx, campaignId)
  if (recurring && !isOver(tx, recurring)) return
  if (!recurring && hasOpenPeople(tx, campaignId)) return
  const reason = recurring ? runsDone(recurring.audience.runs) : 'Everybody has been through the sequence'
  if (!completeCampaign(tx, campaignId, reason)) return
  tx.emit({ type: 'campaign.changed', campaignId, message: campaignComplete })
  if (recurring) planReport(tx, campaignId)
}

function runsDone(runs: number): string {
  return runs === 1 ? 'Its only run is done' : `All ${runs} runs are done`
}

/** Whether the last run of a recurring campaign has ended, and nobody whom it found is still on the way. */
export function isOver(db: Db, campaign: RecurringCampaign): boolean {
  if (campaign.open || campaign.counted < campaign.audience.runs) return false
  return !hasOpenPeople(db, campaign.id) && creatorsUnderWay(db, campaign.id) === 0 && awaitingFile(db, campaign.id) === 0
}
