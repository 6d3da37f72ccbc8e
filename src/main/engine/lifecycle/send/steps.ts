import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { creatorOf, hasAnswered } from '../../db/inbox/answered-before.ts'
import { putDraft, sentTexts } from '../../db/sends/drafts.ts'
import { enrolledUnder, holdSend, type SendToClaim, sendToClaim, type TriedSend } from '../../db/sends/in-flight.ts'
import { cancelPlanned, markNotSent } from '../../db/sends/status.ts'
import type { OutgoingMail } from '../../ports/mail.ts'
import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { unsubscribeMailto } from '../../rules/incoming/unsubscribe.ts'
import { gate } from '../../rules/sending/gate.ts'
import { heldBy } from '../../rules/sending/held.ts'
import { composeMessage } from '../../rules/writing/compose.ts'
import { sendFacts, sharedFacts } from '../../views/sending/gate-facts.ts'
import { completeIfDone } from '../campaign/complete.ts'
import { startCampaign } from '../campaign/start.ts'
import { suppress } from '../contact/suppress.ts'
import { planAgain } from '../enrollment/plan.ts'
import { stopEnrollment } from '../enrollment/stop.ts'
import type { PurposeModule } from './purpose.ts'

/** Messages of a sequence: each is a Send, the only one of its step to its enrollment (rule 1). */
export const steps: PurposeModule = {
  name: 'send',

  ready(tx, sendId, { mailboxId, pretended, awakeSince, newUuid }) {
    const row = sendToClaim(tx, sendId)
    if (row?.status !== 'scheduled' || row.mailboxId !== mailboxId || row.testMode !== pretended) return null
    const shared = sharedFacts(tx, tx.at, awakeSince)
    const facts = sendFacts(tx, shared, sendId)
    if (!facts || gate(facts) !== null) return null
    if (!mayBeWrittenTo(tx, row)) return null
    const mail = write(tx, sendId, row, newUuid)
    if (!mail) return null
    if (row.campaignStatus === 'scheduled') startCampaign(tx, row.campaignId)
    const gap = { seconds: row.gapSeconds, jitterSeconds: row.gapJitterSeconds }
    return { mail, mailboxId: row.mailboxId, day: shared.day, pretended: row.testMode, gap, enrollmentId: row.enrollmentId }
  },

  claimed() {},

  sent(tx, send, words) {
    const { enrollmentId, contactId, campaignId } = step(send)
    tx.emit({
      type: send.status === 'sending' ? 'send.sent' : 'send.resolved',
      ...about(send),
      contactId,
      message: words ?? (send.pretended ? 'Written, and not sent: the campaign is in test mode' : 'Sent'),
    })
    planAgain(tx, campaignId, enrollmentId)
    completeIfDone(tx, campaignId)
  },

  /** Back into the queue, where the sequence still has a place for it. A person's pause still holds. */
  place: (send) => ({
    status: isIn(send) ? 'scheduled' : 'cancelled',
    held: heldBy({ isPersonPaused: send.enrollmentStatus === 'paused', unwritten: null }),
  }),

  putBack(tx, send, { reason, dueAt }) {
    if (isIn(send)) planAgain(tx, send.campaignId, step(send).enrollmentId)
    if (dueAt !== null) tx.emit({ type: 'send.deferred', ...about(send), message: reason })
  },

  failed(tx, send, reason, badAddress) {
    tx.emit({ type: 'send.failed', ...about(send), message: reason })
    if (badAddress) suppress(tx, { kind: 'email', value: send.to, reason: 'bounced', note: reason })
    stopEnrollment(tx, step(send).enrollmentId, { status: badAddress ? 'bounced' : 'failed', reason })
  },

  doubted(tx, send, reason) {
    tx.emit({ type: 'send.unconfirmed', ...about(send), message: reason })
  },

  deny(tx, send) {
    const reason = isIn(send) ? 'You decided that it was not sent' : 'Not sent, and the sequence has ended'
    markNotSent(tx, send.id, { ...steps.place(send), reason })
    const { campaignId, enrollmentId, contactId } = step(send)
    tx.emit({ type: 'send.resolved', campaignId, enrollmentId, contactId, sendId: send.id, message: 'Not sent, as you decided' })
    // Its step may have been removed, or its mailbox, while this was open.
    if (isIn(send)) planAgain(tx, campaignId, enrollmentId)
  },

  /** A person is asked already. */
  notFound() {},
}

/** @throws Error for a message that belongs to no enrollment: it is none of a sequence */
function step(send: TriedSend): TriedSend & { enrollmentId: number } {
  const { enrollmentId } = send
  if (enrollmentId === null) throw new Error(`message ${send.id} belongs to nobody`)
  return { ...send, enrollmentId }
}

function about({ id, campaignId, enrollmentId, mailboxId }: TriedSend) {
  return { campaignId, enrollmentId, mailboxId, sendId: id }
}

function isIn({ enrollmentStatus }: TriedSend): boolean {
  return enrollmentStatus === 'active' || enrollmentStatus === 'paused'
}

/** The last look before a message is written: the person is still in, still there, and not suppressed. */
function mayBeWrittenTo(tx: Tx, row: SendToClaim): boolean {
  if (row.enrollmentStatus !== 'active') {
    cancelPlanned(tx, row.enrollmentId, 'The person is no longer in the sequence')
    return false
  }
  if (row.email === null || row.emailKey === null) {
    stopEnrollment(tx, row.enrollmentId, { status: 'removed', reason: 'The contact was deleted' })
    return false
  }
  if (isSuppressed(tx, workspaceId(tx), row.emailKey)) {
    stopEnrollment(tx, row.enrollmentId, { status: 'removed', reason: 'The address is on the suppression list' })
    return false
  }
  if (hasAnotherPlace(tx, row, row.emailKey)) {
    stopEnrollment(tx, row.enrollmentId, { status: 'removed', reason: 'Their new address is in this campaign already' })
    return false
  }
  if (!row.testMode && row.runId !== null && answeredElsewhere(tx, row)) {
    stopEnrollment(tx, row.enrollmentId, { status: 'removed', reason: 'They have answered another campaign meanwhile' })
    return false
  }
  return true
}

/** Whoever was found by itself, and has answered another campaign since, was chosen by nobody who knows of the answer. */
function answeredElsewhere(tx: Tx, row: SendToClaim): boolean {
  return hasAnswered(tx, { creatorId: creatorOf(tx, row.enrollmentId), contactId: row.contactId, hash: row.addressHash })
}

/** Whether an address that was changed since is that of somebody else in the campaign, whatever became of them (rule 1). */
function hasAnotherPlace(tx: Tx, row: SendToClaim, emailKey: string): boolean {
  const hash = suppressionHash(workspaceId(tx), 'email', emailKey)
  if (hash === row.addressHash) return false
  const other = enrolledUnder(tx, row.campaignId, hash)
  return other !== null && other !== row.enrollmentId
}

function write(tx: Tx, sendId: number, row: SendToClaim, newUuid: () => string): OutgoingMail | null {
  const composed = composeMessage({
    step: { subject: row.subject, body: row.body },
    contact: {
      email: row.email ?? '',
      firstName: row.firstName,
      lastName: row.lastName,
      fullName: row.fullName,
      companyName: row.companyName,
      customFields: JSON.parse(row.customFields) as Record<string, string>,
    },
    mailbox: {
      email: row.mailboxEmail,
      senderName: row.senderName,
      signature: row.signature,
      postalAddress: row.postalAddress,
    },
    workspace: getWorkspace(tx),
    campaign: { optOutLine: row.optOutLine },
    thread: threadOf(tx, row.enrollmentId),
  })
  if (!composed.ok) {
    holdSend(tx, sendId, composed)
    tx.emit({ type: 'send.held', campaignId: row.campaignId, enrollmentId: row.enrollmentId, sendId, message: composed.reason })
    return null
  }
  // A message that is tried again keeps its Message-ID, so that a receiver can recognise it.
  const messageId = row.messageId ?? `<${newUuid()}@${row.mailboxEmail.slice(row.mailboxEmail.lastIndexOf('@') + 1)}>`
  putDraft(tx, sendId, composed)
  return {
    messageId,
    date: tx.at,
    from: { name: row.senderName, address: row.mailboxEmail },
    to: { name: row.fullName, address: row.email ?? '' },
    subject: composed.subject,
    text: composed.text,
    html: composed.html,
    inReplyTo: composed.inReplyTo,
    references: composed.references,
    unsubscribeMailto: unsubscribeMailto(row.mailboxEmail, messageId),
  }
}

/** What was said to this person before, oldest first; null for a first message. */
function threadOf(tx: Tx, enrollmentId: number): { subject: string; messageIds: string[] } | null {
  const sent = sentTexts(tx, enrollmentId)
  const last = sent.at(-1)
  if (!last) return null
  // A message with a subject of its own began a new thread: only what came since belongs to it.
  const start = sent.findLastIndex((message) => message.inReplyTo === '')
  return { subject: last.subject, messageIds: sent.slice(Math.max(0, start)).map((message) => message.messageId) }
}
