import { chmodSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { UserError } from '../../../../shared/errors.ts'
import * as schema from './schema.ts'

/** One connection, and the typed view of it. Both see the same open transaction. */
export interface Db {
  sqlite: Sqlite.Database
  orm: BetterSQLite3Database<typeof schema>
}

const databaseFile = 'workspace.db'

/**
 * Opens a workspace's database and brings it up to the shipped migrations.
 * @param durable false for a folder that is thrown away: its commits wait for no disk
 * @throws UserError CONFLICT for a database from a newer version (it is left untouched) or one that is damaged.
 */
export function openDatabase(folder: string, migrationsFolder: string, durable = true): Db {
  const path = join(folder, databaseFile)
  if (existsSync(path)) refuseNewer(path, migrationsFolder)
  closeToOthers(path)
  const db = connect(path)
  // A commit that returned has reached the disk, also when the power fails a moment later (rule 2).
  db.sqlite.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`)
  migrate(db.orm, { migrationsFolder })
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

function refuseNewer(path: string, migrationsFolder: string): void {
  const sqlite = new Sqlite(path, { readonly: true })
  try {
    const table = sqlite.prepare(`select 1 from sqlite_master where name = '__drizzle_migrations'`).get()
    if (!table) return
    const newest = sqlite.prepare('select max(created_at) as at from __drizzle_migrations').get() as { at: number | null }
    const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as { entries: { when: number }[] }
    const known = Math.max(0, ...journal.entries.map((entry) => entry.when))
    if (newest.at !== null && newest.at > known) {
      throw new UserError('CONFLICT', 'This workspace was made by a newer version of Campaign Desk. Nothing was changed.', {
        advice: 'Install the newer version, or open another workspace folder.',
      })
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError('CONFLICT', `The file ${databaseFile} is not a database that can be read. Nothing was changed.`, {
      advice: 'Restore the workspace folder from a backup, or choose another folder.',
    })
  } finally {
    sqlite.close()
  }
}
