/** The two timers of a browser, handed in so that tests need not wait. */
export interface Timers {
  now(): number
  after(ms: number, run: () => void): () => void
}

export const browserTimers: Timers = {
  now: () => performance.now(),
  after(ms, run) {
    const handle = setTimeout(run, ms)
    return () => clearTimeout(handle)
  },
}

export interface Coalescer {
  /** Asks for a run: at once where the last one lies far enough back, else once at the end of the interval. */
  ask(): void
  stop(): void
}

/**
 * Draws bursts together: never two runs at once, never more often than `intervalMs`, and never more than about a
 * quarter of the time where a run takes long. What is asked during a run makes one more afterwards.
 */
export function createCoalescer(run: () => Promise<void>, intervalMs: number, timers: Timers): Coalescer {
  let cancel: (() => void) | null = null
  let running = false
  let again = false
  let notBefore = Number.NEGATIVE_INFINITY
  let stopped = false

  async function start(): Promise<void> {
    cancel = null
    running = true
    again = false
    const startedAt = timers.now()
    try {
      await run()
    } finally {
      running = false
      notBefore = startedAt + Math.max(intervalMs, 4 * (timers.now() - startedAt))
      if (again) ask()
    }
  }

  function ask(): void {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    if (cancel) return
    cancel = timers.after(Math.max(0, notBefore - timers.now()), () => void start())
  }

  return {
    ask,
    stop() {
      stopped = true
      cancel?.()
      cancel = null
    },
  }
}
