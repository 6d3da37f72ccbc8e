import type { Instant } from '../../ports/machine.ts'
import { purchaseStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const take = `update purchases set status = 'waiting', ref = ?, poll_at = ?, items = coalesce(?, items) where id = ? and ${mayChange(purchaseStates, 'take')}`

/** The provider took it, or only so many `items` of it; the answer comes later. */
export function takenAs(tx: Tx, id: number, ref: string, pollAt: Instant, items: number | null = null): void {
  statement(tx, take).run(ref, pollAt, items, id)
}

const end = (
  verb: 'settle' | 'readTry',
) => `update purchases set status = @status, millicredits = @millicredits, items = coalesce(@items, items),
  message = @message, answered_at = @at where id = @id and ${mayChange(purchaseStates, verb)}`

const settle = end('settle')
const readTry = end('readTry')

/** How a purchase ended. `millicredits` null: the provider does not say. */
export interface PurchaseEnd<Status extends string = (typeof purchaseStates.settle.to)[number]> {
  status: Status
  millicredits?: number | null
  items?: number
  message?: string
}

/** A purchase has ended. */
export function settlePurchase(tx: Tx, id: number, how: PurchaseEnd): void {
  run(tx, settle, id, how)
}

/** A try was looked at, maybe not for the first time. */
export function settleTry(tx: Tx, id: number, how: PurchaseEnd<(typeof purchaseStates.readTry.to)[number]>): void {
  run(tx, readTry, id, how)
}

function run(tx: Tx, text: string, id: number, { status, millicredits = null, items, message = '' }: PurchaseEnd): void {
  statement(tx, text).run({ id, status, millicredits, items: items ?? null, message: message.slice(0, 500), at: tx.at })
}

const tables = `update purchases indexed by purchases_open set status = 'done', answered_at = ?
  where status = 'waiting' and ${mayChange(purchaseStates, 'settle')} and kind = 'table' and campaign_id = ?
    and not exists (select 1 from creators c where c.purchase_id = purchases.id and c.status in ('asking', 'waiting'))`

/** A table's purchase is done once nobody of it waits any more. */
export function settleTables(tx: Tx, campaignId: number): void {
  statement(tx, tables).run(tx.at, campaignId)
}
