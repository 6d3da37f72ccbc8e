import { createStore, type StoreApi } from 'zustand/vanilla'
import type { StoredEvent, StreamEvent } from '../../shared/events.ts'
import type { ContactImport } from '../../shared/schemas/contacts.ts'
import type { Client } from '../api/types.ts'
import { reconnectDelay } from '../lib/live/backoff.ts'
import type { Timers } from '../lib/live/coalesce.ts'
import { type Problem, toProblem } from '../lib/words/problem.ts'

interface ConnectionState {
  state: 'connecting' | 'online' | 'reconnecting'
  /** The last sequence number heard: where a reconnect goes on. */
  lastSeq: number | null
  /** Tries that failed in a row. */
  failures: number
  problem: Problem | null
}

type ConnectionStore = StoreApi<ConnectionState>

export interface EventSink {
  /** Something happened to these rows. */
  touch(event: StoredEvent): void
  /** Something may have been missed: read everything anew. */
  resync(): void
  /** How far an import is. Said often, and never again. */
  progress?(progress: ContactImport): void
}

export interface Follower {
  store: ConnectionStore
  start(): void
  stop(): void
  /** Ends the waiting between two tries. */
  retryNow(): void
  /** Drops a connection that no longer answers, and makes a new one. */
  reconnect(): void
}

const connectTimeoutMs = 15_000

/**
 * Follows the event stream for ever. The first connection reads everything once it listens; later ones resume after
 * the last number heard. A number that is missing means that everything is read anew; one that comes late is applied,
 * since applying an event only means to read its rows.
 */
export function createFollower(client: Pick<Client, 'events'>, sink: EventSink, timers: Timers, random: () => number): Follower {
  const store = createStore<ConnectionState>(() => ({ state: 'connecting', lastSeq: null, failures: 0, problem: null }))
  let stopped = true
  let connection: AbortController | null = null
  let endWait: (() => void) | null = null

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await follow()
        failed(new Error('the stream ended'))
      } catch (error) {
        failed(error)
      }
      if (!stopped) await wait(reconnectDelay(store.getState().failures, random()))
    }
  }

  async function follow(): Promise<void> {
    const controller = new AbortController()
    connection = controller
    const cancelTimeout = timers.after(connectTimeoutMs, () => controller.abort())
    const { lastSeq } = store.getState()
    try {
      const opening = client.events.stream(lastSeq === null ? {} : { after: lastSeq }, { signal: controller.signal })
      const stream = await unlessAborted(opening, controller.signal)
      cancelTimeout()
      store.setState({ state: 'online', failures: 0, problem: null })
      if (lastSeq === null) sink.resync()
      const iterator = stream[Symbol.asyncIterator]()
      while (!stopped) {
        const next = await unlessAborted(iterator.next(), controller.signal)
        if (next.done) return
        hear(next.value)
      }
    } finally {
      cancelTimeout()
      controller.abort()
    }
  }

  function hear(event: StreamEvent): void {
    const { lastSeq } = store.getState()
    if (event.type === 'progress') {
      sink.progress?.(event.import)
      return
    }
    if (event.type === 'resync') {
      store.setState({ lastSeq: event.seq })
      sink.resync()
      return
    }
    if (lastSeq !== null && event.seq > lastSeq + 1) sink.resync()
    else sink.touch(event)
    if (lastSeq === null || event.seq > lastSeq) store.setState({ lastSeq: event.seq })
  }

  function failed(error: unknown): void {
    if (stopped) return
    store.setState((before) => ({
      state: 'reconnecting',
      failures: before.failures + 1,
      problem: toProblem(error),
    }))
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = timers.after(ms, resolve)
      endWait = () => {
        cancel()
        resolve()
      }
    })
  }

  return {
    store,
    start() {
      if (!stopped) return
      stopped = false
      void run()
    },
    stop() {
      stopped = true
      connection?.abort()
      endWait?.()
    },
    retryNow: () => endWait?.(),
    reconnect: () => connection?.abort(),
  }
}

/** A transport that does not heed the signal must not keep us waiting. */
function unlessAborted<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('aborted'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    Promise.resolve(work).then(
      (value) => {
        signal.removeEventListener('abort', abort)
        resolve(value)
      },
      (error: unknown) => {
        signal.removeEventListener('abort', abort)
        reject(error)
      },
    )
  })
}
