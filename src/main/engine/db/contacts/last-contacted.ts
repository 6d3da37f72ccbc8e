import type { Instant } from '../../ports/machine.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'

/** A message to them left at this instant. */
export function noteContacted(tx: Tx, contactId: number, sentAt: Instant): void {
  statement(tx, 'update contacts set last_contacted_at = ? where id = ?').run(sentAt, contactId)
}
