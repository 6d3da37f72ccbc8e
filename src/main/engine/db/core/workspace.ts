import type { Tx } from './commit.ts'
import type { Db } from './open.ts'
import { workspace } from './schema.ts'
import { statement } from './statement.ts'

export type WorkspaceRow = typeof workspace.$inferSelect

/** The workspace's one row. Asked before every message, so by a statement that is kept. */
export function getWorkspace(db: Db): WorkspaceRow {
  const row = statement(
    db,
    `select id, name, zone, postal_address as postalAddress, daily_credits as dailyCredits, paused, guide_done as guideDone, leave_out_days as leaveOutDays, created_at as createdAt from workspace`,
  ).get() as (Omit<WorkspaceRow, 'paused' | 'guideDone'> & { paused: number; guideDone: number }) | undefined
  if (!row) throw new Error('the database has no workspace row')
  return { ...row, paused: row.paused === 1, guideDone: row.guideDone === 1 }
}

/** Makes the workspace's row, once. `id` is asked for only where there is none. */
export function makeWorkspace(tx: Tx, made: { id: () => string; name: string; zone: string }): void {
  if (tx.orm.select().from(workspace).get()) return
  tx.orm.insert(workspace).values({ id: made.id(), name: made.name, zone: made.zone, createdAt: tx.at }).run()
}

/** Changes the workspace's one row. */
export function updateWorkspace(tx: Tx, change: Partial<Omit<WorkspaceRow, 'id' | 'createdAt'>>): void {
  tx.orm.update(workspace).set(change).run()
}
