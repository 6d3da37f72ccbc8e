import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Coalescer, createCoalescer, type Timers } from '../lib/live/coalesce.ts'
import { reuse } from '../lib/live/reuse.ts'
import { type Problem, toProblem } from '../lib/words/problem.ts'

export interface ValueState<T> {
  value: T | null
  problem: Problem | null
}

export interface ValueStore<T> {
  store: StoreApi<ValueState<T>>
  /** It may have changed: read it soon. */
  touch(): void
  /** Takes a value that an action answered with. */
  set(value: T): void
  stop(): void
}

/** At most about four reads a second of whatever changes fast. */
export const refreshIntervalMs = 250

/** One thing that is read whole: credits, the engine's state, the workspace. */
export function createValueStore<T>(read: () => Promise<T>, timers: Timers): ValueStore<T> {
  const store = createStore<ValueState<T>>(() => ({ value: null, problem: null }))
  const coalescer: Coalescer = createCoalescer(refresh, refreshIntervalMs, timers)

  let sets = 0

  async function refresh(): Promise<void> {
    const before = sets
    try {
      const value = await read()
      if (before !== sets) {
        // An action has answered meanwhile: what was read is perhaps older than that.
        coalescer.ask()
        return
      }
      store.setState((before) => ({ value: reuse(before.value, value), problem: null }))
    } catch (error) {
      store.setState({ problem: toProblem(error) })
    }
  }

  return {
    store,
    touch: () => coalescer.ask(),
    set(value) {
      sets++
      store.setState({ value, problem: null })
    },
    stop: () => coalescer.stop(),
  }
}
