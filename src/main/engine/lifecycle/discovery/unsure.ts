import type { Tx } from '../../db/core/commit.ts'
import { settleUnsure } from '../../db/discovery/creator-status.ts'
import { askToday } from './run.ts'

const leftOut = 'You left them out: their enrichment may have been charged, and no answer came'

/** A person's word on everybody whose enrichment may have been charged without an answer. Returns how many there were. */
export function decideAboutUnsure(tx: Tx, campaignId: number, decision: 'ask_again' | 'leave_out'): number {
  const decided = decision === 'ask_again' ? settleUnsure(tx, campaignId, 'found', '') : settleUnsure(tx, campaignId, 'left_out', leftOut)
  askToday(tx, campaignId)
  return decided
}
