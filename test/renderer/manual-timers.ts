import type { Timers } from '../../src/renderer/lib/live/coalesce.ts'

export interface ManualTimers extends Timers {
  /** Lets time pass: runs what falls due, in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>
}

/** Time that only passes when a test says so. */
export function createManualTimers(): ManualTimers {
  let now = 0
  let nextId = 0
  const waiting = new Map<number, { at: number; run: () => void }>()

  function earliest(until: number) {
    return [...waiting].filter(([, timer]) => timer.at <= until).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0]
  }

  return {
    now: () => now,
    after(ms, run) {
      const id = nextId++
      waiting.set(id, { at: now + ms, run })
      return () => waiting.delete(id)
    },
    async advance(ms) {
      const until = now + ms
      await settle()
      for (let due = earliest(until); due; due = earliest(until)) {
        const [id, timer] = due
        waiting.delete(id)
        now = Math.max(now, timer.at)
        timer.run()
        await settle()
      }
      now = until
    },
  }
}

/** Lets everything that waits for a promise go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
