import type { Clock } from '../engine/ports/machine.ts'

/** A timer may be late by a sleep of the machine or a clock that was set: look again at least this often. */
const longestWaitMs = 30_000

/** The system's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(at, fire) {
    let timer: NodeJS.Timeout
    const arm = () => {
      const left = at - Date.now()
      timer = setTimeout(left > longestWaitMs ? arm : fire, Math.min(Math.max(left, 0), longestWaitMs))
      timer.unref()
    }
    arm()
    return () => clearTimeout(timer)
  },
}
