import type { PurchaseKind, PurchaseProvider } from '../../../../shared/schemas/runs.ts'
import type { Instant } from '../../ports/machine.ts'

import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface WaitingPurchase {
  id: number
  campaignId: number | null
  runId: number | null
  provider: PurchaseProvider
  kind: PurchaseKind
  /** The provider's own id of what it began. */
  ref: string
  polls: number
  pollAt: Instant
  askedAt: Instant
}

export interface NewPurchase {
  campaignId: number | null
  runId: number | null
  provider: PurchaseProvider
  kind: PurchaseKind
  ref?: string
  items: number
}

/** Writes down that a provider is about to be asked for something it may charge for. Returns its id. */
export function askFor(tx: Tx, purchase: NewPurchase): number {
  const { lastInsertRowid } = statement(
    tx,
    `insert into purchases (campaign_id, run_id, provider, kind, status, ref, items, asked_at)
     values (@campaignId, @runId, @provider, @kind, 'asking', @ref, @items, @at)`,
  ).run({ ref: '', ...purchase, at: tx.at })
  return Number(lastInsertRowid)
}

/** Looks after a purchase again at `pollAt`. */
export function pollLater(tx: Tx, id: number, pollAt: Instant, message = ''): void {
  statement(tx, 'update purchases set polls = polls + 1, poll_at = ?, message = ? where id = ?').run(pollAt, message.slice(0, 500), id)
}

const columns = `id, campaign_id as campaignId, run_id as runId, provider, kind, ref, polls, poll_at as pollAt, asked_at as askedAt`

/** Purchases for campaigns that a provider has taken and that are looked after, the one due longest first. Tables answer by a file. */
export function waitingPurchases(db: Db): WaitingPurchase[] {
  return statement(
    db,
    `select ${columns} from purchases indexed by purchases_open where status in ('asking', 'waiting') and status = 'waiting' and kind = 'routine' order by poll_at`,
  ).all() as WaitingPurchase[]
}

export interface NextLook {
  pollAt: Instant
  items: number
  message: string
  /** Not a real service: test mode and the sandbox. */
  invented: boolean
}

/** What a campaign's addresses wait for: the run of a service that is looked after next; null where there is none. */
export function nextLook(db: Db, campaignId: number): NextLook | null {
  const row = statement(
    db,
    `select poll_at as pollAt, items, message, provider from purchases indexed by purchases_open
     where status in ('asking', 'waiting') and status = 'waiting' and kind = 'routine' and campaign_id = ? order by poll_at limit 1`,
  ).get(campaignId) as (Omit<NextLook, 'invented'> & { provider: string }) | undefined
  return row ? { pollAt: row.pollAt, items: row.items, message: row.message, invented: row.provider === 'sandbox' } : null
}

/** What was under way when the engine stopped: nobody knows whether it was charged. */
export function purchasesCutOff(db: Db): WaitingPurchase[] {
  return statement(
    db,
    `select ${columns} from purchases indexed by purchases_open where status in ('asking', 'waiting') and status = 'asking'`,
  ).all() as WaitingPurchase[]
}
