/** Migrations that only tests have: those that may come next, made of the tables that are shipped now. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { migrationsFolder } from '../../src/main/paths.ts'

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[]
}

const breakpoint = '--> statement-breakpoint'

export function journalOf(folder: string): Journal {
  return JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as Journal
}

function writeJournal(folder: string, journal: Journal): void {
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
}

/** A copy of the shipped migrations, or of the first few, in a folder of its own. The caller removes it. */
export function copyMigrations(count?: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-migrations-'))
  cpSync(migrationsFolder, folder, { recursive: true })
  const journal = journalOf(folder)
  writeJournal(folder, { ...journal, entries: journal.entries.slice(0, count) })
  return folder
}

/** Adds one that comes after all others of a folder. */
export function addMigration(folder: string, tag: string, statements: readonly string[]): void {
  const journal = journalOf(folder)
  const when = Math.max(...journal.entries.map((entry) => entry.when)) + 1
  writeFileSync(join(folder, `${tag}.sql`), statements.join(breakpoint))
  journal.entries.push({ idx: journal.entries.length, version: '6', when, tag, breakpoints: true })
  writeJournal(folder, journal)
}

interface Rebuild {
  /** Which rows are taken over: `id <> 1`. All, where nobody says. */
  rows?: string
}

/**
 * The statements that make a table anew in SQLite's twelve steps, with a column `added` more than it had, and what was lost
 * with the old one: its indexes and triggers.
 * @param from a database that has the table
 */
function rebuildOf(from: Sqlite.Database, table: string, { rows = 'true' }: Rebuild = {}): string[] {
  const made = from.prepare('select sql from sqlite_master where tbl_name = ? and type = ?').pluck()
  const [create = ''] = made.all(table, 'table') as string[]
  const others = ['index', 'trigger'].flatMap((type) => made.all(table, type) as (string | null)[])
  const names = (from.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => `\`${name}\``).join(', ')
  return [
    create.replace(/^CREATE TABLE\s+\S+\s*\(/i, `CREATE TABLE \`__new_${table}\` (added text DEFAULT 'new' NOT NULL, `),
    `INSERT INTO \`__new_${table}\` (${names}) SELECT ${names} FROM \`${table}\` WHERE ${rows}`,
    `DROP TABLE \`${table}\``,
    `ALTER TABLE \`__new_${table}\` RENAME TO \`${table}\``,
    ...others.filter((sql) => sql !== null),
  ]
}

/** All that the shipped migrations make, with nothing in it. */
export function emptyDatabase(): Sqlite.Database {
  const sqlite = new Sqlite(':memory:')
  for (const { tag } of journalOf(migrationsFolder).entries) {
    for (const one of readFileSync(join(migrationsFolder, `${tag}.sql`), 'utf8').split(breakpoint)) sqlite.exec(one)
  }
  return sqlite
}

/** The tables that a coming version makes anew. */
export const rebuilt = ['contacts', 'sends', 'drafts'] as const

/** A folder with the shipped migrations and one that makes these tables anew. The caller removes it. */
export function rebuildingMigrations(tag = '9000_rebuilt', rebuild: Rebuild = {}): string {
  const folder = copyMigrations()
  const sqlite = emptyDatabase()
  addMigration(
    folder,
    tag,
    rebuilt.flatMap((table) => rebuildOf(sqlite, table, table === 'contacts' ? rebuild : {})),
  )
  sqlite.close()
  return folder
}

/** What a database says: its schema, and every row of every table as a line of JSON, in the order of its columns. */
export interface Dump {
  /** `type name` to its SQL. Indexes that SQLite makes itself have none. */
  schema: Record<string, string | null>
  rows: Record<string, string[]>
  /** The counters of ids. */
  counters: Record<string, number>
}

/** Reads a database without changing it. Of rows that a test migration made anew, what it added is left out. */
export function dumpOf(sqlite: Sqlite.Database): Dump {
  const things = sqlite.prepare('select type, name, sql from sqlite_master order by type, name').all() as Record<string, string>[]
  const tables = things.filter(({ type, name = '' }) => type === 'table' && name !== 'sqlite_sequence').map(({ name = '' }) => name)
  return {
    schema: Object.fromEntries(things.map(({ type, name, sql }) => [`${type} ${name}`, sql ?? null])),
    rows: Object.fromEntries(tables.map((table) => [table, linesOf(sqlite, table)])),
    counters: Object.fromEntries(sqlite.prepare('select name, seq from sqlite_sequence').raw().all() as [string, number][]),
  }
}

function linesOf(sqlite: Sqlite.Database, table: string): string[] {
  const names = (sqlite.pragma(`table_xinfo("${table}")`) as { name: string; hidden: number }[])
    .filter(({ name, hidden }) => name !== 'added' && hidden === 0)
    .map(({ name }) => `"${name}"`)
  const rows = sqlite
    .prepare(`select ${names.join(', ')} from "${table}"`)
    .raw()
    .all() as unknown[][]
  const plain = (value: unknown) => (Buffer.isBuffer(value) ? value.toString('base64') : value)
  return rows.map((row) => JSON.stringify(row.map(plain))).sort()
}

/** The dump of a file that nobody has open. */
export function dumpFile(path: string): Dump {
  const sqlite = new Sqlite(path, { readonly: true })
  try {
    return dumpOf(sqlite)
  } finally {
    sqlite.close()
  }
}
