import type { LedgerKind } from '../../../shared/schemas/workspace.ts'
import type { Tx } from '../db/core/commit.ts'
import { getWorkspace } from '../db/core/workspace.ts'
import { insertLedgerEntry } from '../db/credits/ledger.ts'
import { localDay } from '../rules/sending/window.ts'

export { usedOn } from '../db/credits/ledger.ts'

export interface Charge {
  kind: LedgerKind
  /** The Send, the incoming mail, or the answer by hand. The same one is never charged twice: the table refuses it. */
  refId: number
  campaignId: number | null
  enrollmentId: number | null
}

/**
 * Writes one credit into the ledger, in the transaction that makes it a fact (rule 6): a message when it is marked
 * sent, a reply when it is recorded, an answer by hand when it is marked sent. The only function that writes the ledger.
 */
export function charge(tx: Tx, item: Charge): void {
  insertLedgerEntry(tx, { day: localDay(tx.at, getWorkspace(tx).zone), ...item })
}
