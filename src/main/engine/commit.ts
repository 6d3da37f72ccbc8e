import type { EventType, StoredEvent } from '../../shared/events.ts'
import type { Bus } from './bus.ts'
import type { Db } from './db/open.ts'
import { events } from './db/schema.ts'
import type { Clock, Instant, Log } from './ports.ts'

export interface NewEvent {
  type: EventType
  campaignId?: number | null
  enrollmentId?: number | null
  contactId?: number | null
  mailboxId?: number | null
  sendId?: number | null
  incomingId?: number | null
  /** What happened, in a person's words. */
  message?: string
}

export interface Tx extends Db {
  /** The instant of this commit: one for all of its rows. */
  at: Instant
  emit(event: NewEvent): void
}

/**
 * The one write path: a synchronous BEGIN IMMEDIATE transaction, so nothing can be awaited inside. Events are stored
 * with the change that they tell of, and published only once it is committed.
 * @param name where it happens, `noun.verb`; for the log and for tests that crash around it
 */
export type Commit = <T>(name: string, work: (tx: Tx) => T) => T

export interface CommitHooks {
  /** Tests throw here to stand for a crash: before BEGIN, or after COMMIT and before anybody hears of it. */
  before?(name: string): void
  after?(name: string): void
}

const slowMs = 50

export function createCommit(db: Db, clock: Clock, bus: Bus, log: Log, onCommitted: () => void, hooks: CommitHooks = {}): Commit {
  const runImmediate = db.sqlite.transaction((work: () => unknown) => work()).immediate
  return (name, work) => {
    hooks.before?.(name)
    const at = clock.now()
    const stored: StoredEvent[] = []
    const tx: Tx = { ...db, at, emit: (event) => stored.push(store(db, at, event)) }
    const startedMs = performance.now()
    const result = runImmediate(() => work(tx)) as ReturnType<typeof work>
    const tookMs = performance.now() - startedMs
    if (tookMs > slowMs) log.warn({ commit: name, tookMs: Math.round(tookMs) }, 'slow commit')
    hooks.after?.(name)
    for (const event of stored) bus.publish(event)
    onCommitted()
    return result
  }
}

/** Runs a change and always takes it back: what it would do is counted by the code that would do it. */
export type Rehearse = <T>(work: (tx: Tx) => T) => T

export function rehearsal(db: Db, clock: Clock): Rehearse {
  return (work) => {
    db.sqlite.exec('BEGIN IMMEDIATE')
    try {
      return work({ ...db, at: clock.now(), emit() {} })
    } finally {
      db.sqlite.exec('ROLLBACK')
    }
  }
}

function store(db: Db, at: Instant, event: NewEvent): StoredEvent {
  const { seq } = db.orm
    .insert(events)
    .values({ at, ...event })
    .returning({ seq: events.seq })
    .get()
  return {
    seq,
    at: new Date(at).toISOString(),
    type: event.type,
    campaignId: event.campaignId ?? null,
    recipientId: event.enrollmentId ?? null,
    contactId: event.contactId ?? null,
    mailboxId: event.mailboxId ?? null,
    sendId: event.sendId ?? null,
    message: event.message ?? '',
  }
}
