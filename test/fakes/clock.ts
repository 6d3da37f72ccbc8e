import type { Clock, Instant } from '../../src/main/engine/ports/machine.ts'

/** A clock that stands still until it is moved. Timers fire in the order of their time when it passes them. */
export class FakeClock implements Clock {
  private at: Instant
  private timers: { at: Instant; fire: () => void }[] = []

  constructor(start: Instant | string) {
    this.at = typeof start === 'string' ? Date.parse(start) : start
  }

  now(): Instant {
    return this.at
  }

  setTimer(at: Instant, fire: () => void): () => void {
    const timer = { at, fire }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  /** Sets the time without firing anything: a machine that slept, or a clock that was set. */
  jump(to: Instant): void {
    this.at = to
  }

  /** Moves on, and fires what comes due. */
  advanceTo(to: Instant): void {
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= to).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.timers = this.timers.filter((timer) => timer !== due)
      this.at = Math.max(this.at, due.at)
      due.fire()
    }
    this.at = Math.max(this.at, to)
  }
}
