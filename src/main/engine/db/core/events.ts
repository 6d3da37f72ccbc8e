import { asc, gt } from 'drizzle-orm'
import type { StoredEvent } from '../../../../shared/events.ts'
import type { Db } from './open.ts'
import { events } from './schema.ts'
import { statement } from './statement.ts'

/** The number of the newest event; 0 while there is none. */
export function newestSeq(db: Db): number {
  return (statement(db, 'select max(seq) from events').pluck().get() as number | null) ?? 0
}

/** The events after a number, in their order, at most so many. */
export function eventsSince(db: Db, seq: number, limit: number): StoredEvent[] {
  const rows = db.orm.select().from(events).where(gt(events.seq, seq)).orderBy(asc(events.seq)).limit(limit).all()
  return rows.map(({ enrollmentId, incomingId: _, at, type, ...row }) => ({
    ...row,
    at: new Date(at).toISOString(),
    // Only this program writes the table, from the closed list of types.
    type: type as StoredEvent['type'],
    recipientId: enrollmentId,
  }))
}

/** Whether nothing happened after a number but that messages left, or wait. */
export function onlySendsSince(db: Db, seq: number): boolean {
  const other = `select exists (select 1 from events where seq > ? and type not in ('send.sent', 'send.deferred', 'send.held', 'recipient.changed'))`
  return statement(db, other).pluck().get(seq) === 0
}
