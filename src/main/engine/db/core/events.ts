/** The stored stream of events. */
import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** The sequence number of the last event; 0 before the first. */
export function lastSeq(db: Db): number {
  return statement(db, 'select coalesce(max(seq), 0) from events').pluck().get() as number
}
