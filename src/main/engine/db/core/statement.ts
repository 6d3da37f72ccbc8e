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
    prepared = db.sqlite.prepare(withOnePlan(sql))
    statements.set(sql, prepared)
  }
  return prepared
}

/**
 * Where a value that is compared could change the plan (a partial index on the table, or statistics), SQLite compiles the
 * statement anew at every run, which takes ten times as long as running it. A plus before the parameter changes nothing
 * but that: the plan no longer looks at the value.
 */
function withOnePlan(sql: string): string {
  return sql.replace(/([=<>]\s*)(\?\d*|[@:$][A-Za-z]\w*)/g, '$1+$2')
}
