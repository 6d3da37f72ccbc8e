/** What changes the state of a creator, one statement a verb. Only `lifecycle/` imports this file. */
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'

// Who was erased.

/**
 * The platform's own id stays, so that they are not found again. Nobody is asked about them any more.
 * @param enrollments a JSON array of ids
 * @param key their address in lower case
 */
export function eraseCreators(tx: Tx, enrollments: string, key: string, words: string): void {
  statement(
    tx,
    `update creators set handle = 'erased-' || id, full_name = '', answer = null, reason = ?,
       status = case when status = 'enrolled' then status else 'left_out' end
     where enrollment_id in (select value from json_each(?)) or lower(answer ->> 'email') = ?`,
  ).run(words, enrollments, key)
}
