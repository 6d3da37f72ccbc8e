import { createStore, type StoreApi } from 'zustand/vanilla'

export interface ClockStore {
  /** What has to be added to this machine's clock, in milliseconds. */
  store: StoreApi<{ offsetMs: number }>
  /** The engine said what time it is: an ISO instant. */
  hear(now: string): void
}

/** Differences below this are the way of the answer, not another time. */
const toleratedMs = 2000

/** The engine's clock is the one that counts: it may run on another machine, or fast in the sandbox. */
export function createClockStore(machine: () => number = Date.now): ClockStore {
  const store = createStore(() => ({ offsetMs: 0 }))
  return {
    store,
    hear(now) {
      const offsetMs = Date.parse(now) - machine()
      if (Number.isNaN(offsetMs)) return
      const shown = Math.abs(offsetMs) < toleratedMs ? 0 : offsetMs
      if (Math.abs(shown - store.getState().offsetMs) >= toleratedMs) store.setState({ offsetMs: shown })
    },
  }
}
