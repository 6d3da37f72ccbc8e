/** What changes the state of a campaign, one statement a verb. Only `lifecycle/` imports this file. */
import { campaignStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const startText = `update campaigns set status = 'active', reason = '', updated_at = ? where id = ? and ${mayChange(campaignStates, 'start')}`

/** The start date has come. */
export function markCampaignStarted(tx: Tx, id: number): boolean {
  return statement(tx, startText).run(tx.at, id).changes > 0
}
