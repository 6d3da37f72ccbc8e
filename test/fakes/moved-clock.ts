/**
 * Loaded into a program before it (`node --import`): its wall clock goes ahead when whoever started it says so over IPC.
 * Timers and monotonic clocks stay as they are, as after a clock that was set.
 */
import { isMainThread } from 'node:worker_threads'

export interface ClockMove {
  /** Milliseconds that its clock is ahead of the machine's, from now on. */
  aheadMs: number
}

let aheadMs = 0
const OwnDate = Date

class MovedDate extends OwnDate {
  constructor(...given: [] | [string | number | Date]) {
    if (given.length === 0) super(MovedDate.now())
    else super(...given)
  }
  static override now(): number {
    return OwnDate.now() + aheadMs
  }
}

if (isMainThread && process.channel) {
  globalThis.Date = MovedDate as DateConstructor
  process.on('message', (move: ClockMove) => {
    aheadMs = move.aheadMs
    process.send?.(move)
  })
  // The parent's line alone keeps no program alive.
  process.channel.unref()
}
