import type { Tx } from '../../db/core/commit.ts'
import { addJob } from '../../db/core/jobs.ts'
import { clearFailures } from '../../db/mailboxes/claims.ts'
import type { LeftInFlight, SendInFlight } from '../../db/sends/in-flight.ts'
import { sendInFlight, sendsInFlight, setRetry } from '../../db/sends/in-flight.ts'
import { markFailed, markUnconfirmed, returnSend } from '../../db/sends/status.ts'
import { maxAttempts, retryDelayMs } from '../../rules/sending/backoff.ts'
import type { Delivery } from '../../rules/sending/delivery.ts'
import { suppress } from '../contact/suppress.ts'
import { planAgain } from '../enrollment/plan.ts'
import { stopEnrollment } from '../enrollment/stop.ts'
import { countFailure, pauseUntil } from '../mailbox/mailbox-failure.ts'
import { pauseMailbox } from '../mailbox/verbs.ts'
import { confirmSent } from './sent.ts'

/** A copy may be filed in Sent a little after the message left: that long is waited before it is looked for. */
const confirmAfterMs = 30_000

/**
 * Writes down what became of a message that was in flight: the second of the two commits of rule 2. Does nothing when
 * it was decided before (an answer that proves it may come in first).
 * @param random uniform in [0, 1)
 */
export function settle(tx: Tx, sendId: number, outcome: Delivery, random: number): void {
  const send = sendInFlight(tx, sendId)
  if (!send) return
  const delivery = send.to === '' ? withoutWords(outcome) : outcome
  switch (delivery.kind) {
    case 'sent':
      confirmSent(tx, sendId, send.testMode ? 'Written, and not sent: the campaign is in test mode' : 'Sent')
      clearFailures(tx, send.mailboxId)
      if (send.saveSentCopy && !send.testMode) addJob(tx, 'save_sent', sendId, tx.at)
      return
    case 'retry':
      if (delivery.mailbox) returnToQueue(tx, sendId, send, delivery.reason)
      else retry(tx, sendId, send, delivery.reason, random)
      countFailure(tx, send.mailboxId, delivery.reason, delivery.mailbox)
      return
    case 'quota':
      returnToQueue(tx, sendId, send, delivery.reason)
      pauseUntil(tx, send.mailboxId, tx.at + delivery.pauseMs, delivery.reason)
      return
    case 'mailbox':
      returnToQueue(tx, sendId, send, delivery.reason)
      pauseMailbox(tx, send.mailboxId, delivery.reason)
      return
    case 'failed':
      fail(tx, sendId, send, delivery.reason, delivery.badAddress)
      countFailure(tx, send.mailboxId, delivery.reason, false)
      return
    case 'unknown':
      markUnconfirmed(tx, sendId, delivery.reason)
      addJob(tx, 'confirm', sendId, tx.at + confirmAfterMs)
      tx.emit({ type: 'send.unconfirmed', ...about(send), sendId, message: delivery.reason })
      // A line that breaks every time would leave every message of the day for a person to decide.
      countFailure(tx, send.mailboxId, delivery.reason, false)
      return
    default:
      delivery satisfies never
  }
}

/** Of somebody who was erased meanwhile: a server's answer may name the address, and nothing of it may stay. */
function withoutWords(delivery: Delivery): Delivery {
  if (delivery.kind === 'failed') return { ...delivery, badAddress: false, reason: 'The mail server refused a message for good' }
  return delivery.kind === 'retry' && !delivery.mailbox ? { ...delivery, reason: 'The mail server asked to try again later' } : delivery
}

/**
 * What a crash left in flight may have been sent, or not: it becomes unconfirmed, and is never tried again by itself.
 */
export function recoverInFlight(tx: Tx): void {
  for (const send of sendsInFlight(tx)) {
    if (send.testMode) {
      confirmSent(tx, send.id, 'Written, and not sent: the campaign is in test mode')
      continue
    }
    const reason = 'Campaign Desk ended while this message was on its way'
    markUnconfirmed(tx, send.id, reason)
    addJob(tx, 'confirm', send.id, tx.at)
    tx.emit({ type: 'send.unconfirmed', ...about(send), sendId: send.id, message: reason })
  }
}

function about(send: LeftInFlight | SendInFlight) {
  return { campaignId: send.campaignId, enrollmentId: send.enrollmentId, mailboxId: send.mailboxId }
}

function isIn({ enrollmentStatus }: SendInFlight): boolean {
  return enrollmentStatus === 'active' || enrollmentStatus === 'paused'
}

/** Not delivered, and to be tried again: later, and only if the person is still in. */
function retry(tx: Tx, sendId: number, send: SendInFlight, reason: string, random: number): void {
  const delayMs = retryDelayMs(send.attempts, random)
  if (delayMs === null) {
    fail(tx, sendId, send, `${reason}. It was tried ${maxAttempts} times`, false)
    return
  }
  putBack(tx, sendId, send, reason)
  setRetry(tx, sendId, { dueAt: tx.at + delayMs, attempts: send.attempts })
  if (isIn(send)) planAgain(tx, send.campaignId, send.enrollmentId)
  tx.emit({ type: 'send.deferred', ...about(send), sendId, message: reason })
}

/** Back into the queue, where the sequence still has a place for it. */
function returnToQueue(tx: Tx, sendId: number, send: SendInFlight, reason: string): void {
  putBack(tx, sendId, send, reason)
  if (isIn(send)) planAgain(tx, send.campaignId, send.enrollmentId)
}

/** Back into the queue as if it had not been tried: nothing spoke against this message. A person's pause still holds. */
function putBack(tx: Tx, sendId: number, send: SendInFlight, reason: string): void {
  const held = send.enrollmentStatus === 'paused' ? 'recipient_paused' : null
  returnSend(tx, sendId, { status: isIn(send) ? 'scheduled' : 'cancelled', held, reason })
}

function fail(tx: Tx, sendId: number, send: SendInFlight, reason: string, badAddress: boolean): void {
  markFailed(tx, sendId, reason)
  tx.emit({ type: 'send.failed', ...about(send), sendId, message: reason })
  if (badAddress) suppress(tx, { kind: 'email', value: send.to, reason: 'bounced', note: reason })
  stopEnrollment(tx, send.enrollmentId, { status: badAddress ? 'bounced' : 'failed', reason })
}
