import { campaignStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const start = `update campaigns set status = 'active', reason = '', updated_at = ? where id = ? and ${mayChange(campaignStates, 'start')}`

/** The start date of a campaign has come. */
export function startCampaign(tx: Tx, id: number): void {
  statement(tx, start).run(tx.at, id)
}

const exhaust = `update campaigns set status = 'paused', reason = ?, updated_at = ? where id = ? and ${mayChange(campaignStates, 'exhaust')}`

/** Pauses a campaign that finds nobody new any more. */
export function exhaustCampaign(tx: Tx, id: number, reason: string): void {
  statement(tx, exhaust).run(reason, tx.at, id)
}
