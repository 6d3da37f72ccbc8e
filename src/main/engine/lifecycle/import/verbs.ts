import { markImportCancelled, markImportDone, markImportFailed, markImportRunning } from '../../db/contacts/status.ts'
import type { Tx } from '../../db/core/commit.ts'
import { releaseHeld } from '../enrollment/replan.ts'

/** The turn of an import has come. One that was cancelled meanwhile is left alone. */
export function startImport(tx: Tx, importId: number): void {
  if (markImportRunning(tx, importId)) tell(tx, 'The import has begun')
}

/** The file was read to its end, or could not be. @param failure why not, in words; null: it was */
export function endImport(tx: Tx, importId: number, failure: string | null): void {
  // What came in may fill the gaps that messages were held for.
  releaseHeld(tx)
  const ended = failure === null ? markImportDone(tx, importId) : markImportFailed(tx, importId, failure)
  if (ended) tell(tx, failure === null ? 'The import is done' : 'The import failed')
}

/** A person ends it; false where it has ended already. */
export function cancelImport(tx: Tx, importId: number, reason: string): boolean {
  const cancelled = markImportCancelled(tx, importId, reason)
  if (cancelled) tell(tx, 'The import was cancelled')
  return cancelled
}

function tell(tx: Tx, message: string): void {
  tx.emit({ type: 'import.changed', message })
  tx.emit({ type: 'contacts.changed' })
}
