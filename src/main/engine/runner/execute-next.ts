import type { Wait } from '../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../context.ts'
import { audienceOf } from '../db/campaigns/people-count.ts'
import { syncUnread } from '../db/mailboxes/timers.ts'
import { sentAndFailed } from '../db/sends/held-view.ts'
import { maxUnreadMs } from '../rules/sending/gate.ts'
import { campaignOutlook } from '../views/sending/waiting.ts'

export interface Executed {
  sent: number
  failed: number
  /** Why no more left; null when more may leave at once. */
  waiting: Wait | null
}

/** Planning, reading replies and sending are three looks; one more for what a first message made due. */
const maxRounds = 4

/**
 * Runs the next due batch of a campaign now: at most one message for each of its mailboxes. It only looks earlier than
 * the timer would; every rule decides as always, and replies are read first where they were not read recently.
 * @param round starts what is due and waits for it; returns how much that was
 */
export async function executeNext(ctx: EngineContext, campaignId: number, round: () => Promise<number>): Promise<Executed> {
  const before = sentAndFailed(ctx.db, campaignId)
  ctx.commit('execute-next.sync', (tx) => syncUnread(tx, campaignId, { maxUnreadMs, awakeSince: ctx.awakeSince.at }))
  let after = before
  for (let i = 0; i < maxRounds; i++) {
    const worked = await round()
    after = sentAndFailed(ctx.db, campaignId)
    if (worked === 0 || after.sent > before.sent || after.failed > before.failed) break
  }
  const audience = audienceOf(ctx.db, campaignId)
  const waiting = audience && campaignOutlook(ctx, { id: campaignId, audience }).waiting
  return { sent: after.sent - before.sent, failed: after.failed - before.failed, waiting }
}
