import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Timers } from '../live/coalesce.ts'
import { type Problem, toProblem } from '../words/problem.ts'

export type Patch = Record<string, unknown>

/**
 * `waiting`: something is typed and will be saved in a moment. `failed`: the engine was not reached or could not; it is
 * tried again. `stale`: somebody else changed it meanwhile; nothing goes on until a person decides.
 */
type SavePhase = 'idle' | 'waiting' | 'saving' | 'failed' | 'stale'

export interface AutosaveState {
  phase: SavePhase
  /** What is not saved yet, by key: the newest of each field. What is on its way counts as unsaved until it arrived. */
  unsaved: ReadonlyMap<string, Patch>
  /** What the engine does not take as it is, e.g. half a template. It stays, and is tried again with the next change. */
  refused: ReadonlyMap<string, Problem>
  /** Why nothing goes on, for `failed`. */
  problem: Problem | null
}

export interface AutosaveOptions {
  /** Saves the fields of one key. */
  save(key: string, patch: Patch): Promise<void>
  /** What an error means for the rest. */
  classify(error: unknown): 'refused' | 'stale' | 'failed'
  /** False: what is typed waits until `submit`. */
  automatic(): boolean
  timers: Timers
}

export interface Autosave {
  store: StoreApi<AutosaveState>
  /** Takes what was typed; it is saved a moment after the last of it. */
  edit(key: string, patch: Patch): void
  /** Does something in its turn, after all that was typed before. Rejects with what it throws. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Saves one key now, in its turn; for what is not saved by itself. */
  submit(key: string): Promise<void>
  /** Saves now. Resolves once nothing more can be saved. */
  flush(): Promise<void>
  /** Goes on after `failed` or `stale`. */
  resume(): void
  /** Forgets what is not saved, all or one key. */
  drop(key?: string): void
  stop(): void
}

/** What a job that was never done rejects with, once a person chose to forget what waits. */
export class GivenUp extends Error {}

interface Job {
  run(): Promise<void>
  reject(error: unknown): void
}

const pauseMs = 500
/** Somebody who types without a pause is saved so often. */
const longestMs = 3_000
const againMs = 5_000

/**
 * Saves what is typed, one thing after the other: no save overtakes another, and nothing is forgotten before it has
 * arrived.
 */
export function createAutosave({ save, classify, automatic, timers }: AutosaveOptions): Autosave {
  const pending = new Map<string, Patch>()
  const refused = new Map<string, Problem>()
  const jobs: Job[] = []
  let sending: { key: string; patch: Patch } | null = null
  let halted: { phase: 'failed' | 'stale'; problem: Problem } | null = null
  let running: Promise<void> | null = null
  let busy = false
  let cancelTimer: (() => void) | null = null
  let cancelAgain = () => {}
  let firstTypedAt: number | null = null
  const store = createStore<AutosaveState>(() => ({ phase: 'idle', unsaved: new Map(), refused: new Map(), problem: null }))

  function publish(): void {
    const unsaved = new Map(pending)
    if (sending) unsaved.set(sending.key, { ...sending.patch, ...pending.get(sending.key) })
    const waits = [...pending.keys()].some((key) => !refused.has(key))
    const phase = halted ? halted.phase : busy ? 'saving' : waits ? 'waiting' : 'idle'
    store.setState({ phase, unsaved, refused: new Map(refused), problem: halted?.problem ?? null })
  }

  function arm(): void {
    cancelTimer?.()
    firstTypedAt ??= timers.now()
    const wait = Math.max(0, Math.min(pauseMs, firstTypedAt + longestMs - timers.now()))
    cancelTimer = timers.after(wait, () => {
      cancelTimer = null
      void pump()
    })
  }

  function pump(): Promise<void> {
    running ??= loop().finally(() => {
      running = null
      busy = false
      publish()
      // Asked for after the loop had looked for the last time.
      if (!halted && (jobs.length > 0 || toSave())) void pump()
    })
    return running
  }

  /** What may be saved now. */
  function toSave(): [string, Patch] | undefined {
    return automatic() && !cancelTimer ? [...pending].find(([key]) => !refused.has(key)) : undefined
  }

  async function loop(): Promise<void> {
    for (;;) {
      if (halted) return
      // What is typed goes first: a job finds it saved.
      const next = toSave()
      if (next) await saveOne(next[0], next[1])
      else if (jobs.length > 0 && (await runFirst(jobs[0] as Job))) jobs.shift()
      else if (jobs.length === 0 || halted) return
    }
  }

  async function saveOne(key: string, patch: Patch): Promise<void> {
    firstTypedAt = null
    pending.delete(key)
    sending = { key, patch }
    busy = true
    publish()
    try {
      await save(key, patch)
      sending = null
    } catch (error) {
      const newer = pending.get(key)
      sending = null
      pending.set(key, { ...patch, ...newer })
      const kind = classify(error)
      if (kind !== 'refused') halt(kind, error)
      else if (!newer) refused.set(key, toProblem(error))
    }
    publish()
  }

  /** False where it has to wait for a person's decision, and then is done again. */
  async function runFirst(job: Job): Promise<boolean> {
    busy = true
    publish()
    try {
      await job.run()
    } catch (error) {
      if (classify(error) === 'stale') {
        halt('stale', error)
        return false
      }
      job.reject(error)
    }
    return true
  }

  function halt(phase: 'failed' | 'stale', error: unknown): void {
    halted = { phase, problem: toProblem(error) }
    if (phase === 'failed') cancelAgain = timers.after(againMs, resume)
  }

  function resume(): void {
    cancelAgain()
    halted = null
    void now()
  }

  function now(): Promise<void> {
    cancelTimer?.()
    cancelTimer = null
    return pump()
  }

  function run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      jobs.push({ run: async () => resolve(await work()), reject })
      void now()
    })
  }

  return {
    store,
    edit(key, patch) {
      pending.set(key, { ...pending.get(key), ...patch })
      refused.delete(key)
      if (automatic() && halted?.phase !== 'stale') {
        if (halted) resumeLater()
        arm()
      }
      publish()
    },
    run,
    submit: (key) =>
      run(async () => {
        const patch = pending.get(key)
        if (!patch) return
        await save(key, patch)
        if (pending.get(key) === patch) pending.delete(key)
        refused.delete(key)
        publish()
      }),
    flush: async () => {
      if (!halted) await now()
    },
    resume,
    drop(key) {
      for (const one of key === undefined ? [...pending.keys()] : [key]) {
        pending.delete(one)
        refused.delete(one)
      }
      if (key === undefined) {
        for (const job of jobs.splice(0)) job.reject(new GivenUp())
        cancelTimer?.()
        cancelTimer = null
        cancelAgain()
        halted = null
      }
      publish()
    },
    stop() {
      cancelTimer?.()
      cancelAgain()
    },
  }

  /** The next thing typed is as good a moment to try again as any. */
  function resumeLater(): void {
    cancelAgain()
    halted = null
  }
}
