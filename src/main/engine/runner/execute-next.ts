import type { Wait } from '../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../context.ts'
import { statement } from '../db/core/statement.ts'
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
  const before = counts(ctx, campaignId)
  ctx.commit('execute-next.sync', (tx) => {
    statement(
      tx,
      `update mailboxes set next_sync_at = @now where removed_at is null and next_sync_at > @now
       and (last_synced_at is null or last_synced_at < @now - @maxUnreadMs or last_synced_at < @awakeSince)
       and id in (select mailbox_id from campaign_mailboxes where campaign_id = @campaignId)`,
    ).run({ now: tx.at, maxUnreadMs, awakeSince: ctx.awakeSince.at, campaignId })
  })
  let after = before
  for (let i = 0; i < maxRounds; i++) {
    const worked = await round()
    after = counts(ctx, campaignId)
    if (worked === 0 || after.sent > before.sent || after.failed > before.failed) break
  }
  return { sent: after.sent - before.sent, failed: after.failed - before.failed, waiting: campaignOutlook(ctx, campaignId).waiting }
}

function counts(ctx: EngineContext, campaignId: number): { sent: number; failed: number } {
  return statement(
    ctx.db,
    `select (select count(*) from sends where campaign_id = @campaignId and status = 'sent') as sent,
            (select count(*) from sends where campaign_id = @campaignId and status = 'failed') as failed`,
  ).get({ campaignId }) as { sent: number; failed: number }
}
