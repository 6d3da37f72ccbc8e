/** Who copies the write-ahead log into the database, and when. */
import type { Db } from './open.ts'

/** SQLite's own default. */
const usualPages = 1_000

/** This connection's commits copy the log no more: another one does it meanwhile. */
export function leaveCheckpoints(db: Db): void {
  db.sqlite.pragma('wal_autocheckpoint = 0')
}

/** A commit of this connection copies the log once it has so many pages. */
export function takeCheckpoints(db: Db, pages = usualPages): void {
  db.sqlite.pragma(`wal_autocheckpoint = ${pages}`)
}

/** Copies what can be copied without waiting for anybody. */
export function checkpoint(db: Db): void {
  db.sqlite.pragma('wal_checkpoint(PASSIVE)')
}
