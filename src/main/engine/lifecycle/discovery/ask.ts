import type { Tx } from '../../db/core/commit.ts'
import {
  doubtCreator,
  doubtCreators,
  giveBackCreator,
  giveBackCreators,
  giveUpCreator,
  markAsking,
  markCreatorWaiting,
  markWaiting,
} from '../../db/discovery/creator-status.ts'
import { type CreatorRow, creatorsOfPurchase, stillFound } from '../../db/discovery/creators.ts'
import { settlePurchase, takenAs } from '../../db/discovery/purchase-status.ts'
import { askFor, type NewPurchase } from '../../db/discovery/purchases.ts'
import type { Instant } from '../../ports/machine.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'
import { mayHaveCharged } from '../../rules/discovery/provider-retry.ts'
import { purchaseFailed, purchaseLost } from './purchase.ts'

type Failure = Pick<ProviderFailure, 'kind' | 'message'>

const atTable = 'In your Clay table; bring its export back as a file'

/** Writes down that a service is about to be asked about people. Null where none of them waits to be asked about any more. */
export function askAbout(
  tx: Tx,
  purchase: Omit<NewPurchase, 'items' | 'ref'>,
  asked: readonly CreatorRow[],
): { purchaseId: number; creators: CreatorRow[] } | null {
  const found = stillFound(
    tx,
    asked.map(({ id }) => id),
  )
  const creators = asked.filter(({ id }) => found.has(id))
  if (creators.length === 0) return null
  const purchaseId = askFor(tx, { ...purchase, items: creators.length })
  markAsking(tx, [...found], purchaseId)
  return { purchaseId, creators }
}

/** A routine has begun with everybody who was asked about. */
export function routineTook(tx: Tx, purchaseId: number, ref: string, pollAt: Instant): void {
  takenAs(tx, purchaseId, ref, pollAt)
  markWaiting(tx, purchaseId, '')
}

/** A table has everybody who was asked about. */
export function tableTook(tx: Tx, purchaseId: number): void {
  takenAs(tx, purchaseId, '', tx.at)
  markWaiting(tx, purchaseId, atTable)
}

/** Those before the row that failed are in the table; the one that failed may be; the others are not. */
export function tableTookSome(tx: Tx, purchaseId: number, creators: readonly CreatorRow[], taken: number, failure: Failure): void {
  const unsure = mayHaveCharged(failure.kind)
  // With no row in the table there is no file to wait for.
  if (taken > 0) takenAs(tx, purchaseId, '', tx.at, taken)
  else settlePurchase(tx, purchaseId, { status: unsure ? 'unsure' : 'failed', items: unsure ? 1 : 0, message: failure.message })
  const open = new Set(creatorsOfPurchase(tx, purchaseId).map(({ id }) => id))
  for (const [index, { id }] of creators.entries()) {
    if (!open.has(id)) continue
    if (index < taken) markCreatorWaiting(tx, id, atTable)
    else if (index === taken && unsure) doubtCreator(tx, id, failure.message)
    else giveBackCreator(tx, id)
  }
}

/** Whoever was not charged for can be asked about again; of the others only a person can say. */
export function askFailed(tx: Tx, purchaseId: number, failure: Failure): void {
  purchaseFailed(tx, purchaseId, failure)
  if (mayHaveCharged(failure.kind)) doubtCreators(tx, purchaseId, failure.message)
  else giveBackCreators(tx, purchaseId)
}

/** No answer will come any more, and it may have been charged: a person decides whether to pay again. */
export function answerLost(tx: Tx, purchaseId: number, words: string): void {
  purchaseLost(tx, purchaseId, words)
  doubtCreators(tx, purchaseId, words)
}

/** Nobody is left in the chain who could be asked about them. */
export function nobodyToAsk(tx: Tx, creators: readonly CreatorRow[]): void {
  for (const { id } of creators) giveUpCreator(tx, id, 'Nobody knows an address')
}
