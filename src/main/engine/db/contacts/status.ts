/** What changes the state of an import, one statement a verb. Only `lifecycle/` imports this file. */
import { importStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const startText = `update imports set status = 'running' where id = ? and ${mayChange(importStates, 'start')}`

/** Says whether it had not ended. */
export function markImportRunning(tx: Tx, id: number): boolean {
  return statement(tx, startText).run(id).changes > 0
}

const finishText = `update imports set status = 'done', reason = '', finished_at = ?, bytes_read = bytes_total
  where id = ? and ${mayChange(importStates, 'finish')}`

/** The whole file was read. Says whether the import had not ended before. */
export function markImportDone(tx: Tx, id: number): boolean {
  return statement(tx, finishText).run(tx.at, id).changes > 0
}

const failText = `update imports set status = 'failed', reason = ?, finished_at = ? where id = ? and ${mayChange(importStates, 'fail')}`

/** Says whether the import had not ended before. */
export function markImportFailed(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, failText).run(reason, tx.at, id).changes > 0
}

const cancelText = `update imports set status = 'cancelled', reason = ?, finished_at = ? where id = ? and ${mayChange(importStates, 'cancel')}`

/** Says whether the import had not ended before. */
export function markImportCancelled(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, cancelText).run(reason, tx.at, id).changes > 0
}
