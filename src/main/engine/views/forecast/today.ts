import type { EngineContext } from '../../context.ts'
import type { Db } from '../../db/core/open.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { forecasting } from '../../rules/forecast/forecast.ts'
import { nextMidnight } from '../../rules/sending/window.ts'
import { sharedFacts } from '../sending/gate-facts.ts'
import { type Outlook, stateOf } from './index.ts'
import { loadQueue } from './load.ts'
import { inTurns } from './turns.ts'

const kept = new WeakMap<Db, { state: string; now: number; outlook: Promise<Outlook> }>()

/**
 * What still leaves today (the workspace's local day) if nobody answers. Of each queue only as much is read as can leave
 * until midnight, so that a backlog of any size costs little.
 */
export function todaysOutlook(ctx: EngineContext): Promise<Outlook> {
  const now = ctx.ports.clock.now()
  const state = stateOf(ctx)
  const known = kept.get(ctx.db)
  if (known?.now === now && known.state === state) return known.outlook
  const outlook = foretell(ctx, now)
  kept.set(ctx.db, { state, now, outlook })
  return outlook
}

async function foretell(ctx: EngineContext, now: number): Promise<Outlook> {
  const until = nextMidnight(now, getWorkspace(ctx.db).zone) - 1
  const { credits } = sharedFacts(ctx.db, now, ctx.awakeSince.at)
  const left = Math.max(0, credits.limit - credits.used - credits.inFlight)
  const queue = await inTurns(
    loadQueue(ctx, {
      until,
      withStopped: false,
      most: ({ dailyCap, claimedToday, gapMs, nextSendAt }) => {
        const inTime = gapMs === 0 ? left : Math.floor(Math.max(0, until - Math.max(now, nextSendAt)) / gapMs) + 1
        return Math.max(0, Math.min(left, dailyCap - claimedToday, inTime))
      },
    }),
  )
  return { ...(await inTurns(forecasting(queue))), queue }
}
