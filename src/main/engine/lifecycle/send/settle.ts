import type { Tx } from '../../db/core/commit.ts'
import { addJob } from '../../db/core/jobs.ts'
import { statement } from '../../db/core/statement.ts'
import { markFailed, markUnconfirmed, returnSend } from '../../db/sends/status.ts'
import { maxAttempts, retryDelayMs } from '../../rules/sending/backoff.ts'
import type { Delivery } from '../../rules/sending/delivery.ts'
import { suppress } from '../contact/suppress.ts'
import { planAgain } from '../enrollment/plan.ts'
import { stopEnrollment } from '../enrollment/stop.ts'
import { countFailure, pauseMailbox, pauseUntil } from '../mailbox/mailbox-failure.ts'
import { confirmSent } from './sent.ts'

/** A copy may be filed in Sent a little after the message left: that long is waited before it is looked for. */
const confirmAfterMs = 30_000

interface InFlight {
  campaign_id: number
  enrollment_id: number
  mailbox_id: number
  attempts: number
  to: string
  open: number
  paused: number
  save_sent_copy: number
  test_mode: number
}

/**
 * Writes down what became of a message that was in flight: the second of the two commits of rule 2. Does nothing when
 * it was decided before (an answer that proves it may come in first).
 * @param random uniform in [0, 1)
 */
export function settle(tx: Tx, sendId: number, outcome: Delivery, random: number): void {
  const send = statement(
    tx,
    `select s.campaign_id, s.enrollment_id, s.mailbox_id, s.attempts, d."to", m.save_sent_copy, c.test_mode,
            e.status in ('active', 'paused') as open, e.status = 'paused' as paused
     from sends s join drafts d on d.send_id = s.id join enrollments e on e.id = s.enrollment_id join mailboxes m on m.id = s.mailbox_id
     join campaigns c on c.id = s.campaign_id
     where s.id = ? and s.status = 'sending'`,
  ).get(sendId) as InFlight | undefined
  if (!send) return
  const delivery = send.to === '' ? withoutWords(outcome) : outcome
  switch (delivery.kind) {
    case 'sent':
      confirmSent(tx, sendId, send.test_mode === 1 ? 'Written, and not sent: the campaign is in test mode' : 'Sent')
      statement(tx, 'update mailboxes set failures_in_row = 0 where id = ? and failures_in_row > 0').run(send.mailbox_id)
      if (send.save_sent_copy && send.test_mode === 0) addJob(tx, 'save_sent', sendId, tx.at)
      return
    case 'retry':
      if (delivery.mailbox) returnToQueue(tx, sendId, send, delivery.reason)
      else retry(tx, sendId, send, delivery.reason, random)
      countFailure(tx, send.mailbox_id, delivery.reason, delivery.mailbox)
      return
    case 'quota':
      returnToQueue(tx, sendId, send, delivery.reason)
      pauseUntil(tx, send.mailbox_id, tx.at + delivery.pauseMs, delivery.reason)
      return
    case 'mailbox':
      returnToQueue(tx, sendId, send, delivery.reason)
      pauseMailbox(tx, send.mailbox_id, delivery.reason)
      return
    case 'failed':
      fail(tx, sendId, send, delivery.reason, delivery.badAddress)
      countFailure(tx, send.mailbox_id, delivery.reason, false)
      return
    case 'unknown':
      markUnconfirmed(tx, sendId, delivery.reason)
      addJob(tx, 'confirm', sendId, tx.at + confirmAfterMs)
      tx.emit({ type: 'send.unconfirmed', ...about(send), sendId, message: delivery.reason })
      // A line that breaks every time would leave every message of the day for a person to decide.
      countFailure(tx, send.mailbox_id, delivery.reason, false)
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
  const left = statement(
    tx,
    `select s.id, s.campaign_id, s.enrollment_id, s.mailbox_id, c.test_mode from sends s join campaigns c on c.id = s.campaign_id
     where s.status in ('sending', 'unconfirmed') and s.status = 'sending'`,
  ).all() as {
    id: number
    campaign_id: number
    enrollment_id: number
    mailbox_id: number
    test_mode: number
  }[]
  for (const send of left) {
    if (send.test_mode === 1) {
      confirmSent(tx, send.id, 'Written, and not sent: the campaign is in test mode')
      continue
    }
    const reason = 'Campaign Desk ended while this message was on its way'
    markUnconfirmed(tx, send.id, reason)
    addJob(tx, 'confirm', send.id, tx.at)
    tx.emit({ type: 'send.unconfirmed', ...about(send), sendId: send.id, message: reason })
  }
}

function about(send: { campaign_id: number; enrollment_id: number; mailbox_id: number }) {
  return { campaignId: send.campaign_id, enrollmentId: send.enrollment_id, mailboxId: send.mailbox_id }
}

/** Not delivered, and to be tried again: later, and only if the person is still in. */
function retry(tx: Tx, sendId: number, send: InFlight, reason: string, random: number): void {
  const delayMs = retryDelayMs(send.attempts, random)
  if (delayMs === null) {
    fail(tx, sendId, send, `${reason}. It was tried ${maxAttempts} times`, false)
    return
  }
  putBack(tx, sendId, send, reason)
  statement(tx, 'update sends set due_at = ?, attempts = ? where id = ?').run(tx.at + delayMs, send.attempts, sendId)
  if (send.open) planAgain(tx, send.campaign_id, send.enrollment_id)
  tx.emit({ type: 'send.deferred', ...about(send), sendId, message: reason })
}

/** Back into the queue, where the sequence still has a place for it. */
function returnToQueue(tx: Tx, sendId: number, send: InFlight, reason: string): void {
  putBack(tx, sendId, send, reason)
  if (send.open) planAgain(tx, send.campaign_id, send.enrollment_id)
}

/** Back into the queue as if it had not been tried: nothing spoke against this message. A person's pause still holds. */
function putBack(tx: Tx, sendId: number, send: InFlight, reason: string): void {
  returnSend(tx, sendId, { status: send.open ? 'scheduled' : 'cancelled', held: send.paused ? 'recipient_paused' : null, reason })
}

function fail(tx: Tx, sendId: number, send: InFlight, reason: string, badAddress: boolean): void {
  markFailed(tx, sendId, reason)
  tx.emit({ type: 'send.failed', ...about(send), sendId, message: reason })
  if (badAddress) suppress(tx, { kind: 'email', value: send.to, reason: 'bounced', note: reason })
  stopEnrollment(tx, send.enrollment_id, { status: badAddress ? 'bounced' : 'failed', reason })
}
