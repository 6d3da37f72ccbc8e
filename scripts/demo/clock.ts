import type { Clock, Instant } from '../../src/main/engine/ports/machine.ts'

import { systemClock } from '../../src/main/host/clock.ts'

interface Timer {
  at: Instant
  fire: () => void
  cancel: (() => void) | null
}

/**
 * Time that stands still until it is told to jump, so that a week passes in seconds and nothing sleeps. In the end it
 * becomes the system's clock, for the user interface that stays open.
 */
export class DemoClock implements Clock {
  private at: Instant
  private live = false
  private readonly timers = new Set<Timer>()

  constructor(start: Instant) {
    this.at = start
  }

  now(): Instant {
    return this.live ? systemClock.now() : this.at
  }

  setTimer(at: Instant, fire: () => void): () => void {
    if (this.live) return systemClock.setTimer(at, fire)
    const timer: Timer = { at, fire, cancel: null }
    this.timers.add(timer)
    return () => {
      this.timers.delete(timer)
      timer.cancel?.()
    }
  }

  /** Sets the time and fires what has come due by it, as after a sleep: once each, late, in the order of their times. */
  jumpTo(at: Instant): void {
    this.at = Math.max(this.at, at)
    const due = [...this.timers].filter((timer) => timer.at <= this.at).sort((a, b) => a.at - b.at)
    for (const timer of due) {
      // One that was taken back by another's work is not fired.
      if (this.timers.delete(timer)) timer.fire()
    }
  }

  /** From here on it is the system's clock. */
  goLive(): void {
    this.live = true
    for (const timer of this.timers) timer.cancel = systemClock.setTimer(timer.at, timer.fire)
    this.timers.clear()
  }
}
