import type { Db } from './open.ts'
import { workspace } from './schema.ts'

export type WorkspaceRow = typeof workspace.$inferSelect

/** The workspace's one row. */
export function getWorkspace(db: Db): WorkspaceRow {
  const row = db.orm.select().from(workspace).get()
  if (!row) throw new Error('the database has no workspace row')
  return row
}
