import type { Clock, Instant } from '../engine/ports/machine.ts'

/** Between two looks at the real clock, in its milliseconds. */
const tickMs = 25
/** Where time runs as everywhere, a look now and then is enough. */
const idleTickMs = 200
/** A machine that slept does not make up for it. */
const longestTickMs = 250
/** Time waits for what is not noticed at most this long; real milliseconds. A mailbox may be gone, and nobody reads. */
const longestWaitMs = 500
/** A wait of more than this is quiet, and is jumped over; virtual milliseconds. */
const quietMs = 60 * 60_000
/** A jump lands this much before what is due, so that mail is read before anything is sent. */
const leadMs = 2 * 60_000

export interface Progress {
  now: Instant
  /** Real milliseconds since the last look. */
  elapsedMs: number
  /** Virtual seconds for each real one. */
  pace: number
  /** What comes next; null when nothing does. */
  due: Instant | null
}

/**
 * What the clock shows next. While something is to come it runs at its pace, up to that instant and not beyond in one
 * step; a long wait is jumped over; and while nothing is to come it goes as ours does, so that whoever only looks around
 * does not lose a day. It never runs backwards, and stands still at pace 0.
 */
export function progress({ now, elapsedMs, pace, due }: Progress): Instant {
  const elapsed = Math.min(Math.max(elapsedMs, 0), longestTickMs)
  if (pace === 0) return now
  if (due === null) return now + elapsed * Math.min(pace, 1)
  if (due - now > quietMs && pace > 1) return due - leadMs
  const next = Math.round(now + elapsed * pace)
  // What has been due for a while waits for something else: time passes by it.
  return due > now ? Math.min(next, due) : next
}

interface Timer {
  at: Instant
  fire: () => void
}

/** What the clock has to know of what happens by it. */
export interface World {
  /** What comes next, virtual; null when nothing does. Asked at every look. */
  nextDue(): Instant | null
  /** Something has arrived that is not noticed yet: time waits for it, but not for long. */
  isBusy(): boolean
  /** Called when time has moved, before timers are fired. */
  onMoved(now: Instant): void
}

export interface VirtualClock extends Clock {
  pace(): number
  setPace(pace: number): void
  /** Begins to run. */
  run(world: World): void
  stop(): void
}

/** A clock of its own, driven by a real one. Between two looks it stands still, so what happens at once has one time. */
export function createVirtualClock(real: Clock, start: Instant, initialPace: number): VirtualClock {
  const timers = new Set<Timer>()
  let now = start
  let pace = initialPace
  let lastLook = 0
  let cancel: (() => void) | null = null
  let running = false
  /** Looks at once, and goes on from there; set while it runs. */
  let lookNow: () => void = () => {}

  function fireDue(): void {
    const due = [...timers].filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at)
    for (const timer of due) {
      // One that was taken back by another's work is not fired.
      if (timers.delete(timer)) timer.fire()
    }
  }

  return {
    now: () => now,
    setTimer(at, fire) {
      const timer = { at, fire }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    pace: () => pace,
    setPace(next) {
      // Up to here it went at the old one.
      lookNow()
      pace = next
      lookNow()
    },
    run({ nextDue, isBusy, onMoved }) {
      running = true
      lastLook = real.now()
      let lastMove = lastLook
      let idle = true
      const look = () => {
        if (!running) return
        const at = real.now()
        const passed = at - lastLook
        lastLook = at
        if (isBusy() && at - lastMove < longestWaitMs) return arm(tickMs)
        lastMove = at
        const due = nextDue()
        // What came up since an idle look has not been running for that long.
        const elapsedMs = idle && due !== null ? Math.min(passed, tickMs) : passed
        now = Math.max(now, progress({ now, elapsedMs, pace, due }))
        onMoved(now)
        fireDue()
        idle = due === null || pace === 0
        arm(idle ? idleTickMs : tickMs)
      }
      const arm = (ms: number) => {
        cancel?.()
        if (running) cancel = real.setTimer(real.now() + ms, look)
      }
      lookNow = look
      arm(tickMs)
    },
    stop() {
      running = false
      cancel?.()
      timers.clear()
    },
  }
}
