import type { EngineContext } from '../context.ts'
import { nextWaking } from '../db/inbox/inbox.ts'
import { wakeThreads } from '../lifecycle/thread/thread.ts'
import type { Claim, Stage } from '../runner/stage.ts'

/** Brings conversations back that were put away until a time. */
export function createSnoozeStage(ctx: EngineContext): Stage {
  return {
    name: 'snooze',
    recover() {},
    nextDue: () => nextWaking(ctx.db),
    claim(now): Claim[] {
      const due = nextWaking(ctx.db)
      if (due === null || due > now) return []
      return [{ lane: 'snooze', run: async () => ctx.commit('snooze.wake', wakeThreads) }]
    },
  }
}
