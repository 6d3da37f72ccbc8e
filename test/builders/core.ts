/**
 * The one place where set-up writes into a workspace's tables. The builders beside it say what a valid row is; here its
 * names become columns, and names that the table does not have are refused.
 */
import type Sqlite from 'better-sqlite3'
import { withoutGuard } from './state-guard.ts'
import type { Row, TableName } from './tables.ts'

/** Whatever has a connection: a database of the engine, one of its transactions, or a file that a test opened itself. */
export interface Db {
  sqlite: Sqlite.Database
  /** The instant of a transaction: its rows were made then, where a test does not say otherwise. */
  at?: number
}

/** Which rows: one by its id, some by theirs, those with all of these values, or all of the table. */
export type Where<Name extends TableName> = number | readonly number[] | Partial<Row<Name>> | 'all'

/** Adds a row and returns its id. What is left out, or undefined, is what the table says it is. */
export function insert<Name extends TableName>(db: Db, table: Name, row: Row<Name>): number {
  const { names, values } = columns(db, table, row)
  const places = names.map(() => '?').join(', ')
  return Number(run(db, `insert into ${tableName(table)} (${names.join(', ')}) values (${places})`, values).lastInsertRowid)
}

/** Adds `count` rows, from `row(1)` on. All of them say the same columns. */
export function insertMany<Name extends TableName>(db: Db, table: Name, count: number, row: (n: number) => Row<Name>): void {
  for (let from = 1; from <= count; from += rowsAtOnce) {
    const rows = Array.from({ length: Math.min(rowsAtOnce, count - from + 1) }, (_, i) => columns(db, table, row(from + i)))
    const names = rows[0]?.names.join(', ')
    if (rows.some((other) => other.names.join(', ') !== names)) throw new Error(`not all rows of ${table} say the same`)
    const places = rows.map(({ values }) => `(${values.map(() => '?').join(', ')})`).join(', ')
    run(
      db,
      `insert into ${tableName(table)} (${names}) values ${places}`,
      rows.flatMap(({ values }) => values),
    )
  }
}

/** Far fewer calls for a million rows, and no statement with too many values. */
const rowsAtOnce = 100

/** Changes rows and returns how many. @throws where one is named that is not there */
export function alter<Name extends TableName>(db: Db, table: Name, where: Where<Name>, changes: Partial<Row<Name>>): number {
  const { names, values } = columns(db, table, changes)
  const which = condition(db, table, where)
  const set = names.map((name) => `${name} = ?`).join(', ')
  const { changes: changed } = run(db, `update ${tableName(table)} set ${set} ${which.sql}`, [...values, ...which.values])
  if (changed === 0 && typeof where === 'number') throw new Error(`${table} has no row ${where}`)
  return changed
}

/** Removes rows and returns how many. */
export function remove<Name extends TableName>(db: Db, table: Name, where: Where<Name>): number {
  const which = condition(db, table, where)
  return run(db, `delete from ${tableName(table)} ${which.sql}`, which.values).changes
}

/** How many rows a table has: builders number what they make by it. */
export function size(db: Db, table: TableName): number {
  return Number(
    db.sqlite
      .prepare(`select count(*) from ${tableName(table)}`)
      .pluck()
      .get(),
  )
}

/** A row as it usually is, but for what a test says of it: undefined says nothing. */
export function over<Usual extends object, Given extends object>(usual: Usual, given: Given): Over<Usual, Given> {
  const row = { ...usual } as Record<string, unknown>
  for (const [key, value] of Object.entries(given)) if (value !== undefined) row[key] = value
  return row as Over<Usual, Given>
}

type Over<Usual, Given> = Omit<Given, keyof Usual> & {
  [Key in keyof Usual]: Usual[Key] | (Key extends keyof Given ? Exclude<Given[Key], undefined> : never)
}

/** When a row was made, where nobody says: at the instant of the transaction, or at the beginning of time. */
export function instant(db: Db): number {
  return db.at ?? 0
}

/** Every write of set-up passes here, also those of the builders that fill tables by a statement of their own. */
export function run(db: Db, sql: string, values: readonly Stored[] | Record<string, Stored> = []): Sqlite.RunResult {
  return withoutGuard(db.sqlite, () => statement(db.sqlite, sql).run(values))
}

type Stored = string | number | bigint | Buffer | null

const statements = new WeakMap<Sqlite.Database, Map<string, Sqlite.Statement>>()

/** Kept for each database: a large set-up writes the same thing many times. */
function statement(sqlite: Sqlite.Database, sql: string): Sqlite.Statement {
  const known = statements.get(sqlite) ?? new Map<string, Sqlite.Statement>()
  statements.set(sqlite, known)
  const prepared = known.get(sql) ?? sqlite.prepare(sql)
  known.set(sql, prepared)
  return prepared
}

function condition<Name extends TableName>(db: Db, table: Name, where: Where<Name>): { sql: string; values: Stored[] } {
  if (where === 'all') return { sql: '', values: [] }
  // The id of every table that has one; of those that belong to a campaign alone, its id.
  if (typeof where === 'number') return { sql: 'where rowid = ?', values: [where] }
  if (isList(where)) return { sql: `where rowid in (${where.map(() => '?').join(', ')})`, values: [...where] }
  const { names, values } = columns(db, table, where)
  return { sql: `where ${names.map((name) => `${name} is ?`).join(' and ')}`, values }
}

const isList = (where: unknown): where is readonly number[] => Array.isArray(where)

/** @throws where there is nothing, or a name that the table does not have */
function columns(db: Db, table: TableName, row: object): { names: string[]; values: Stored[] } {
  const known = columnsOf(db.sqlite, table)
  const names: string[] = []
  const values: Stored[] = []
  for (const [key, value] of Object.entries(row)) {
    if (value === undefined) continue
    const name = known.get(key)
    if (name === undefined) throw new Error(`${table} has no ${key}`)
    names.push(name)
    values.push(stored(value))
  }
  if (names.length === 0) throw new Error(`nothing is said of ${table}`)
  return { names, values }
}

const columnNames = new WeakMap<Sqlite.Database, Map<string, Map<string, string>>>()

/** The columns that a table really has: how a test says them, and how SQL does. */
function columnsOf(sqlite: Sqlite.Database, table: TableName): Map<string, string> {
  const tables = columnNames.get(sqlite) ?? new Map<string, Map<string, string>>()
  columnNames.set(sqlite, tables)
  const known = tables.get(table) ?? new Map(namesOf(sqlite, table).map((name) => [camel(name), `"${name}"`]))
  tables.set(table, known)
  return known
}

function namesOf(sqlite: Sqlite.Database, table: TableName): string[] {
  return (sqlite.pragma(`table_info(${tableName(table)})`) as { name: string }[]).map(({ name }) => name)
}

const camel = (column: string) => column.replace(/_[a-z]/g, (under) => under.slice(1).toUpperCase())

const tableName = (table: TableName) => table.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** As SQLite keeps it: truth as 1 and 0, lists and objects as JSON. */
function stored(value: unknown): Stored {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) return JSON.stringify(value)
  return value as Stored
}
