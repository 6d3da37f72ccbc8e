import type { Tx } from '../../db/core/commit.ts'
import { type PurchaseEnd, settlePurchase, settleTry, takenAs } from '../../db/discovery/purchase-status.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'
import { mayHaveCharged } from '../../rules/discovery/provider-retry.ts'

/** A service did what it was asked. */
export function purchaseDone(tx: Tx, id: number, what: Pick<PurchaseEnd, 'items' | 'millicredits'> = {}): void {
  settlePurchase(tx, id, { status: 'done', ...what })
}

/** A service did not do it; what it may have charged stays open for a person. */
export function purchaseFailed(tx: Tx, id: number, { kind, message }: Pick<ProviderFailure, 'kind' | 'message'>): void {
  settlePurchase(tx, id, { status: mayHaveCharged(kind) ? 'unsure' : 'failed', message })
}

/** Nobody will hear what became of it, and it may have been charged. */
export function purchaseLost(tx: Tx, id: number, message: string): void {
  settlePurchase(tx, id, { status: 'unsure', message })
}

/** A try of a routine was begun; it is asked for by whoever looks at it. */
export function tryTaken(tx: Tx, id: number, ref: string): void {
  takenAs(tx, id, ref, 0)
}

/** A try has ended: well, or with words about what is wrong. */
export function tryEnded(tx: Tx, id: number, problem: string | null): void {
  settleTry(tx, id, problem === null ? { status: 'done' } : { status: 'failed', message: problem })
}
