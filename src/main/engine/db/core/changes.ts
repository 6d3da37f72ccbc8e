import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** Rows that this connection has changed since it was opened: the same number means that what was read from it still holds. */
export function changeCount(db: Db): unknown {
  return statement(db, 'select total_changes()').pluck().get()
}

/** Another number after every write of another connection. */
export function dataVersion(db: Db): unknown {
  return db.sqlite.pragma('data_version', { simple: true })
}
