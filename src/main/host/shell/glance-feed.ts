import type { RouterClient } from '@orpc/server'
import type { Engine } from '../../engine/engine.ts'
import { type Facts, nothingKnown } from './glance.ts'

export type EngineClient = RouterClient<Engine['router'], Record<never, never>>

/** After a change so long is waited for more of them: a thousand events make a few looks. */
const gatherMs = 1_500
/** The clock alone changes what is true too (a window opens, a day ends). */
const slowMs = 60_000

export interface GlanceFeed {
  /** Looks anew, soon. */
  stir(): void
  end(): void
}

/**
 * Asks the engine for today's numbers when something happened, and once a minute; never twice at a time.
 * @param show called with what could be found out
 */
export function feedGlance(
  client: EngineClient,
  bus: Pick<Engine['context']['bus'], 'subscribe'>,
  show: (facts: Facts) => void,
): GlanceFeed {
  let timer: NodeJS.Timeout | undefined
  let asking = false
  let again = false
  let ended = false

  async function look(): Promise<void> {
    if (ended) return
    if (asking) {
      again = true
      return
    }
    asking = true
    const facts = await ask(client)
    asking = false
    if (ended) return
    show(facts)
    plan(again ? gatherMs : slowMs)
    again = false
  }

  function plan(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), ms)
    timer.unref?.()
    soon = ms === gatherMs
  }

  let soon = false
  function stir(): void {
    if (asking) again = true
    else if (!soon && !ended) plan(gatherMs)
  }

  const unsubscribe = bus.subscribe(stir)
  void look()
  return {
    stir,
    end() {
      ended = true
      clearTimeout(timer)
      unsubscribe()
    },
  }
}

/** A part that fails is left out; the others still are true. */
async function ask(client: EngineClient): Promise<Facts> {
  const [engine, today, credits, inbox] = await Promise.allSettled([
    client.engine.status(),
    client.today.get(),
    client.credits.get(),
    client.inbox.counts(),
  ])
  const value = <T>(result: PromiseSettledResult<T>) => (result.status === 'fulfilled' ? result.value : null)
  return { ...nothingKnown, engine: value(engine), today: value(today), credits: value(credits), inbox: value(inbox) }
}
