/**
 * What changes the status of a message. Only `lifecycle/` may import it; what leads where, by purpose, stands in
 * `rules/states/tables.ts`.
 */
import type { Instant } from '../../ports/machine.ts'
import type { Held } from '../../rules/sending/held.ts'
import { type Message, type Purpose, sendPurposes } from '../../rules/sending/purposes.ts'
import { sendStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

type Verb = 'claim' | 'confirm' | 'prove' | 'doubt' | 'fail' | 'putBack'

/** The statement of a verb, for each purpose: the row is of that purpose, and in a state from which the verb leads. */
function byPurpose(verb: Verb, set: string): Record<Purpose, string> {
  const text = (purpose: Purpose) =>
    `update sends set ${set} where id = ? and purpose = '${purpose}' and ${mayChange(sendStates[purpose], verb)}`
  return Object.fromEntries(sendPurposes.map((purpose) => [purpose, text(purpose)])) as Record<Purpose, string>
}

// The two commits around a delivery, and what is known of it later.

const sending = byPurpose(
  'claim',
  `status = 'sending', reason = '', claimed_at = ?, claimed_day = ?, attempts = attempts + 1, message_id = ?, mailbox_id = ?, "to" = ?`,
)

/** What a message leaves with. */
export interface Leaving {
  /** Local day of the workspace. */
  day: string
  messageId: string
  mailboxId: number
  to: string
}

/** Taken for sending at this instant. */
export function markSending(tx: Tx, { purpose, id }: Message, { day, messageId, mailboxId, to }: Leaving): void {
  statement(tx, sending[purpose]).run(tx.at, day, messageId, mailboxId, to, id)
}

const toSent = `status = 'sent', held = null, reason = '', sent_at = ?`
const sent = { confirm: byPurpose('confirm', toSent), prove: byPurpose('prove', toSent) }

/** @param verb `prove` overrules more than `confirm` does */
export function markSent(tx: Tx, verb: 'confirm' | 'prove', { purpose, id }: Message, sentAt: Instant): void {
  statement(tx, sent[verb][purpose]).run(sentAt, id)
}

const unconfirmed = byPurpose('doubt', `status = 'unconfirmed', reason = ?`)

/** Nobody knows whether it left. */
export function markUnconfirmed(tx: Tx, { purpose, id }: Message, reason: string): void {
  statement(tx, unconfirmed[purpose]).run(reason, id)
}

const failed = byPurpose('fail', `status = 'failed', reason = ?`)

/** It is not tried again. Returns false where it was decided before. */
export function markFailed(tx: Tx, { purpose, id }: Message, reason: string): boolean {
  return statement(tx, failed[purpose]).run(reason, id).changes > 0
}

/** Where a message goes that did not leave: back into its queue, or out of it where the person is out meanwhile. */
export interface Returned {
  status: 'scheduled' | 'cancelled'
  held: Held | null
  reason: string
}

const putBack = byPurpose('putBack', 'status = ?, held = ?, reason = ?, attempts = ?, due_at = coalesce(?, due_at)')

/** Not delivered, and tried again. @param again `dueAt` null: it keeps its time */
export function returnSend(tx: Tx, { purpose, id }: Message, again: Returned & { attempts: number; dueAt: Instant | null }): void {
  statement(tx, putBack[purpose]).run(again.status, again.held, again.reason, again.attempts, again.dueAt, id)
}

const deniedStep = `update sends set status = ?, held = ?, reason = ?, due_at = ?, attempts = 0, claimed_at = null
  where id = ? and purpose = 'step' and ${mayChange(sendStates.step, 'deny')}`

/** A person knows that a message of a sequence did not leave: it is due now, and tried from the beginning. */
export function markNotSent(tx: Tx, sendId: number, { status, held, reason }: Returned): void {
  statement(tx, deniedStep).run(status, held, reason, tx.at, sendId)
}

const deniedAnswer = `update sends set status = 'scheduled', reason = '', due_at = ?, attempts = 0, claimed_at = null, claimed_day = null
  where id = ? and purpose = 'answer' and ${mayChange(sendStates.answer, 'deny')}`

/** The same of an answer by hand, which leaves at `dueAt`. */
export function markAnswerNotSent(tx: Tx, answerId: number, dueAt: Instant): void {
  statement(tx, deniedAnswer).run(dueAt, answerId)
}

// What the plan of a person or of a campaign changes.

const mayCancelStep = `purpose = 'step' and ${mayChange(sendStates.step, 'cancel')}`

const cancelPlannedText = `update sends set status = 'cancelled', held = null, reason = ? where enrollment_id = ? and ${mayCancelStep}`

/** Cancels whatever is planned for a person. What is under way ends as it ends. */
export function cancelPlanned(tx: Tx, enrollmentId: number, reason: string): void {
  statement(tx, cancelPlannedText).run(reason, enrollmentId)
}

const cancelAllText = `update sends set status = 'cancelled', held = null, reason = ? where campaign_id = ? and ${mayCancelStep}`

/** Cancels everything that a campaign has planned, in one statement. */
export function cancelPlannedOfCampaign(tx: Tx, campaignId: number, reason: string): void {
  statement(tx, cancelAllText).run(reason, campaignId)
}

const cancelOneText = `update sends set status = 'cancelled', reason = ?, held = null where id = ? and ${mayCancelStep}`

/** Cancels one planned Send. */
export function cancelSend(tx: Tx, sendId: number, reason: string): void {
  statement(tx, cancelOneText).run(reason, sendId)
}

const planAgainText = `update sends set status = 'scheduled', reason = '', held = ?, due_at = ?, mailbox_id = ?, attempts = 0
  where id = ? and purpose = 'step' and ${mayChange(sendStates.step, 'plan')}`

/** Plans a Send that was cancelled: its step has its place again. @param plan `dueAt` in UTC milliseconds */
export function scheduleAgain(tx: Tx, sendId: number, plan: { held: Held | null; dueAt: number; mailboxId: number }): void {
  statement(tx, planAgainText).run(plan.held, plan.dueAt, plan.mailboxId, sendId)
}

// What whoever wrote an answer, or is written to, changes.

const mayCancelAnswer = `purpose = 'answer' and ${mayChange(sendStates.answer, 'cancel')}`

const takenBack = `update sends set status = 'cancelled', reason = 'You took it back' where id = ? and ${mayCancelAnswer}`

/** Whoever wrote it has it back. */
export function cancelAnswer(tx: Tx, answerId: number): void {
  statement(tx, takenBack).run(answerId)
}

const erased = `update sends set status = 'cancelled' where ${mayCancelAnswer}
  and thread_id in (select id from threads where enrollment_id in (select value from json_each(?)))`

/** What still waited in the conversations of these people leaves no more. @param enrollments a JSON array of ids */
export function cancelAnswersOf(tx: Tx, enrollments: string): void {
  statement(tx, erased).run(enrollments)
}
