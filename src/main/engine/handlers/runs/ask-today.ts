import type { Tx } from '../../db/core/commit.ts'
import { hasCreators } from '../../db/discovery/creators.ts'
import { moveRun, openRun } from '../../db/discovery/runs.ts'

/** A run that had looked up everybody goes back to it, where somebody is to be asked about again; what it sends goes on meanwhile. */
export function askToday(tx: Tx, campaignId: number): void {
  const open = openRun(tx, campaignId)
  if (open?.stage === 'sending' && hasCreators(tx, campaignId, 'found')) moveRun(tx, open.id, 'enriching')
}
