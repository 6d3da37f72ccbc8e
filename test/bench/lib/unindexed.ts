import type { Engine } from '../../../src/main/engine/engine.ts'

type Sqlite = Engine['context']['db']['sqlite']

/**
 * Runs `write` with the indexes and triggers of a table put away, and makes them again as the migrations did: the same
 * database, several times sooner where a million rows are written. What triggers keep up to date is the caller's.
 */
export function unindexed(sqlite: Sqlite, table: string, write: () => void): void {
  const parts = sqlite
    .prepare(`select type, name, sql from sqlite_master where tbl_name = ? and type in ('index', 'trigger') and sql is not null`)
    .all(table) as { type: string; name: string; sql: string }[]
  for (const { type, name } of parts) sqlite.exec(`drop ${type} "${name}"`)
  write()
  for (const { sql } of parts) sqlite.exec(sql)
}
