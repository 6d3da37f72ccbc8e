import { UserError } from '../../../../shared/errors.ts'
import type { EngineContext } from '../../context.ts'
import { deleteCampaign, needCampaign } from '../../db/campaigns/campaigns.ts'
import type { Tx } from '../../db/core/commit.ts'
import { deleteOrphanJobs } from '../../db/core/jobs.ts'
import { openAnswers } from '../../db/inbox/answers.ts'
import { openSendStatus } from '../../db/sends/planning.ts'

/** @throws UserError CONFLICT while it runs, or while the outcome of a message is open */
export function removeCampaign(ctx: EngineContext, id: number): void {
  ctx.commit('campaign.delete', (tx) => {
    const campaign = needCampaign(tx, id)
    if (campaign.status === 'active' || campaign.status === 'scheduled' || campaign.status === 'paused') {
      throw new UserError('CONFLICT', `"${campaign.name}" is ${campaign.status}, and is not deleted in the middle.`, {
        advice: 'Cancel it first.',
      })
    }
    const open = openSendStatus(tx, id)
    if (open === 'sending') {
      throw new UserError('CONFLICT', 'A message of this campaign is on its way right now.', { advice: 'Try again in a minute.' })
    }
    if (open === 'unconfirmed') {
      throw new UserError('CONFLICT', 'It is not known of some messages of this campaign whether they were sent.', {
        advice: 'Decide about them first; they are listed as unconfirmed.',
      })
    }
    refuseWithAnswers(tx, id)
    deleteCampaign(tx, id)
    deleteOrphanJobs(tx)
    tx.emit({ type: 'campaign.deleted', campaignId: id, message: `"${campaign.name}" was deleted` })
  })
}

/** Answers by hand go with their campaign; one whose outcome is open, or that is about to leave, must not. */
function refuseWithAnswers(tx: Tx, id: number): void {
  const answers = openAnswers(tx, id)
  if (answers.leaving > 0) {
    throw new UserError('CONFLICT', 'An answer by hand to somebody of this campaign is about to leave.', {
      advice: 'Take it back in the inbox, or try again once it has left.',
    })
  }
  if (answers.unconfirmed > 0) {
    throw new UserError('CONFLICT', 'It is not known of an answer by hand in this campaign whether it was sent.', {
      advice: 'Decide about it first, in the inbox.',
    })
  }
}
