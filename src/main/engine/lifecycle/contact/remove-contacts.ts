import { sql } from 'drizzle-orm'
import type { Tx } from '../../db/core/commit.ts'
import { contacts } from '../../db/core/schema.ts'
import { statement } from '../../db/core/statement.ts'
import { stopEnrollment } from '../enrollment/stop.ts'

/**
 * Deletes contacts. What was planned for them is stopped first, in the same transaction, and keeps the reason. What was
 * said to them stays in the campaigns. Returns how many there were.
 */
export function removeContacts(tx: Tx, ids: readonly number[], reason = 'The contact was deleted'): number {
  const list = JSON.stringify(ids)
  const live = statement(
    tx,
    `select id from enrollments where contact_id in (select value from json_each(?)) and status in ('pending', 'active', 'paused')`,
  )
  for (const id of live.pluck().all(list) as number[]) stopEnrollment(tx, id, { status: 'removed', reason })
  return tx.orm.delete(contacts).where(sql`${contacts.id} in (select value from json_each(${list}))`).run().changes
}
