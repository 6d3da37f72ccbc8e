import type { EngineContext } from '../../context.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { creatorOf, hasAnswered } from '../../db/inbox/answered-before.ts'
import { countClaim, keepGap } from '../../db/mailboxes/claims.ts'
import { putDraft, sentTexts } from '../../db/sends/drafts.ts'
import type { SendToClaim } from '../../db/sends/in-flight.ts'
import { enrolledUnder, holdSend, sendToClaim } from '../../db/sends/in-flight.ts'
import { cancelLeftOver, markSending } from '../../db/sends/status.ts'
import type { OutgoingMail } from '../../ports/mail.ts'

import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { unsubscribeMailto } from '../../rules/incoming/unsubscribe.ts'
import { gate } from '../../rules/sending/gate.ts'
import { nextSendAt } from '../../rules/sending/pacing.ts'
import { composeMessage } from '../../rules/writing/compose.ts'
import { sendFacts, sharedFacts } from '../../views/sending/gate-facts.ts'
import { startCampaign } from '../campaign/start.ts'
import { stopEnrollment } from '../enrollment/stop.ts'

/**
 * Takes one message for sending: in one commit it is checked against everything that could speak against it, written,
 * given its Message-ID and marked `sending` (rules 2, 3 and 6). Null when it may not leave; why is in its row.
 */
export function claimSend(ctx: EngineContext, sendId: number): Promise<OutgoingMail | null> {
  return ctx.commit.together('send.claim', (tx) => {
    const row = sendToClaim(tx, sendId)
    if (row?.status !== 'scheduled') return null
    const shared = sharedFacts(tx, tx.at, ctx.awakeSince.at)
    const facts = sendFacts(tx, shared, sendId)
    if (!facts || gate(facts) !== null) return null
    if (!mayBeWrittenTo(tx, row)) return null
    const mail = write(tx, sendId, row, ctx)
    if (!mail) return null
    if (row.campaignStatus === 'scheduled') startCampaign(tx, row.campaignId)
    markSending(tx, sendId, { day: shared.day, messageId: mail.messageId })
    if (row.testMode) return mail
    countClaim(tx, row.mailboxId, shared.day)
    // The gap is kept from the claim on: a crash in between does not shorten it.
    const next = nextSendAt(tx.at, row.gapSeconds, row.gapJitterSeconds, ctx.ports.random.next())
    keepGap(tx, row.mailboxId, next)
    return mail
  })
}

/** The last look before a message is written: the person is still in, still there, and not suppressed. */
function mayBeWrittenTo(tx: Tx, row: SendToClaim): boolean {
  if (row.enrollmentStatus !== 'active') {
    cancelLeftOver(tx, row.enrollmentId)
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

function write(tx: Tx, sendId: number, row: SendToClaim, ctx: EngineContext): OutgoingMail | null {
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
  const messageId = row.messageId ?? `<${ctx.ports.random.uuid()}@${row.mailboxEmail.slice(row.mailboxEmail.lastIndexOf('@') + 1)}>`
  putDraft(tx, sendId, { ...composed, to: row.email ?? '' })
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
