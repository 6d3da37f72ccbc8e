import type { EnrollmentStatus } from '../../../../shared/schemas/campaigns.ts'
import { charge } from '../../credits/ledger.ts'
import { addressesOfPerson } from '../../db/contacts/person-addresses.ts'
import type { NewEvent, Tx } from '../../db/core/commit.ts'
import { insertIncoming, openAtDomain, type SentMatch } from '../../db/inbox/incoming.ts'
import { suppress } from '../../lifecycle/contact/suppress.ts'
import { stopEnrollment } from '../../lifecycle/enrollment/stop.ts'
import { proveSent } from '../../lifecycle/send/machine.ts'
import { keepThread, type ThreadMail } from '../../lifecycle/thread/thread.ts'
import type { FolderRole, OtherRole } from '../../ports/mail.ts'
import { isFreeMail } from '../../rules/contacts/free-mail.ts'
import { verdictFor } from '../../rules/incoming/classify.ts'
import type { MatchCandidates } from '../../rules/incoming/match.ts'
import type { AutomaticKind, Classification } from '../../rules/incoming/types.ts'
import { isOpenEnrollment } from '../../rules/states/open.ts'

import type { Target } from './target.ts'

type Of<C extends Classification['class']> = Extract<Classification, { class: C }>
type Concerning = Exclude<Classification, Of<'own'> | Of<'unrelated'>>

/**
 * What follows from a mail that concerns one of our messages (rules 3 and 6), in the transaction that records it.
 */
export function applyEffects(tx: Tx, received: Received, classification: Concerning, target: Target): void {
  switch (classification.class) {
    case 'reply':
      reply(tx, received, target)
      break
    case 'auto_reply':
      automatic(tx, received, classification, target)
      break
    case 'bounce':
    case 'delay':
      report(tx, received, classification, target)
      break
    case 'unsubscribe':
      unsubscribe(tx, received, classification, target)
      break
    default:
      classification satisfies never
  }
}

/** A person has answered: nothing more is sent to them, and the answer costs its credit, also past the limit. */
function reply(tx: Tx, received: Received, target: Target): void {
  const incomingId = insert(tx, received, 'reply', target)
  const { match } = target
  if (!match) return
  const who = received.from || (target.address ?? 'They')
  proveByAnswer(tx, target, 'It was sent: somebody answered it')
  stopEnrollment(tx, match.enrollmentId, { status: 'replied', reason: `${who} answered` })
  for (const other of target.others) {
    // Somebody who has answered gets nothing more, from whichever campaign that has written to them.
    if (isOpen(other)) stopEnrollment(tx, other.enrollmentId, { status: 'replied', reason: `${who} answered` })
  }
  stopCompany(tx, match, received.from)
  charge(tx, { kind: 'reply', refId: incomingId, campaignId: match.campaignId, enrollmentId: match.enrollmentId })
  tx.emit({ ...about(received, target, incomingId), type: 'reply.received', message: `${who} answered` })
}

/** Where a campaign asks for it, an answer ends it for everybody at the same company; never at a free-mail provider. */
function stopCompany(tx: Tx, match: SentMatch, from: string): void {
  const domain = from.slice(from.lastIndexOf('@') + 1)
  if (!match.stopByCompany || domain === '' || isFreeMail(domain)) return
  for (const enrollmentId of openAtDomain(tx, match.campaignId, domain)) {
    if (enrollmentId === match.enrollmentId) continue
    stopEnrollment(tx, enrollmentId, { status: 'removed', reason: `Somebody at ${domain} answered (${from})` })
  }
}

const automaticWords: Record<AutomaticKind, string> = {
  out_of_office: 'An absence note came back',
  ticket: 'A ticket system confirmed the receipt',
  calendar: 'A calendar message came back',
  receipt: 'A read receipt came back',
  delivered: 'The delivery was confirmed',
  automatic: 'An automatic answer came back',
}

function automatic(tx: Tx, received: Received, classification: Of<'auto_reply'>, target: Target): void {
  const incomingId = insert(tx, received, 'auto_reply', target)
  proveByAnswer(tx, target, 'It was sent: an automatic answer came back')
  tx.emit({ ...about(received, target, incomingId), type: 'reply.automatic', message: automaticWords[classification.kind] })
}

/** 5.x.x ends it for the address, 4.x.x never does (RFC 3464). */
function report(tx: Tx, received: Received, classification: Of<'bounce'> | Of<'delay'>, target: Target): void {
  const { match } = target
  const verdict = verdictFor(classification, target.address)
  if (verdict?.action === 'delivered') {
    automatic(tx, received, { class: 'auto_reply', kind: 'delivered', evidence: 'delivery report', originalMessageIds: [] }, target)
    return
  }
  const failed = verdict ? verdict.action === 'failed' : classification.class === 'bounce'
  const incomingId = insert(tx, received, failed ? 'bounce' : 'delay', target)
  if (!match) return
  proveByAnswer(tx, target, 'It was sent: a delivery report came back')
  const to = match.address ?? target.address ?? 'the recipient'
  const said = verdict?.diagnostic ? `: ${verdict.diagnostic.slice(0, 300)}` : ''
  if (failed && verdict?.permanent) {
    const reason = `The message to ${to} came back${said}`
    stopEnrollment(tx, match.enrollmentId, { status: 'bounced', reason })
    const address = match.address ?? target.address
    if (address !== null) suppress(tx, { kind: 'email', value: address, reason: 'bounced', note: verdict.diagnostic.slice(0, 300) })
    tx.emit({ ...about(received, target, incomingId), type: 'bounce.received', message: reason })
    return
  }
  const message = failed ? `The message to ${to} was not delivered this time${said}` : `The message to ${to} is delayed${said}`
  tx.emit({ ...about(received, target, incomingId), type: 'bounce.received', message })
}

/** Somebody does not want to hear from us again: in no campaign, from no mailbox. It costs nothing. */
function unsubscribe(tx: Tx, received: Received, classification: Of<'unsubscribe'>, target: Target): void {
  const incomingId = insert(tx, received, 'unsubscribe', target)
  const complained = classification.via === 'complaint'
  const reason = complained ? 'They complained about a message' : 'They asked not to be written to again'
  proveByAnswer(tx, target, 'It was sent: they asked not to be written to again')
  if (target.match) stopEnrollment(tx, target.match.enrollmentId, { status: 'opted_out', reason })
  for (const other of target.others) stopEnrollment(tx, other.enrollmentId, { status: 'opted_out', reason })
  // The addresses that were written to, and those that the wish came from. A complaint comes from the provider.
  const written = target.match ? addressesOfPerson(tx, target.match.enrollmentId) : []
  const theirs = complained ? [] : [received.from, received.replyTo]
  const addresses = [target.address, target.match?.address, ...written, ...theirs]
  for (const value of new Set(addresses.filter((address) => address))) {
    if (value) suppress(tx, { kind: 'email', value, reason: complained ? 'complained' : 'unsubscribed' })
  }
  tx.emit({ ...about(received, target, incomingId), type: 'unsubscribe.received', message: reason })
}

/** An answer to a message whose outcome was open proves that it left. An address alone proves nothing. */
function proveByAnswer(tx: Tx, { match, by }: Target, words: string): void {
  if (by !== 'id' || !match) return
  if (match.sendId !== null) proveSent(tx, { purpose: 'step', id: match.sendId }, words)
  if (match.answerId !== null) proveSent(tx, { purpose: 'answer', id: match.answerId }, words)
}

function isOpen(match: SentMatch): boolean {
  return isOpenEnrollment(match.enrollmentStatus as EnrollmentStatus)
}

/** Writes the mail down, and keeps the conversation that it belongs to. */
function insert(tx: Tx, received: Received, as: ThreadMail['class'], target: Target): number {
  const { match } = target
  const incomingId = insertIncoming(tx, {
    ...received,
    class: as,
    fromAddress: received.from,
    enrollmentId: match?.enrollmentId ?? null,
    sendId: match?.sendId ?? null,
  })
  if (match) {
    const { classification } = received
    // Behind the button of a mail program, and in a provider's complaint, stand no words of theirs.
    const byMachine = classification.class === 'unsubscribe' && classification.via !== 'text'
    const complained = classification.class === 'unsubscribe' && classification.via === 'complaint'
    keepThread(tx, {
      class: as,
      ...{ enrollmentId: match.enrollmentId, campaignId: match.campaignId, mailboxId: match.mailboxId, sendId: match.sendId },
      from: (complained ? '' : received.from) || (match.address ?? target.address ?? ''),
      replyTo: complained ? '' : received.replyTo,
      subject: byMachine ? '' : received.subject,
      receivedAt: received.receivedAt,
    })
  }
  return incomingId
}

function about(received: Received, target: Target, incomingId: number): Omit<NewEvent, 'type'> {
  return {
    campaignId: target.match?.campaignId ?? null,
    enrollmentId: target.match?.enrollmentId ?? null,
    contactId: target.contactId,
    sendId: target.match?.sendId ?? null,
    mailboxId: received.mailboxId,
    incomingId,
  }
}

/** A mail that was read and understood, and not yet written down. */
export interface Received {
  mailboxId: number
  role: FolderRole | OtherRole
  uidValidity: string
  uid: number
  /** When the server got it, UTC milliseconds. */
  receivedAt: number
  /** Its Message-ID, or a hash of its source: the same in every folder, under every UID. */
  messageKey: string
  messageId: string | null
  /** Address key; empty where nobody is named. */
  from: string
  /** Address key of where they ask for answers; empty where that is the same. */
  replyTo: string
  subject: string
  /** What was newly said; of a machine's mail, all of it. */
  text: string
  quoted: string
  /** The HTML part, as it came. */
  html: string
  classification: Classification
  candidates: MatchCandidates
}
