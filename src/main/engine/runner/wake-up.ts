import type { EngineContext } from '../context.ts'
import { statement } from '../db/core/statement.ts'
import { longestMs } from '../rules/discovery/provider-retry.ts'

/**
 * At start, after a sleep, and after the clock was set: nothing is sent before replies have been read anew, and there
 * is no burst (rule 5). What a clock set forward and back has left in the future is cut to what it can be.
 */
export function wakeUp(ctx: EngineContext): void {
  ctx.awakeSince.at = ctx.ports.clock.now()
  ctx.commit('engine.wake', (tx) => {
    statement(tx, 'update mailboxes set next_sync_at = ? where removed_at is null').run(tx.at)
    statement(
      tx,
      `update mailboxes set next_send_at = @at + (gap_seconds + gap_jitter_seconds) * 1000
       where reason = '' and next_send_at > @at + (gap_seconds + gap_jitter_seconds) * 1000`,
    ).run({ at: tx.at })
    statement(tx, `update runs indexed by runs_open set retry_at = @at where status = 'running' and retry_at > @at + @most`).run({
      at: tx.at,
      most: longestMs,
    })
    statement(
      tx,
      `update purchases indexed by purchases_open set poll_at = @at where status in ('asking', 'waiting') and poll_at > @at + @most`,
    ).run({ at: tx.at, most: longestMs })
  })
}
