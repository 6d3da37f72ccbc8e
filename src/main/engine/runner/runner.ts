import type { Clock, Instant, Log } from '../ports/machine.ts'

import type { Claim, Stage } from './stage.ts'

/** A sleep or a clock that was set may swallow a timer: the runner looks at least this often. */
const fallbackTickMs = 30_000
/** The clock moved further than this between two looks: the machine slept, or the clock was set. */
const jumpMs = 120_000
/** A lane whose work threw (a full disk, a bug) rests for this long, so that it is not tried in a tight loop. */
const restMs = 5_000

export interface Runner {
  start(): void
  /** Claims nothing new and resolves when what was in flight has ended. */
  stop(): Promise<void>
  /** Something was committed: look again soon. */
  wake(): void
  /** The earliest due time of all stages but `without`; null when nothing is planned. UTC milliseconds. */
  nextDue(without?: string): Instant | null
  /** Starts what is due and waits for everything in flight but long work. Returns how much it waited for. */
  round(): Promise<number>
  /** Runs whatever is due at this instant, and what becomes due by it, to its end. */
  drain(): Promise<void>
}

/**
 * One timer, set to the earliest due time of all stages. Stages are asked in their order; claims of different lanes run
 * side by side.
 * @param onJump called before work is claimed after the clock has jumped
 */
export function createRunner(stages: Stage[], clock: Clock, log: Log, onJump: () => void): Runner {
  const busy = new Map<string, Promise<void>>()
  /** Lanes of stages whose work nobody waits for. */
  const longLanes = new Set<string>()
  const resting = new Map<string, Instant>()
  let running = false
  let stopped = false
  let cancelTimer: (() => void) | null = null
  let wakeQueued = false
  let lastLook: Instant = clock.now()

  function look(): number {
    if (stopped) return 0
    const now = clock.now()
    if (Math.abs(now - lastLook) > jumpMs && !wakeUp()) {
      setTimer(now)
      return 0
    }
    lastLook = now
    const lanes = new Set(busy.keys())
    for (const [lane, until] of resting) {
      if (until > now && until <= now + restMs) lanes.add(lane)
      else resting.delete(lane)
    }
    let begun = 0
    for (const stage of stages) {
      for (const claim of claimsOf(stage, now, lanes)) {
        if (lanes.has(claim.lane)) continue
        lanes.add(claim.lane)
        begin(stage, claim)
        begun++
      }
    }
    setTimer(now)
    return begun
  }

  /** False where it failed (a full disk, say): the next look tries again, and until then nothing is begun. */
  function wakeUp(): boolean {
    try {
      onJump()
      return true
    } catch (error) {
      log.error({ error: String(error) }, 'wake-up failed')
      return false
    }
  }

  function claimsOf(stage: Stage, now: Instant, lanes: ReadonlySet<string>): Claim[] {
    try {
      return stage.claim(now, lanes)
    } catch (error) {
      // A stage that cannot look (disk full, say) must not keep the others from working; it is asked again.
      log.error({ stage: stage.name, error: String(error) }, 'claim failed')
      return []
    }
  }

  function begin(stage: Stage, claim: Claim): void {
    const done = claim
      .run()
      .catch((error: unknown) => {
        log.error({ stage: stage.name, lane: claim.lane, error: String(error) }, 'work failed')
        resting.set(claim.lane, clock.now() + restMs)
      })
      .finally(() => {
        busy.delete(claim.lane)
        longLanes.delete(claim.lane)
        wake()
      })
    busy.set(claim.lane, done)
    if (stage.long) longLanes.add(claim.lane)
  }

  function nextDue(now: Instant, without?: string): Instant | null {
    let earliest: Instant | null = null
    for (const stage of stages) {
      if (stage.name === without) continue
      const due = dueOf(stage, now)
      if (due !== null && (earliest === null || due < earliest)) earliest = due
    }
    return earliest
  }

  function setTimer(now: Instant): void {
    cancelTimer?.()
    // Whoever drains it by hand asks for the next due time by themselves.
    if (!running) return
    const due = nextDue(now) ?? Number.POSITIVE_INFINITY
    // Work that is due already but was not claimed waits for a lane, or failed: never spin on it.
    const at = Math.min(now + fallbackTickMs, due > now ? due : now + 1000)
    cancelTimer = clock.setTimer(at, () => {
      if (running) look()
    })
  }

  function dueOf(stage: Stage, now: Instant): Instant | null {
    try {
      return stage.nextDue(now)
    } catch (error) {
      log.error({ stage: stage.name, error: String(error) }, 'due time failed')
      return null
    }
  }

  function wake(): void {
    if (!running || wakeQueued) return
    wakeQueued = true
    // After what has come in by now: many commits and many ends make one look.
    setImmediate(() => {
      wakeQueued = false
      if (running) look()
    })
  }

  return {
    start() {
      for (const stage of stages) stage.recover()
      running = true
      lastLook = clock.now()
      look()
    },
    async stop() {
      running = false
      stopped = true
      cancelTimer?.()
      // A stage may have to end its worker for its claim to end.
      await Promise.all([...stages.map((stage) => stage.stop?.()), ...busy.values()])
    },
    wake,
    round,
    nextDue: (without) => nextDue(clock.now(), without),
    async drain() {
      // What was done may have made more work due at this very instant, and a wake-up may have started it already.
      while (look() > 0 || busy.size > 0) await Promise.all(busy.values())
    },
  }

  async function round(): Promise<number> {
    look()
    const works = [...busy].filter(([lane]) => !longLanes.has(lane)).map(([, done]) => done)
    await Promise.all(works)
    return works.length
  }
}
