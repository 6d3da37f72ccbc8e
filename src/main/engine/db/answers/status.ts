/** What changes the state of an answer by hand, one statement a verb. Only `lifecycle/` imports this file. */
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'

// Whose person was erased.

/** What still waited in the conversations of these people leaves no more. @param enrollments a JSON array of ids */
export function cancelAnswersOf(tx: Tx, enrollments: string): void {
  statement(
    tx,
    `update answers set status = 'cancelled' where status = 'scheduled' and thread_id in (
       select id from threads where enrollment_id in (select value from json_each(?)))`,
  ).run(enrollments)
}
