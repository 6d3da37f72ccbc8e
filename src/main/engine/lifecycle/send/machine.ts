import type { EngineContext } from '../../context.ts'
import { charge } from '../../credits/ledger.ts'
import { noteContacted } from '../../db/contacts/last-contacted.ts'
import type { Tx } from '../../db/core/commit.ts'
import { addJob, deleteJob, deleteJobsOf } from '../../db/core/jobs.ts'
import { clearFailures, countClaim, keepGap } from '../../db/mailboxes/claims.ts'
import { sendsInFlight, type TriedSend, triedSend } from '../../db/sends/in-flight.ts'
import { markFailed, markSending, markSent, markUnconfirmed, returnSend } from '../../db/sends/status.ts'
import type { Instant } from '../../ports/machine.ts'
import type { OutgoingMail } from '../../ports/mail.ts'
import type { Delivery } from '../../rules/sending/delivery.ts'
import { nextSendAt } from '../../rules/sending/pacing.ts'
import { type Message, type Policy, type Purpose, policies } from '../../rules/sending/purposes.ts'
import { countFailed, countUnreachable, isMailboxToBlame, pauseUntil } from '../mailbox/mailbox-failure.ts'
import { pauseMailbox } from '../mailbox/verbs.ts'
import type { Again, Turn } from './purpose.ts'
import { purposes } from './purposes.ts'

/**
 * The one machine that sends: claim, settle, confirm, recover, for every purpose alike. What differs stands in two tables:
 * what follows from an outcome (`rules/sending/purposes.ts`), and what it means to whatever the message belongs to
 * (`purposes.ts` beside this one).
 */

/** A copy may be filed in Sent a little after the message left: that long is waited before it is looked for. */
const confirmAfterMs = 30_000

/**
 * Takes one message for sending: in one commit it is checked against everything that could speak against it, written,
 * given its Message-ID and marked `sending` (rules 2, 3 and 6). Null when it may not leave; why is in its row, or said by
 * its gate.
 */
export function claim(ctx: EngineContext, message: Message, turn: Turn): Promise<OutgoingMail | null> {
  const { random } = ctx.ports
  const module = purposes[message.purpose]
  return ctx.commit.together(`${module.name}.claim`, (tx) => {
    const ready = module.ready(tx, message.id, { ...turn, awakeSince: ctx.awakeSince.at, newUuid: () => random.uuid() })
    if (!ready) return null
    const { mail, mailboxId, day } = ready
    markSending(tx, message, { day, messageId: mail.messageId, mailboxId, to: mail.to.address })
    module.claimed(tx, ready)
    if (ready.pretended) return mail
    // What the provider counts is counted, also where no cap holds it back.
    countClaim(tx, mailboxId, day)
    // The gap is kept from the claim on: a crash in between does not shorten it.
    if (ready.gap) keepGap(tx, mailboxId, nextSendAt(tx.at, ready.gap.seconds, ready.gap.jitterSeconds, random.next()))
    return mail
  })
}

/**
 * Writes down what became of a message that was in flight: the second of the two commits of rule 2. Does nothing when
 * it was decided before (an answer that proves it may come in first).
 * @param random uniform in [0, 1)
 */
export function settle(tx: Tx, settled: Message, outcome: Delivery, random: number): void {
  const message = triedSend(tx, 'putBack', settled)
  if (!message) return
  const policy = policies[message.purpose]
  const { mailboxId } = message
  const delivery = message.to === '' ? withoutWords(policy, outcome) : outcome
  // As if it had not been tried: nothing spoke against this message.
  const untried = (reason: string): Again => ({ reason, attempts: message.attempts - 1, dueAt: null })
  switch (delivery.kind) {
    case 'sent':
      conclude(tx, 'confirm', message, null)
      clearFailures(tx, mailboxId)
      if (policy.copied && message.copied && !message.pretended) addJob(tx, 'save_sent', message.id, tx.at)
      return
    case 'retry':
      if (delivery.mailbox) {
        putBack(tx, message, untried(delivery.reason))
        countUnreachable(tx, mailboxId, delivery.reason)
      } else retry(tx, message, delivery, random)
      return
    case 'quota':
      putBack(tx, message, untried(delivery.reason))
      pauseUntil(tx, mailboxId, tx.at + delivery.pauseMs, delivery.reason)
      return
    case 'mailbox':
      putBack(tx, message, untried(delivery.reason))
      pauseMailbox(tx, mailboxId, delivery.reason)
      return
    case 'failed':
      fail(tx, message, delivery.reason, delivery.badAddress && policy.suppresses)
      countFailed(tx, mailboxId, { id: message.id, reason: delivery.reason, broke: false })
      return
    case 'unknown':
      doubt(tx, message, delivery.reason, tx.at + confirmAfterMs)
      // A line that breaks every time would leave every message of the day for a person to decide.
      countFailed(tx, mailboxId, { id: message.id, reason: delivery.reason, broke: false })
      return
    default:
      delivery satisfies never
  }
}

/** Not delivered, and to be tried again later, unless this was the last time. */
function retry(tx: Tx, message: TriedSend, delivery: Extract<Delivery, { kind: 'retry' }>, random: number): void {
  const { retryDelayMs, maxAttempts } = policies[message.purpose]
  const { id, mailboxId, attempts } = message
  const { reason, broke = false } = delivery
  const delayMs = retryDelayMs(attempts, random)
  if (delayMs === null && isMailboxToBlame(tx, mailboxId, { id, broke })) {
    putBack(tx, message, { reason, attempts: attempts - 1, dueAt: null })
    pauseMailbox(tx, mailboxId, `No message gets through. The last time: ${reason}`)
    return
  }
  if (delayMs === null) fail(tx, message, `${reason}. It was tried ${maxAttempts} times`, false)
  else putBack(tx, message, { reason, attempts, dueAt: tx.at + delayMs })
  countFailed(tx, mailboxId, { id, reason, broke })
}

function putBack(tx: Tx, message: TriedSend, again: Again): void {
  const module = purposes[message.purpose]
  returnSend(tx, message, { ...module.place(message), ...again })
  module.putBack(tx, message, again)
}

function fail(tx: Tx, message: TriedSend, reason: string, badAddress: boolean): void {
  markFailed(tx, message, reason)
  purposes[message.purpose].failed(tx, message, reason, badAddress)
}

function doubt(tx: Tx, message: TriedSend, reason: string, lookAt: Instant): void {
  markUnconfirmed(tx, message, reason)
  addJob(tx, 'confirm', message.id, lookAt)
  purposes[message.purpose].doubted(tx, message, reason)
}

/** Of somebody who was erased meanwhile: a server's answer may name the address, and nothing of it may stay. */
function withoutWords({ ifErased }: Policy, delivery: Delivery): Delivery {
  if (delivery.kind === 'sent' || delivery.kind === 'unknown') return delivery
  if (delivery.kind === 'failed') return { ...delivery, badAddress: false, reason: 'The mail server refused a message for good' }
  if (ifErased === 'fail') return { kind: 'failed', badAddress: false, reason: 'The person was erased' }
  const reasons = {
    retry: 'The mail server asked to try again later',
    quota: "The provider's sending limit was reached",
    mailbox: 'The mail server does not let this mailbox send',
  }
  return { ...delivery, reason: reasons[delivery.kind] }
}

/** What a crash left in flight may have been sent, or not: it becomes unconfirmed, and is never tried again by itself. */
export function recover(tx: Tx, purpose: Purpose): void {
  const { ifUnconfirmed, interrupted } = policies[purpose]
  // What nobody is asked about is looked for once: its copy may still be on the way into Sent.
  const lookAt = ifUnconfirmed === 'leave' ? tx.at + confirmAfterMs : tx.at
  for (const message of sendsInFlight(tx, purpose)) {
    if (message.pretended) conclude(tx, 'confirm', message, null)
    else doubt(tx, message, interrupted, lookAt)
  }
}

/**
 * Marks a message as sent: status, credit and contact, and what follows from it, in one transaction. Does nothing when
 * it was decided before.
 * @param words what is said of it in the person's time line
 */
export function confirmSent(tx: Tx, message: Message, words: string): boolean {
  return decide(tx, 'confirm', message, words)
}

/**
 * The same on the strength of a proof (its copy in Sent, an answer that names its Message-ID): it overrules a person's
 * "it was not sent", and keeps what waits to be tried again from leaving a second time (rules 1 and 2).
 */
export function proveSent(tx: Tx, message: Message, words: string | null = null): boolean {
  return decide(tx, 'prove', message, words)
}

function decide(tx: Tx, verdict: 'confirm' | 'prove', decided: Message, words: string | null): boolean {
  const message = triedSend(tx, verdict, decided)
  if (!message) return false
  conclude(tx, verdict, message, words)
  return true
}

function conclude(tx: Tx, verdict: 'confirm' | 'prove', message: TriedSend, words: string | null): void {
  // Something that was unconfirmed left when it was claimed; what follows counts from then.
  const sentAt = message.status === 'sending' ? tx.at : (message.claimedAt ?? tx.at)
  markSent(tx, verdict, message, sentAt)
  // In test mode nobody was written to, and nothing is charged (rule 9).
  if (!message.pretended) {
    const { charge: kind } = policies[message.purpose]
    const { campaignId, enrollmentId, contactId } = message
    if (kind !== null) charge(tx, { kind, refId: message.id, campaignId, enrollmentId })
    if (contactId !== null) noteContacted(tx, contactId, sentAt)
  }
  if (message.status === 'unconfirmed') deleteJobsOf(tx, 'confirm', message.id)
  purposes[message.purpose].sent(tx, message, words)
}

/**
 * Takes back an unconfirmed message that a person knows was not sent: it goes out again under the same Message-ID, so
 * that even a wrong decision can be recognised by the receiving side.
 */
export function confirmNotSent(tx: Tx, denied: Message): boolean {
  const message = triedSend(tx, 'deny', denied)
  if (!message) return false
  deleteJobsOf(tx, 'confirm', message.id)
  purposes[message.purpose].deny(tx, message)
  return true
}

/** It was looked for in Sent, where it is not, which proves nothing; and it is looked for no more. */
export function stopLooking(tx: Tx, sought: Message, jobId: number): void {
  // It may have been decided about meanwhile, and have left anew.
  if (!deleteJob(tx, jobId)) return
  const message = triedSend(tx, 'prove', sought)
  if (message?.status === 'unconfirmed') purposes[message.purpose].notFound(tx, message)
}
