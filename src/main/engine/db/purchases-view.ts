import type { Tx } from '../commit.ts'
import type { Db } from './open.ts'
import { statement } from './statement.ts'

/** A look or a try that was bought on a page, outside of any run. */
export interface SingleRow {
  id: number
  kind: 'preview' | 'try'
  status: 'asking' | 'waiting' | 'done' | 'failed' | 'unsure'
  /** The provider's own id of what it began. */
  ref: string
  message: string
}

/** Writes down, before it is asked, what a provider may charge for. Returns its id. */
export function beginSingle(
  tx: Tx,
  single: { kind: SingleRow['kind']; provider: 'influencers_club' | 'clay' | 'sandbox'; campaignId: number | null; items: number },
): number {
  const { kind, provider, campaignId, items } = single
  const { lastInsertRowid } = statement(
    tx,
    `insert into purchases (campaign_id, provider, kind, status, items, asked_at) values (?, ?, ?, 'asking', ?, ?)`,
  ).run(campaignId, provider, kind, items, tx.at)
  return Number(lastInsertRowid)
}

/** Keeps how it stands. `millicredits`: thousandths of the provider's credits, null where it does not say. */
export function settleSingle(
  tx: Tx,
  id: number,
  now: { status: SingleRow['status']; ref?: string; message?: string; items?: number; millicredits?: number | null },
): void {
  const { status, ref = null, message = null, items = null, millicredits = null } = now
  statement(
    tx,
    `update purchases set status = @status, ref = coalesce(@ref, ref), message = coalesce(@message, message),
       items = coalesce(@items, items), millicredits = coalesce(@millicredits, millicredits),
       answered_at = case when @status = 'waiting' then answered_at else @at end
     where id = @id`,
  ).run({ id, status, ref, message, items, millicredits, at: tx.at })
}

/** A look or a try by its id; null for every other purchase. */
export function singleOf(db: Db, id: number): SingleRow | null {
  const row = statement(db, `select id, kind, status, ref, message from purchases where id = ? and kind in ('preview', 'try')`).get(id)
  return (row as SingleRow | undefined) ?? null
}
