import type { Clock, Instant } from '../engine/ports/machine.ts'

export interface JumpClock extends Clock {
  /** Moves on and fires what comes due; never backwards. */
  jumpTo(at: Instant): void
}

/** A clock that stands still until it is told where to go on. */
export function createJumpClock(start: Instant): JumpClock {
  const timers = new Set<{ at: Instant; fire: () => void }>()
  let now = start
  return {
    now: () => now,
    setTimer(at, fire) {
      const timer = { at, fire }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    jumpTo(at) {
      now = Math.max(now, at)
      const due = [...timers].filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at)
      // One that was taken back by another's work is not fired.
      for (const timer of due) if (timers.delete(timer)) timer.fire()
    },
  }
}
