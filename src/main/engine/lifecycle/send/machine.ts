import type { EngineContext } from '../../context.ts'
import { charge } from '../../credits/ledger.ts'
import { noteContacted } from '../../db/contacts/last-contacted.ts'
import type { Tx } from '../../db/core/commit.ts'
import { clearFailures, countClaim, keepGap } from '../../db/mailboxes/claims.ts'
import type { OutgoingMail } from '../../ports/mail.ts'
import type { Delivery } from '../../rules/sending/delivery.ts'
import { nextSendAt } from '../../rules/sending/pacing.ts'
import { type Policy, type Purpose, policies } from '../../rules/sending/purposes.ts'
import { countFailure, pauseUntil } from '../mailbox/mailbox-failure.ts'
import { pauseMailbox } from '../mailbox/verbs.ts'
import type { Again, Message, Tried, Turn } from './purpose.ts'
import { purposes } from './purposes.ts'

/**
 * The one machine that sends: claim, settle, confirm, recover, for every purpose alike. What differs stands in two tables:
 * what follows (`rules/sending/purposes.ts`), and where the messages of a purpose stand (`purposes.ts` beside this one).
 */

/** A copy may be filed in Sent a little after the message left: that long is waited before it is looked for. */
const confirmAfterMs = 30_000

/**
 * Takes one message for sending: in one commit it is checked against everything that could speak against it, written,
 * given its Message-ID and marked `sending` (rules 2, 3 and 6). Null when it may not leave; why is in its row, or said by
 * its gate.
 */
export function claim(ctx: EngineContext, { purpose, id }: Message, turn: Turn): Promise<OutgoingMail | null> {
  const { random } = ctx.ports
  const module = purposes[purpose]
  return ctx.commit.together(`${module.name}.claim`, (tx) => {
    const ready = module.ready(tx, id, { ...turn, awakeSince: ctx.awakeSince.at, newUuid: () => random.uuid() })
    if (!ready) return null
    module.claimed(tx, id, ready)
    if (ready.pretended) return ready.mail
    // What the provider counts is counted, also where no cap holds it back.
    countClaim(tx, ready.mailboxId, ready.day)
    // The gap is kept from the claim on: a crash in between does not shorten it.
    if (ready.gap) keepGap(tx, ready.mailboxId, nextSendAt(tx.at, ready.gap.seconds, ready.gap.jitterSeconds, random.next()))
    return ready.mail
  })
}

/**
 * Writes down what became of a message that was in flight: the second of the two commits of rule 2. Does nothing when
 * it was decided before (an answer that proves it may come in first).
 * @param random uniform in [0, 1)
 */
export function settle(tx: Tx, { purpose, id }: Message, outcome: Delivery, random: number): void {
  const module = purposes[purpose]
  const policy = policies[purpose]
  const message = module.inFlight(tx, id)
  if (!message) return
  const { mailboxId } = message
  const delivery = message.to === '' ? withoutWords(policy, outcome) : outcome
  // As if it had not been tried: nothing spoke against this message.
  const untried = (reason: string): Again => ({ reason, attempts: message.attempts - 1, dueAt: null })
  switch (delivery.kind) {
    case 'sent':
      conclude(tx, purpose, 'confirm', message, null)
      clearFailures(tx, mailboxId)
      if (message.copied && !message.pretended) module.copy(tx, message)
      return
    case 'retry':
      if (delivery.mailbox) module.putBack(tx, message, untried(delivery.reason))
      else retry(tx, purpose, message, delivery.reason, random)
      countFailure(tx, mailboxId, delivery.reason, delivery.mailbox)
      return
    case 'quota':
      module.putBack(tx, message, untried(delivery.reason))
      pauseUntil(tx, mailboxId, tx.at + delivery.pauseMs, delivery.reason)
      return
    case 'mailbox':
      module.putBack(tx, message, untried(delivery.reason))
      pauseMailbox(tx, mailboxId, delivery.reason)
      return
    case 'failed': {
      const badAddress = delivery.badAddress && policy.suppresses
      module.fail(tx, message, delivery.reason, badAddress)
      countFailure(tx, mailboxId, delivery.reason, false)
      return
    }
    case 'unknown':
      module.doubt(tx, message, delivery.reason, tx.at + confirmAfterMs)
      // A line that breaks every time would leave every message of the day for a person to decide.
      countFailure(tx, mailboxId, delivery.reason, false)
      return
    default:
      delivery satisfies never
  }
}

/** Not delivered, and to be tried again later, unless this was the last time. */
function retry(tx: Tx, purpose: Purpose, message: Tried, reason: string, random: number): void {
  const { retryDelayMs, maxAttempts } = policies[purpose]
  const delayMs = retryDelayMs(message.attempts, random)
  const module = purposes[purpose]
  if (delayMs === null) module.fail(tx, message, `${reason}. It was tried ${maxAttempts} times`, false)
  else module.putBack(tx, message, { reason, attempts: message.attempts, dueAt: tx.at + delayMs })
}

/** Of somebody who was erased meanwhile: a server's answer may name the address, and nothing of it may stay. */
function withoutWords({ ifErased }: Policy, delivery: Delivery): Delivery {
  if (delivery.kind === 'sent' || delivery.kind === 'unknown') return delivery
  if (delivery.kind === 'failed') return { ...delivery, badAddress: false, reason: 'The mail server refused a message for good' }
  if (ifErased === 'fail') return { kind: 'failed', badAddress: false, reason: 'The person was erased' }
  return delivery.kind === 'retry' && !delivery.mailbox ? { ...delivery, reason: 'The mail server asked to try again later' } : delivery
}

/** What a crash left in flight may have been sent, or not: it becomes unconfirmed, and is never tried again by itself. */
export function recover(tx: Tx, purpose: Purpose): void {
  const module = purposes[purpose]
  const { ifUnconfirmed, interrupted } = policies[purpose]
  // What nobody is asked about is looked for once: its copy may still be on the way into Sent.
  const lookAt = ifUnconfirmed === 'leave' ? tx.at + confirmAfterMs : tx.at
  for (const message of module.everyInFlight(tx)) {
    if (message.pretended) conclude(tx, purpose, 'confirm', message, null)
    else module.doubt(tx, message, interrupted, lookAt)
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

function decide(tx: Tx, verdict: 'confirm' | 'prove', { purpose, id }: Message, words: string | null): boolean {
  const message = purposes[purpose].tried(tx, verdict, id)
  if (!message) return false
  conclude(tx, purpose, verdict, message, words)
  return true
}

function conclude(tx: Tx, purpose: Purpose, verdict: 'confirm' | 'prove', message: Tried, words: string | null): void {
  const module = purposes[purpose]
  // Something that was unconfirmed left when it was claimed; what follows counts from then.
  const sentAt = message.status === 'sending' ? tx.at : (message.claimedAt ?? tx.at)
  module.markSent(tx, verdict, message, sentAt)
  // In test mode nobody was written to, and nothing is charged (rule 9).
  if (!message.pretended) {
    const { charge: kind } = policies[purpose]
    const { campaignId, enrollmentId, contactId } = message
    if (kind !== null) charge(tx, { kind, refId: message.id, campaignId, enrollmentId })
    if (contactId !== null) noteContacted(tx, contactId, sentAt)
  }
  module.afterSent(tx, message, words)
}

/**
 * Takes back an unconfirmed message that a person knows was not sent: it goes out again under the same Message-ID, so
 * that even a wrong decision can be recognised by the receiving side.
 */
export function confirmNotSent(tx: Tx, { purpose, id }: Message): boolean {
  const message = purposes[purpose].tried(tx, 'deny', id)
  if (!message) return false
  purposes[purpose].denied(tx, message)
  return true
}
