import type { EngineContext } from '../context.ts'
import { cutWaits } from '../db/discovery/runs.ts'
import { cutGaps, syncAll } from '../db/mailboxes/timers.ts'
import { longestMs } from '../rules/discovery/provider-retry.ts'

/**
 * At start, after a sleep, and after the clock was set: nothing is sent before replies have been read anew, and there
 * is no burst (rule 5). What a clock set forward and back has left in the future is cut to what it can be.
 */
export function wakeUp(ctx: EngineContext): void {
  ctx.awakeSince.at = ctx.ports.clock.now()
  ctx.commit('engine.wake', (tx) => {
    syncAll(tx)
    cutGaps(tx)
    cutWaits(tx, longestMs)
  })
}
