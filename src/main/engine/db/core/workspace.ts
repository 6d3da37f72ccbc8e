import type { Db } from './open.ts'
import type { workspace } from './schema.ts'
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
