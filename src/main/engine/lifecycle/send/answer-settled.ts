import { charge } from '../../credits/ledger.ts'
import type { Tx } from '../../db/core/commit.ts'
import { addJob, deleteJobsOf } from '../../db/core/jobs.ts'
import { statement } from '../../db/core/statement.ts'
import { answerRetryDelayMs, maxAnswerAttempts } from '../../rules/sending/backoff.ts'
import type { Delivery } from '../../rules/sending/delivery.ts'
import { suppress } from '../contact/suppress.ts'
import { countFailure, pauseUntil } from '../mailbox/mailbox-failure.ts'
import { pauseMailbox } from '../mailbox/verbs.ts'
import { tellThread, touchThread } from '../thread/thread.ts'

/** A copy may be filed in Sent a little after the message left: that long is waited before it is looked for. */
const confirmAfterMs = 30_000
/** How long an answer that goes into the queue can be taken back. */
export const undoMs = 10_000

const undecided = `'sending', 'unconfirmed'`
/** Also what was put back or taken back after it had been tried: a proof overrules it. */
const notProven = `${undecided}, 'scheduled', 'cancelled'`

interface TriedAnswer {
  id: number
  thread_id: number
  mailbox_id: number
  status: string
  attempts: number
  to: string
  claimed_at: number | null
  save_sent_copy: number
  campaign_id: number
  enrollment_id: number
  contact_id: number | null
}

function triedAnswer(tx: Tx, answerId: number, statuses: string): TriedAnswer | null {
  const row = statement(
    tx,
    `select a.id, a.thread_id, a.mailbox_id, a.status, a.attempts, a."to", a.claimed_at, m.save_sent_copy, t.campaign_id,
            t.enrollment_id, e.contact_id
     from answers a join threads t on t.id = a.thread_id join enrollments e on e.id = t.enrollment_id join mailboxes m on m.id = a.mailbox_id
     where a.id = ? and a.status in (${statuses}) and a.message_id is not null`,
  ).get(answerId) as TriedAnswer | undefined
  return row ?? null
}

/** Marks an answer as sent: status, credit and contact, in one transaction. Does nothing when it was decided before. */
export function confirmAnswerSent(tx: Tx, answerId: number, message: string): boolean {
  return markSent(tx, triedAnswer(tx, answerId, undecided), message)
}

/** The same on the strength of a proof: its copy in Sent, or a mail that names its Message-ID. */
export function proveAnswerSent(tx: Tx, answerId: number, message: string): boolean {
  return markSent(tx, triedAnswer(tx, answerId, notProven), message)
}

function markSent(tx: Tx, answer: TriedAnswer | null, message: string): boolean {
  if (!answer) return false
  const sentAt = answer.status === 'sending' ? tx.at : (answer.claimed_at ?? tx.at)
  statement(tx, `update answers set status = 'sent', reason = '', sent_at = ? where id = ?`).run(sentAt, answer.id)
  charge(tx, { kind: 'answer', refId: answer.id, campaignId: answer.campaign_id, enrollmentId: answer.enrollment_id })
  if (answer.contact_id !== null) statement(tx, 'update contacts set last_contacted_at = ? where id = ?').run(sentAt, answer.contact_id)
  deleteJobsOf(tx, 'confirm_answer', answer.id)
  touchThread(tx, answer.thread_id)
  tellThread(tx, answer.enrollment_id, message)
  return true
}

/**
 * Writes down what became of an answer that was in flight: the second of the two commits of rule 2. Does nothing when
 * it was decided before.
 * @param random uniform in [0, 1)
 */
export function settleAnswer(tx: Tx, answerId: number, outcome: Delivery, random: number): void {
  const answer = triedAnswer(tx, answerId, `'sending'`)
  if (!answer) return
  const delivery = answer.to === '' ? withoutWords(outcome) : outcome
  switch (delivery.kind) {
    case 'sent':
      confirmAnswerSent(tx, answerId, 'You answered by hand')
      statement(tx, 'update mailboxes set failures_in_row = 0 where id = ? and failures_in_row > 0').run(answer.mailbox_id)
      if (answer.save_sent_copy) addJob(tx, 'save_answer', answerId, tx.at)
      return
    case 'retry':
      if (delivery.mailbox) putBack(tx, answer, { dueAt: tx.at, attempts: answer.attempts - 1, reason: delivery.reason })
      else retry(tx, answer, delivery.reason, random)
      countFailure(tx, answer.mailbox_id, delivery.reason, delivery.mailbox)
      return
    case 'quota':
      putBack(tx, answer, { dueAt: tx.at, attempts: answer.attempts - 1, reason: delivery.reason })
      pauseUntil(tx, answer.mailbox_id, tx.at + delivery.pauseMs, delivery.reason)
      return
    case 'mailbox':
      putBack(tx, answer, { dueAt: tx.at, attempts: answer.attempts - 1, reason: delivery.reason })
      pauseMailbox(tx, answer.mailbox_id, delivery.reason)
      return
    case 'failed':
      failAnswer(tx, answerId, delivery.reason)
      if (delivery.badAddress) suppress(tx, { kind: 'email', value: answer.to, reason: 'bounced', note: delivery.reason })
      countFailure(tx, answer.mailbox_id, delivery.reason, false)
      return
    case 'unknown':
      leaveOpen(tx, answer, delivery.reason, tx.at + confirmAfterMs)
      countFailure(tx, answer.mailbox_id, delivery.reason, false)
      return
    default:
      delivery satisfies never
  }
}

/** Of somebody who was erased meanwhile: a server's answer may name the address, and nothing of it may stay. */
function withoutWords(delivery: Delivery): Delivery {
  if (delivery.kind === 'failed') return { ...delivery, badAddress: false, reason: 'The mail server refused a message for good' }
  // Their words are gone: there is nothing left that could be tried again.
  if (delivery.kind === 'sent' || delivery.kind === 'unknown') return delivery
  return { kind: 'failed', badAddress: false, reason: 'The person was erased' }
}

function retry(tx: Tx, answer: TriedAnswer, reason: string, random: number): void {
  const delayMs = answerRetryDelayMs(answer.attempts, random)
  if (delayMs === null) failAnswer(tx, answer.id, `${reason}. It was tried ${maxAnswerAttempts} times`)
  else putBack(tx, answer, { dueAt: tx.at + delayMs, attempts: answer.attempts, reason })
}

function putBack(tx: Tx, answer: TriedAnswer, to: { dueAt: number; attempts: number; reason: string }): void {
  statement(tx, `update answers set status = 'scheduled', due_at = ?, attempts = ?, reason = ? where id = ?`).run(
    to.dueAt,
    to.attempts,
    to.reason,
    answer.id,
  )
  tellThread(tx, answer.enrollment_id, `Your answer waits. ${to.reason}`)
}

/** It leaves no more. Its words become the draft again, so that nothing that was written is lost; and it wants to be seen. */
export function failAnswer(tx: Tx, answerId: number, reason: string): void {
  const answer = statement(
    tx,
    `update answers set status = 'failed', reason = ? where id = ? and status in ('scheduled', 'sending', 'unconfirmed') returning thread_id, body`,
  ).get(reason, answerId) as { thread_id: number; body: string } | undefined
  if (!answer) return
  deleteJobsOf(tx, 'confirm_answer', answerId)
  giveBackWords(tx, answer.thread_id, answer.body)
  statement(tx, `update threads set unread = 1, state = 'open', snoozed_until = null where id = ?`).run(answer.thread_id)
  tellThreadOf(tx, answer.thread_id, `Your answer was not sent. ${reason}`)
}

/** In front of whatever was begun since. */
export function giveBackWords(tx: Tx, threadId: number, body: string): void {
  if (body === '') return
  statement(
    tx,
    `update threads set draft = substr(case when draft = '' then @body else @body || char(10, 10) || draft end, 1, 100000) where id = @id`,
  ).run({ id: threadId, body })
}

function leaveOpen(tx: Tx, answer: { id: number; thread_id: number; enrollment_id: number }, reason: string, lookAt: number): void {
  statement(tx, `update answers set status = 'unconfirmed', reason = ? where id = ?`).run(reason, answer.id)
  addJob(tx, 'confirm_answer', answer.id, lookAt)
  statement(tx, `update threads set unread = 1, state = 'open', snoozed_until = null where id = ?`).run(answer.thread_id)
  tellThread(tx, answer.enrollment_id, `It is not known whether your answer was sent. ${reason}`)
}

/** What a crash left in flight may have been sent, or not: it becomes unconfirmed, and is never tried again by itself. */
export function recoverAnswers(tx: Tx): void {
  const left = statement(
    tx,
    `select a.id, a.thread_id, t.enrollment_id from answers a join threads t on t.id = a.thread_id
     where a.status in ('sending', 'unconfirmed', 'failed') and a.status = 'sending'`,
  ).all() as { id: number; thread_id: number; enrollment_id: number }[]
  for (const answer of left) leaveOpen(tx, answer, 'Campaign Desk ended while it was on its way', tx.at)
}

/**
 * A person knows that an open answer was not sent: it goes out again under the same Message-ID, so that even a wrong
 * decision can be recognised by the receiving side, and can be taken back like any other.
 */
export function confirmAnswerNotSent(tx: Tx, answerId: number): boolean {
  const answer = triedAnswer(tx, answerId, `'unconfirmed'`)
  if (!answer) return false
  deleteJobsOf(tx, 'confirm_answer', answerId)
  if (answer.to === '') {
    failAnswer(tx, answerId, 'The person was erased')
    return true
  }
  statement(
    tx,
    `update answers set status = 'scheduled', reason = '', due_at = ?, attempts = 0, claimed_at = null, claimed_day = null where id = ?`,
  ).run(tx.at + undoMs, answerId)
  tellThread(tx, answer.enrollment_id, 'Your answer was not sent, as you decided. It goes out again')
  return true
}

function tellThreadOf(tx: Tx, threadId: number, message: string): void {
  const enrollmentId = statement(tx, 'select enrollment_id from threads where id = ?').pluck().get(threadId) as number | undefined
  if (enrollmentId !== undefined) tellThread(tx, enrollmentId, message)
}
