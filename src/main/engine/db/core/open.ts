import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { UserError } from '../../../../shared/errors.ts'
import { type Migration, migrate, newestApplied, readMigrations } from './migrate.ts'
import * as schema from './schema.ts'

/** One connection, and the typed view of it. Both see the same open transaction. */
export interface Db {
  sqlite: Sqlite.Database
  orm: BetterSQLite3Database<typeof schema>
}

const databaseFile = 'workspace.db'

/**
 * Opens a workspace's database and brings it up to the shipped migrations. The caller owns the folder (`owner.ts`).
 * @param durable false for a folder that is thrown away: its commits wait for no disk
 * @throws UserError CONFLICT for a database from a newer version, one that is damaged, or one that cannot be brought up to
 *   date; PRECONDITION_FAILED where the disk has no room for that. It is left as it was.
 */
export function openDatabase(folder: string, migrationsFolder: string, durable = true): Db {
  const path = join(folder, databaseFile)
  const migrations = readMigrations(migrationsFolder)
  if (existsSync(path)) refuseNewer(path, migrations)
  closeToOthers(path)
  const db = connect(path)
  try {
    // A commit that returned has reached the disk, also when the power fails a moment later (rule 2).
    db.sqlite.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`)
    migrate(db.sqlite, folder, migrations)
  } catch (error) {
    db.sqlite.close()
    throw error
  }
  return db
}

/** A further connection for a worker thread: its commits may lag behind a power cut, and are resumed from what is there. */
export function openWorkerDatabase(folder: string): Db {
  const db = connect(join(folder, databaseFile))
  db.sqlite.pragma('synchronous = NORMAL')
  return db
}

function connect(path: string): Db {
  const sqlite = new Sqlite(path)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('busy_timeout = 5000')
  sqlite.pragma('cache_size = -65536')
  sqlite.pragma('temp_store = MEMORY')
  return { sqlite, orm: drizzle(sqlite, { schema }) }
}

/** Addresses and letters: wherever its folder is moved, nobody else of this machine reads them. Its journals follow it. */
function closeToOthers(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
    chmodSync(path, 0o600)
  } catch {
    // Not every drive knows this. What keeps it from being opened at all is told by the opening.
  }
}

/** Asked of a connection that cannot write: a file that is not ours is left to the byte. */
function refuseNewer(path: string, migrations: readonly Migration[]): void {
  const sqlite = new Sqlite(path, { readonly: true })
  try {
    const newest = newestApplied(sqlite)
    const known = Math.max(0, ...migrations.map(({ folderMillis }) => folderMillis))
    if (newest !== null && newest > known) {
      throw new UserError('CONFLICT', 'This workspace was made by a newer version of Campaign Desk. Nothing was changed.', {
        advice: 'Install the newer version, or open another workspace folder.',
      })
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    const code = String((error as { code?: unknown }).code)
    if (/^SQLITE_(FULL|IOERR)/.test(code)) {
      throw new UserError('PRECONDITION_FAILED', `The file ${databaseFile} cannot be read or written (${code}). Nothing was changed.`, {
        advice: 'Check that its disk has room and is in order, then try again.',
      })
    }
    throw new UserError('CONFLICT', `The file ${databaseFile} is not a database that can be read. Nothing was changed.`, {
      advice: 'Restore the workspace folder from a backup, or choose another folder.',
    })
  } finally {
    sqlite.close()
  }
}
