import type { EventType, StoredEvent } from '../../../../shared/events.ts'
import type { Clock, Instant, Log } from '../../ports/machine.ts'

import type { Bus } from './bus.ts'
import type { Db } from './open.ts'
import { statement } from './statement.ts'
import { withWriteIntent } from './write-intent.ts'

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
export interface Commit {
  <T>(name: string, work: (tx: Tx) => T): T
  /**
   * The same for what several lanes have to write at one moment: it shares a transaction, and so one wait for the disk.
   * Resolves once it is on the disk. Each work stands for itself: one that throws is taken back alone.
   */
  together<T>(name: string, work: (tx: Tx) => T): Promise<T>
}

export interface CommitHooks {
  /** Tests throw here to stand for a crash: before BEGIN, or after COMMIT and before anybody hears of it. */
  before?(name: string): void
  after?(name: string): void
}

const slowMs = 50
/**
 * Turns of the event loop for which a shared transaction waits for more: an idle loop is through them at once, a busy one
 * meanwhile takes in the answers that would need a transaction of their own a moment later.
 */
const turnsTogether = 20

/** One work that waits for the next shared transaction, and how its lane hears of the end. */
interface Waiting {
  name: string
  /** Runs it, and returns what is to be told once the transaction is on the disk. */
  run(tx: Tx): () => void
  reject(error: unknown): void
}

export function createCommit(db: Db, clock: Clock, bus: Bus, log: Log, onCommitted: () => void, hooks: CommitHooks = {}): Commit {
  const transaction = db.sqlite.transaction((work: () => unknown) => work())
  let waiting: Waiting[] = []

  function commit<T>(names: readonly string[], work: (tx: Tx, stored: StoredEvent[]) => T): T {
    for (const name of names) hooks.before?.(name)
    const at = clock.now()
    const stored: StoredEvent[] = []
    const tx: Tx = { ...db, at, emit: (event) => stored.push(store(db, at, event)) }
    const startedMs = performance.now()
    const result = withWriteIntent(db, () => transaction.immediate(() => work(tx, stored))) as T
    const tookMs = performance.now() - startedMs
    if (tookMs > slowMs) log.warn({ commit: names.join(' '), tookMs: Math.round(tookMs) }, 'slow commit')
    for (const name of names) hooks.after?.(name)
    for (const event of stored) bus.publish(event)
    onCommitted()
    return result
  }

  function commitWaiting(): void {
    const group = waiting
    waiting = []
    try {
      const names = group.map(({ name }) => name)
      const tellings = commit(names, (tx, stored) => group.map((one) => runAlone(tx, stored, one)))
      for (const tell of tellings) tell()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  /** Within a savepoint: what one work leaves half done, and the events of that, are taken back without the others. */
  function runAlone(tx: Tx, stored: StoredEvent[], { run, reject }: Waiting): () => void {
    const before = stored.length
    try {
      return transaction(() => run(tx)) as () => void
    } catch (error) {
      // A full disk may have taken back the whole transaction; nothing may go on as if it were still open.
      if (!db.sqlite.inTransaction) throw error
      stored.length = before
      return () => reject(error)
    }
  }

  function together<T>(name: string, work: (tx: Tx) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (tx: Tx) => {
        const result = work(tx)
        return () => resolve(result)
      }
      if (waiting.push({ name, run, reject }) === 1) gather(turnsTogether)
    })
  }

  function gather(turns: number): void {
    setImmediate(turns === 1 ? commitWaiting : () => gather(turns - 1))
  }

  return Object.assign(<T>(name: string, work: (tx: Tx) => T) => commit([name], work), { together })
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
  const { type, message = '' } = event
  const campaignId = event.campaignId ?? null
  const recipientId = event.enrollmentId ?? null
  const contactId = event.contactId ?? null
  const mailboxId = event.mailboxId ?? null
  const sendId = event.sendId ?? null
  const { lastInsertRowid } = statement(
    db,
    `insert into events (at, type, campaign_id, enrollment_id, contact_id, mailbox_id, send_id, incoming_id, message)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(at, type, campaignId, recipientId, contactId, mailboxId, sendId, event.incomingId ?? null, message)
  return {
    seq: Number(lastInsertRowid),
    at: new Date(at).toISOString(),
    type,
    campaignId,
    recipientId,
    contactId,
    mailboxId,
    sendId,
    message,
  }
}
