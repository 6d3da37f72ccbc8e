/**
 * What changes the status of an answer by hand and the state of a conversation. Only `lifecycle/` may import it; what leads
 * where stands in `rules/states/tables.ts`.
 */
import type { ThreadMark, ThreadState } from '../../../../shared/schemas/inbox.ts'
import type { Instant } from '../../ports/machine.ts'
import { answerStates, threadStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const sending = `update answers set status = 'sending', reason = '', claimed_at = ?, claimed_day = ?, attempts = attempts + 1, message_id = ?
  where id = ? and ${mayChange(answerStates, 'claim')}`

/**
 * Taken for sending at this instant, under its Message-ID.
 * @param day local day of the workspace
 */
export function markAnswerSending(tx: Tx, answerId: number, { day, messageId }: { day: string; messageId: string }): void {
  statement(tx, sending).run(tx.at, day, messageId, answerId)
}

function toSent(verb: 'confirm' | 'prove'): string {
  return `update answers set status = 'sent', reason = '', sent_at = ? where id = ? and ${mayChange(answerStates, verb)}`
}

const sent = { confirm: toSent('confirm'), prove: toSent('prove') }

/** @param verb `prove` overrules more than `confirm` does */
export function markAnswerSent(tx: Tx, verb: 'confirm' | 'prove', answerId: number, sentAt: Instant): void {
  statement(tx, sent[verb]).run(sentAt, answerId)
}

const putBack = `update answers set status = 'scheduled', due_at = ?, attempts = ?, reason = ?
  where id = ? and ${mayChange(answerStates, 'putBack')}`

/** Not delivered, and tried again. */
export function returnAnswer(tx: Tx, answerId: number, to: { dueAt: Instant; attempts: number; reason: string }): void {
  statement(tx, putBack).run(to.dueAt, to.attempts, to.reason, answerId)
}

const failed = `update answers set status = 'failed', reason = ? where id = ? and ${mayChange(answerStates, 'fail')}
  returning thread_id as threadId, body`

/** It leaves no more. Returns its conversation and its words; null where it was decided before. */
export function markAnswerFailed(tx: Tx, answerId: number, reason: string): { threadId: number; body: string } | null {
  return (statement(tx, failed).get(reason, answerId) as { threadId: number; body: string } | undefined) ?? null
}

const unconfirmed = `update answers set status = 'unconfirmed', reason = ? where id = ? and ${mayChange(answerStates, 'doubt')}`

/** Nobody knows whether it left. */
export function markAnswerUnconfirmed(tx: Tx, answerId: number, reason: string): void {
  statement(tx, unconfirmed).run(reason, answerId)
}

const denied = `update answers set status = 'scheduled', reason = '', due_at = ?, attempts = 0, claimed_at = null, claimed_day = null
  where id = ? and ${mayChange(answerStates, 'deny')}`

/** A person knows that it did not leave: it is tried from the beginning. */
export function markAnswerNotSent(tx: Tx, answerId: number, dueAt: Instant): void {
  statement(tx, denied).run(dueAt, answerId)
}

const takenBack = `update answers set status = 'cancelled', reason = 'You took it back' where id = ? and ${mayChange(answerStates, 'cancel')}`

/** Whoever wrote it has it back. */
export function cancelAnswer(tx: Tx, answerId: number): void {
  statement(tx, takenBack).run(answerId)
}

const erased = `update answers set status = 'cancelled' where ${mayChange(answerStates, 'cancel')}
  and thread_id in (select id from threads where enrollment_id in (select value from json_each(?)))`

/** What still waited in the conversations of these people leaves no more. @param enrollments a JSON array of ids */
export function cancelAnswersOf(tx: Tx, enrollments: string): void {
  statement(tx, erased).run(enrollments)
}

const reopened = `update threads set unread = 1, state = 'open', snoozed_until = null where id = ? and ${mayChange(threadStates, 'reopen', 'state')}`

/** It wants to be seen, wherever it was put away. */
export function reopenThread(tx: Tx, threadId: number): void {
  statement(tx, reopened).run(threadId)
}

const filed = `update threads set unread = @unread, state = @state, snoozed_until = @until, mark = @mark, draft = @draft
  where id = @id and ${mayChange(threadStates, 'file', 'state')}
    and (unread, state, snoozed_until, mark, draft) is not (@unread, @state, @until, @mark, @draft)`

/** Everything of a conversation that is a person's to change. */
export interface ThreadFiling {
  id: number
  unread: boolean
  state: ThreadState
  /** UTC milliseconds; null unless snoozed. */
  until: Instant | null
  mark: ThreadMark | null
  draft: string
}

/** Where a person puts it. Says whether that changed anything. */
export function fileThread(tx: Tx, { unread, ...thread }: ThreadFiling): boolean {
  return statement(tx, filed).run({ ...thread, unread: unread ? 1 : 0 }).changes > 0
}

const woken = `update threads set state = 'open', snoozed_until = null, unread = 1
  where enrollment_id = ? and ${mayChange(threadStates, 'wake', 'state')}`

/** Back from where it was put away until now, unread. */
export function wakeThread(tx: Tx, enrollmentId: number): void {
  statement(tx, woken).run(enrollmentId)
}
