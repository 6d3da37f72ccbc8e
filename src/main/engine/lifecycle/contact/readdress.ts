import { workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'

/**
 * The address of a contact was changed. Where nothing was tried yet, the new address takes the place of the old one in
 * their campaigns; where something was, the old one keeps it, because it has been written to. Where the new address has
 * a place of its own already, it is left alone: no claim writes to it a second time (`pipeline/send/claim.ts`).
 * @param emailKey the new address in lower case
 */
export function readdress(tx: Tx, contactId: number, emailKey: string): void {
  statement(
    tx,
    `update or ignore enrollments set address_hash = ? where contact_id = ?
     and not exists (select 1 from sends s where s.enrollment_id = enrollments.id and s.message_id is not null)`,
  ).run(suppressionHash(workspaceId(tx), 'email', emailKey), contactId)
}
