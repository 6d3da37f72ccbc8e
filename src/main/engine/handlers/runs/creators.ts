import { UserError } from '../../../../shared/errors.ts'
import type { Creator } from '../../../../shared/schemas/runs.ts'
import type { EngineContext } from '../../context.ts'
import type { CreatorView } from '../../db/discovery/creators-view.ts'
import { decideAboutUnsure } from '../../lifecycle/discovery/unsure.ts'
import { profileUrl } from '../../rules/contacts/profile-url.ts'
import { people } from '../../rules/sending/words.ts'
import { hasEnded } from '../../rules/states/open.ts'
import { needRecurring } from './need.ts'

/** A creator as clients get one. */
export function presentCreator(row: CreatorView): Creator {
  const { id, runId, platform, handle, fullName, followers, status, reason } = row
  const email = row.answer === null ? null : (JSON.parse(row.answer) as { email?: string | null }).email || null
  return {
    id,
    runId,
    platform,
    handle,
    profileUrl: profileUrl(platform, handle),
    fullName,
    followers,
    status,
    reason,
    email,
    recipientId: row.enrollmentId,
  }
}

/**
 * A person's word on those whose enrichment may have been charged without an answer. What was bought stays on record.
 * @throws UserError NOT_FOUND, CONFLICT
 */
export function decideUnsure(ctx: EngineContext, campaignId: number, decision: 'ask_again' | 'leave_out'): number {
  return ctx.commit('runs.decide', (tx) => {
    const { campaign } = needRecurring(tx, campaignId)
    if (hasEnded(campaign) && decision === 'ask_again') {
      throw new UserError('CONFLICT', `This campaign is ${campaign.status}; nobody is asked about any more.`, {
        advice: 'Leave them out.',
      })
    }
    const decided = decideAboutUnsure(tx, campaignId, decision)
    if (decided > 0) {
      const message = decision === 'ask_again' ? `${people(decided)} are asked about again` : `${people(decided)} are left out`
      tx.emit({ type: 'run.changed', campaignId, message: decided === 1 ? message.replace(' are ', ' is ') : message })
    }
    return decided
  })
}
