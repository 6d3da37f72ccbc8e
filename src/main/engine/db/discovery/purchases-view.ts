import type { PurchaseStatus } from '../../../../shared/schemas/runs.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A try of Clay's routine on one creator. */
export interface TryRow {
  id: number
  status: PurchaseStatus
  /** Clay's own id of what it began. */
  ref: string
  message: string
}

/** A try by its id; null for every other purchase. */
export function tryOf(db: Db, id: number): TryRow | null {
  const row = statement(db, `select id, status, ref, message from purchases where id = ? and kind = 'try'`).get(id)
  return (row as TryRow | undefined) ?? null
}
