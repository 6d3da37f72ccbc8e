/**
 * Brings a workspace's database up to the shipped migrations: all of them, or none. The table of what was applied is written
 * as drizzle's own migrator writes it, so that earlier and later versions understand it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import { UserError } from '../../../../shared/errors.ts'
import { keepNewestCopies, removeCopy, removeHalfCopy, setAside } from './set-aside.ts'

/** One shipped migration: its statements, when it was made (`folderMillis`), and its name. */
export interface Migration extends MigrationMeta {
  tag: string
}

/** The shipped migrations, in their order. */
export function readMigrations(migrationsFolder: string): Migration[] {
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as { entries: { tag: string }[] }
  return readMigrationFiles({ migrationsFolder }).map((migration, i) => ({ ...migration, tag: journal.entries[i]?.tag ?? '' }))
}

/**
 * When the newest migration in a database was made; null where there is none yet.
 * @throws where the file is no database, or says something else there than a time
 */
export function newestApplied(sqlite: Sqlite.Database): number | null {
  const table = sqlite.prepare(`select type from sqlite_master where name = '__drizzle_migrations'`).pluck().get()
  if (table === undefined) return null
  const at = sqlite.prepare('select created_at from __drizzle_migrations order by created_at desc limit 1').pluck().get()
  if (at === undefined) return null
  if (table !== 'table' || typeof at !== 'number' || !Number.isFinite(at)) throw new Error('the table of migrations is damaged')
  return at
}

/**
 * Applies what is pending, in one transaction, after a copy of the database was set aside. Whatever ends it, also the process
 * or the disk, leaves the database as it was before. Foreign keys are off meanwhile, because a table that is made anew would
 * take with it what points to it; no link is broken when they are on again. Nothing is copied or written where nothing is pending.
 * @param sqlite the only connection, of a process that owns the folder, outside of a transaction
 * @throws UserError where it cannot be done, in a person's words
 */
export function migrate(sqlite: Sqlite.Database, folder: string, migrations: readonly Migration[]): void {
  removeHalfCopy(folder)
  const newest = newestApplied(sqlite)
  const pending = migrations.filter(({ folderMillis }) => newest === null || newest < folderMillis)
  const [first] = pending
  if (!first) return
  let copy: string | null = null
  try {
    if (!isEmpty(sqlite)) copy = setAside(sqlite, folder, first.tag)
    withoutForeignKeys(sqlite, () => inOneTransaction(sqlite, () => apply(sqlite, pending)))
  } catch (error) {
    // The database is as it was, and its copy would only keep the disk full.
    if (copy !== null && isFull(error)) removeCopy(copy)
    throw explain(sqlite, error)
  }
  if (copy === null) return
  keepNewestCopies(
    folder,
    migrations.map(({ tag }) => tag),
  )
  giveBackLog(sqlite)
}

/** Nothing in it but, at most, the table of migrations that a process made which ended there. */
function isEmpty(sqlite: Sqlite.Database): boolean {
  return sqlite.prepare(`select 1 from sqlite_master where tbl_name <> '__drizzle_migrations' limit 1`).get() === undefined
}

/** Inside a transaction the switch does nothing, and it stays as it is set: both are made sure of. */
function withoutForeignKeys(sqlite: Sqlite.Database, work: () => void): void {
  setForeignKeys(sqlite, 0)
  try {
    work()
  } finally {
    setForeignKeys(sqlite, 1)
  }
}

function setForeignKeys(sqlite: Sqlite.Database, to: 0 | 1): void {
  sqlite.pragma(`foreign_keys = ${to}`)
  if (sqlite.pragma('foreign_keys', { simple: true }) !== to) throw new Error(`foreign keys cannot be set to ${to}`)
}

function inOneTransaction(sqlite: Sqlite.Database, work: () => void): void {
  sqlite.exec('BEGIN IMMEDIATE')
  try {
    work()
    sqlite.exec('COMMIT')
  } catch (error) {
    // A full disk may have taken it back already.
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
    throw error
  }
}

/** As drizzle does: statement by statement, and a row for each migration. */
function apply(sqlite: Sqlite.Database, pending: readonly Migration[]): void {
  sqlite.exec('CREATE TABLE IF NOT EXISTS "__drizzle_migrations" (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)')
  const applied = sqlite.prepare('INSERT INTO "__drizzle_migrations" ("hash", "created_at") VALUES (?, ?)')
  const counters = idCounters(sqlite)
  for (const { sql, hash, folderMillis } of pending) {
    for (const one of sql) sqlite.prepare(one).run()
    applied.run(hash, folderMillis)
  }
  keepCounting(sqlite, counters)
  const broken = brokenLinks(sqlite)
  if (broken !== null) throw new BrokenLinks(broken)
}

interface IdCounter {
  name: string
  /** The highest id that was ever given. */
  seq: number
}

/** How far the ids of each table have been given. */
function idCounters(sqlite: Sqlite.Database): IdCounter[] {
  const counted = sqlite.prepare(`select 1 from sqlite_master where name = 'sqlite_sequence'`).get()
  return counted === undefined ? [] : (sqlite.prepare('select name, seq from sqlite_sequence').all() as IdCounter[])
}

/**
 * A table that is made anew counts from the highest id that is left in it. Those of rows that were deleted would be given a
 * second time, and what names them without a foreign key (a charge, an event) would then speak of somebody else.
 */
function keepCounting(sqlite: Sqlite.Database, counters: readonly IdCounter[]): void {
  for (const counter of counters) {
    sqlite.prepare('delete from sqlite_sequence where name = @name and seq < @seq').run(counter)
    sqlite
      .prepare(
        `insert into sqlite_sequence (name, seq) select @name, @seq
         where exists (select 1 from sqlite_master where type = 'table' and name = @name)
           and not exists (select 1 from sqlite_sequence where name = @name)`,
      )
      .run(counter)
  }
}

/** What points to a row that is not there: `3 in contact_tags, 1 in drafts`; null where every link holds. */
function brokenLinks(sqlite: Sqlite.Database): string | null {
  const counts = new Map<string, number>()
  for (const row of sqlite.prepare('PRAGMA foreign_key_check').iterate()) {
    const { table } = row as { table: string }
    counts.set(table, (counts.get(table) ?? 0) + 1)
  }
  return counts.size === 0 ? null : [...counts].map(([table, count]) => `${count} in ${table}`).join(', ')
}

/** Some rows would point to others that are gone. Its message says how many in which tables. */
class BrokenLinks extends Error {}

const versionBefore = 'the version of Campaign Desk that you had before'

/** Why it could not be done, once everything is as it was. */
function explain(sqlite: Sqlite.Database, error: unknown): UserError {
  if (error instanceof UserError) return error
  if (error instanceof BrokenLinks) return explainLinks(error.message, brokenLinks(sqlite) !== null)
  if (isFull(error)) {
    return new UserError(
      'PRECONDITION_FAILED',
      'This workspace has to be brought up to date, and its disk is full or refuses to be written. Nothing was changed.',
      { advice: 'Make room on that disk, then try again.' },
    )
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))) {
    return new UserError('CONFLICT', 'The database of this workspace is damaged, so it was not brought up to date. Nothing was changed.', {
      advice: 'Restore the workspace folder from a backup, or choose another folder.',
    })
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(codeOf(error))) {
    return new UserError(
      'CONFLICT',
      'Another program has the database of this workspace open, so it was not brought up to date. Nothing was changed.',
      {
        advice: 'Close that program, then try again.',
      },
    )
  }
  const why = error instanceof Error ? error.message : String(error)
  return new UserError('CONFLICT', `This workspace could not be brought up to date (${why}). Nothing was changed.`, {
    advice: `Go on with ${versionBefore}, and report what stands in brackets.`,
  })
}

function explainLinks(broken: string, brokenBefore: boolean): UserError {
  if (brokenBefore) {
    return new UserError(
      'CONFLICT',
      `The database of this workspace is damaged: some of its rows belong to others that are gone (${broken}). It was not brought up to date, and nothing was changed.`,
      { advice: `Restore the workspace folder from a backup. Until then, go on with ${versionBefore}.` },
    )
  }
  return new UserError(
    'CONFLICT',
    `Bringing this workspace up to date would have lost what belongs together (${broken}), so it was taken back. Nothing was changed.`,
    { advice: `Go on with ${versionBefore}, and report what stands in brackets.` },
  )
}

/** A disk that is full, or a quota; SQLite says of a file that may not grow only that it cannot be written. */
function isFull(error: unknown): boolean {
  return ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** After a large transaction its log is as large, for as long as the file is open. What is not copied now is copied later. */
function giveBackLog(sqlite: Sqlite.Database): void {
  try {
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // A full disk: what was committed stands in the log, and is read from there.
  }
}
