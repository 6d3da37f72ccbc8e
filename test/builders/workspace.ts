/** The one row of a workspace. */
import { alter, type Db, insert, instant, over } from './core.ts'
import type { Given, Row } from './tables.ts'

/** Where no engine made it: an engine makes its own. */
export function addWorkspace(db: Db, workspace: Given<'workspace', 'id'>): void {
  insert(db, 'workspace', over({ name: 'Test', zone: 'Europe/Berlin', createdAt: instant(db) }, workspace))
}

export function alterWorkspace(db: Db, changes: Partial<Row<'workspace'>>): void {
  alter(db, 'workspace', 'all', changes)
}
