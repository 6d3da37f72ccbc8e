/** What changes the state of a mailbox, one statement a verb. Only `lifecycle/` imports this file. */
import { mailboxStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const addText = `update mailboxes set status = 'active', reason = '', next_sync_at = ?, tested_at = ?
  where id = ? and ${mayChange(mailboxStates, 'add')}`

/** Its passwords are stored: it may be used. @param testedAt UTC milliseconds; null where it was not tested */
export function openMailbox(tx: Tx, id: number, testedAt: number | null): void {
  statement(tx, addText).run(tx.at, testedAt, id)
}

const pauseText = `update mailboxes set status = 'paused', reason = ? where id = ? and ${mayChange(mailboxStates, 'pause')}`

/** Says whether it was active. */
export function markMailboxPaused(tx: Tx, id: number, reason: string): boolean {
  return statement(tx, pauseText).run(reason, id).changes > 0
}

const ownPauseText = `update mailboxes set status = 'paused', reason = ? where id = ? and ${mayChange(mailboxStates, 'pauseByHand')}`

/** Also where it was paused already: what a person says replaces the reason. */
export function markMailboxPausedByHand(tx: Tx, id: number, reason: string): void {
  statement(tx, ownPauseText).run(reason, id)
}

const resumeText = `update mailboxes set status = 'active', reason = '', next_send_at = ?, failures_in_row = 0, failing = '',
  sync_error = null, sync_failures = 0, next_sync_at = ? where id = ? and ${mayChange(mailboxStates, 'resume')}`

/** Also where it was active: a rest that was being waited out ends. @param nextSendAt UTC milliseconds */
export function markMailboxResumed(tx: Tx, id: number, nextSendAt: number): void {
  statement(tx, resumeText).run(nextSendAt, tx.at, id)
}

const removeText = `update mailboxes set status = 'paused', reason = 'Removed', removed_at = ? where id = ? and ${mayChange(mailboxStates, 'remove')}`

/** The row stays: what was sent from it stays true. */
export function markMailboxRemoved(tx: Tx, id: number): void {
  statement(tx, removeText).run(tx.at, id)
}
