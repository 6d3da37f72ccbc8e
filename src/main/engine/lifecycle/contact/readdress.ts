import { workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { moveAddressHash } from '../../db/enrollments/enrollments.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'

/**
 * The address of a contact was changed. Where nothing was tried yet, the new address takes the place of the old one in
 * their campaigns; where something was, the old one keeps it, because it has been written to. Where the new address has
 * a place of its own already, it is left alone: no claim writes to it a second time (`pipeline/send/claim.ts`).
 * @param emailKey the new address in lower case
 */
export function readdress(tx: Tx, contactId: number, emailKey: string): void {
  moveAddressHash(tx, contactId, suppressionHash(workspaceId(tx), 'email', emailKey))
}
