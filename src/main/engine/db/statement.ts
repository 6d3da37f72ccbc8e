import type Sqlite from 'better-sqlite3'

const cache = new WeakMap<Sqlite.Database, Map<string, Sqlite.Statement>>()

/** A prepared statement, compiled once a connection: for queries on the hot path and those that drizzle cannot say. */
export function statement(db: { sqlite: Sqlite.Database }, sql: string): Sqlite.Statement {
  let statements = cache.get(db.sqlite)
  if (!statements) {
    statements = new Map()
    cache.set(db.sqlite, statements)
  }
  let prepared = statements.get(sql)
  if (!prepared) {
    prepared = db.sqlite.prepare(sql)
    statements.set(sql, prepared)
  }
  return prepared
}
