import { charge } from '../../credits/ledger.ts'
import { noteContacted } from '../../db/contacts/last-contacted.ts'
import type { Tx } from '../../db/core/commit.ts'
import { addJob, deleteJobsOf } from '../../db/core/jobs.ts'
import type { TriedAnswer } from '../../db/inbox/answer-rows.ts'
import { answersInFlight, triedAnswer } from '../../db/inbox/answer-rows.ts'
import {
  markAnswerFailed,
  markAnswerNotSent,
  markAnswerSent,
  markAnswerUnconfirmed,
  reopenThread,
  returnAnswer,
} from '../../db/inbox/status.ts'
import { giveBackWords } from '../../db/inbox/thread-rows.ts'
import { clearFailures } from '../../db/mailboxes/claims.ts'
import { answerRetryDelayMs, maxAnswerAttempts } from '../../rules/sending/backoff.ts'
import type { Delivery } from '../../rules/sending/delivery.ts'
import { suppress } from '../contact/suppress.ts'
import { countFailure, pauseUntil } from '../mailbox/mailbox-failure.ts'
import { pauseMailbox } from '../mailbox/verbs.ts'
import { tellThread, tellThreadOf, touchThread } from '../thread/thread.ts'

/** A copy may be filed in Sent a little after the message left: that long is waited before it is looked for. */
const confirmAfterMs = 30_000
/** How long an answer that goes into the queue can be taken back. */
export const undoMs = 10_000

/** Marks an answer as sent: status, credit and contact, in one transaction. Does nothing when it was decided before. */
export function confirmAnswerSent(tx: Tx, answerId: number, message: string): boolean {
  return conclude(tx, 'confirm', answerId, message)
}

/** The same on the strength of a proof: its copy in Sent, or a mail that names its Message-ID. */
export function proveAnswerSent(tx: Tx, answerId: number, message: string): boolean {
  return conclude(tx, 'prove', answerId, message)
}

function conclude(tx: Tx, verb: 'confirm' | 'prove', answerId: number, message: string): boolean {
  const answer = triedAnswer(tx, verb, answerId)
  if (!answer) return false
  const sentAt = answer.status === 'sending' ? tx.at : (answer.claimedAt ?? tx.at)
  markAnswerSent(tx, verb, answer.id, sentAt)
  charge(tx, { kind: 'answer', refId: answer.id, campaignId: answer.campaignId, enrollmentId: answer.enrollmentId })
  if (answer.contactId !== null) noteContacted(tx, answer.contactId, sentAt)
  deleteJobsOf(tx, 'confirm_answer', answer.id)
  touchThread(tx, answer.threadId)
  tellThread(tx, answer.enrollmentId, message)
  return true
}

/**
 * Writes down what became of an answer that was in flight: the second of the two commits of rule 2. Does nothing when
 * it was decided before.
 * @param random uniform in [0, 1)
 */
export function settleAnswer(tx: Tx, answerId: number, outcome: Delivery, random: number): void {
  const answer = triedAnswer(tx, 'putBack', answerId)
  if (!answer) return
  const delivery = answer.to === '' ? withoutWords(outcome) : outcome
  switch (delivery.kind) {
    case 'sent':
      confirmAnswerSent(tx, answerId, 'You answered by hand')
      clearFailures(tx, answer.mailboxId)
      if (answer.saveSentCopy) addJob(tx, 'save_answer', answerId, tx.at)
      return
    case 'retry':
      if (delivery.mailbox) putBack(tx, answer, { dueAt: tx.at, attempts: answer.attempts - 1, reason: delivery.reason })
      else retry(tx, answer, delivery.reason, random)
      countFailure(tx, answer.mailboxId, delivery.reason, delivery.mailbox)
      return
    case 'quota':
      putBack(tx, answer, { dueAt: tx.at, attempts: answer.attempts - 1, reason: delivery.reason })
      pauseUntil(tx, answer.mailboxId, tx.at + delivery.pauseMs, delivery.reason)
      return
    case 'mailbox':
      putBack(tx, answer, { dueAt: tx.at, attempts: answer.attempts - 1, reason: delivery.reason })
      pauseMailbox(tx, answer.mailboxId, delivery.reason)
      return
    case 'failed':
      failAnswer(tx, answerId, delivery.reason)
      if (delivery.badAddress) suppress(tx, { kind: 'email', value: answer.to, reason: 'bounced', note: delivery.reason })
      countFailure(tx, answer.mailboxId, delivery.reason, false)
      return
    case 'unknown':
      leaveOpen(tx, answer, delivery.reason, tx.at + confirmAfterMs)
      countFailure(tx, answer.mailboxId, delivery.reason, false)
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
  returnAnswer(tx, answer.id, to)
  tellThread(tx, answer.enrollmentId, `Your answer waits. ${to.reason}`)
}

/** It leaves no more. Its words become the draft again, so that nothing that was written is lost; and it wants to be seen. */
export function failAnswer(tx: Tx, answerId: number, reason: string): void {
  const answer = markAnswerFailed(tx, answerId, reason)
  if (!answer) return
  deleteJobsOf(tx, 'confirm_answer', answerId)
  giveBackWords(tx, answer.threadId, answer.body)
  reopenThread(tx, answer.threadId)
  tellThreadOf(tx, answer.threadId, `Your answer was not sent. ${reason}`)
}

function leaveOpen(tx: Tx, answer: Pick<TriedAnswer, 'id' | 'threadId' | 'enrollmentId'>, reason: string, lookAt: number): void {
  markAnswerUnconfirmed(tx, answer.id, reason)
  addJob(tx, 'confirm_answer', answer.id, lookAt)
  reopenThread(tx, answer.threadId)
  tellThread(tx, answer.enrollmentId, `It is not known whether your answer was sent. ${reason}`)
}

/** What a crash left in flight may have been sent, or not: it becomes unconfirmed, and is never tried again by itself. */
export function recoverAnswers(tx: Tx): void {
  for (const answer of answersInFlight(tx)) leaveOpen(tx, answer, 'Campaign Desk ended while it was on its way', tx.at)
}

/**
 * A person knows that an open answer was not sent: it goes out again under the same Message-ID, so that even a wrong
 * decision can be recognised by the receiving side, and can be taken back like any other.
 */
export function confirmAnswerNotSent(tx: Tx, answerId: number): boolean {
  const answer = triedAnswer(tx, 'deny', answerId)
  if (!answer) return false
  deleteJobsOf(tx, 'confirm_answer', answerId)
  if (answer.to === '') {
    failAnswer(tx, answerId, 'The person was erased')
    return true
  }
  markAnswerNotSent(tx, answerId, tx.at + undoMs)
  tellThread(tx, answer.enrollmentId, 'Your answer was not sent, as you decided. It goes out again')
  return true
}
