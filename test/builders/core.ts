/**
 * The one place where set-up writes into a workspace's tables. The builders beside it say what a valid row is; here its
 * names become columns, and names that the table does not have are refused.
 */
import type Sqlite from 'better-sqlite3'
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

/** Adds `count` rows, from `row(1)` on. */
export function insertMany<Name extends TableName>(db: Db, table: Name, count: number, row: (n: number) => Row<Name>): void {
  for (let n = 1; n <= count; n++) insert(db, table, row(n))
}

/** Changes rows and returns how many. */
export function alter<Name extends TableName>(db: Db, table: Name, where: Where<Name>, changes: Partial<Row<Name>>): number {
  const { names, values } = columns(db, table, changes)
  const which = condition(db, table, where)
  const set = names.map((name) => `${name} = ?`).join(', ')
  return run(db, `update ${tableName(table)} set ${set} ${which.sql}`, [...values, ...which.values]).changes
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
export function over<Usual extends object, Given extends object>(usual: Usual, given: Given): Usual & Given {
  return { ...usual, ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given) }
}

/** When a row was made, where nobody says: at the instant of the transaction, or at the beginning of time. */
export function instant(db: Db): number {
  return db.at ?? 0
}

/** Every write of set-up passes here, also those of the builders that fill tables by a statement of their own. */
export function run(db: Db, sql: string, values: readonly Stored[] | Record<string, Stored> = []): Sqlite.RunResult {
  return statement(db.sqlite, sql).run(values)
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
  const given = Object.entries(row).filter(([, value]) => value !== undefined)
  if (given.length === 0) throw new Error(`nothing is said of ${table}`)
  const names = given.map(([key]) => {
    const name = snake(key)
    if (!known.has(name)) throw new Error(`${table} has no ${key}`)
    return `"${name}"`
  })
  return { names, values: given.map(([, value]) => stored(value)) }
}

const columnNames = new WeakMap<Sqlite.Database, Map<string, Set<string>>>()

function columnsOf(sqlite: Sqlite.Database, table: TableName): Set<string> {
  const tables = columnNames.get(sqlite) ?? new Map<string, Set<string>>()
  columnNames.set(sqlite, tables)
  const known =
    tables.get(table) ?? new Set((sqlite.pragma(`table_info(${tableName(table)})`) as { name: string }[]).map(({ name }) => name))
  tables.set(table, known)
  return known
}

const snake = (camel: string) => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const tableName = (table: TableName) => snake(table)

/** As SQLite keeps it: truth as 1 and 0, lists and objects as JSON. */
function stored(value: unknown): Stored {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) return JSON.stringify(value)
  return value as Stored
}
