import { charge } from '../../credits/ledger.ts'
import { noteContacted } from '../../db/contacts/last-contacted.ts'
import type { Tx } from '../../db/core/commit.ts'
import { deleteJobsOf } from '../../db/core/jobs.ts'
import { triedSend } from '../../db/sends/in-flight.ts'
import { markNotSent, markSent } from '../../db/sends/status.ts'
import { completeIfDone } from '../campaign/complete.ts'
import { planAgain } from '../enrollment/plan.ts'

/**
 * Marks a message as sent: status, credit, contact and the next step, in one transaction. Does nothing when it was
 * decided before.
 * @param message what is said of it in the person's time line
 */
export function confirmSent(tx: Tx, sendId: number, message: string): boolean {
  return conclude(tx, 'confirm', sendId, message)
}

/**
 * The same on the strength of a proof (its copy in Sent, an answer that names its Message-ID): it overrules a person's
 * "it was not sent", and keeps what waits to be tried again from leaving a second time (rules 1 and 2).
 */
export function proveSent(tx: Tx, sendId: number, message: string): boolean {
  return conclude(tx, 'prove', sendId, message)
}

function conclude(tx: Tx, verb: 'confirm' | 'prove', sendId: number, message: string): boolean {
  const send = triedSend(tx, verb, sendId)
  if (!send) return false
  // Something that was unconfirmed left when it was claimed; what follows counts from then.
  const sentAt = send.status === 'sending' ? tx.at : (send.claimedAt ?? tx.at)
  markSent(tx, verb, sendId, sentAt)
  // In test mode nobody was written to, and nothing is charged (rule 9).
  const real = !send.testMode
  if (real) charge(tx, { kind: 'message', refId: sendId, campaignId: send.campaignId, enrollmentId: send.enrollmentId })
  if (real && send.contactId !== null) noteContacted(tx, send.contactId, sentAt)
  tx.emit({
    type: send.status === 'sending' ? 'send.sent' : 'send.resolved',
    campaignId: send.campaignId,
    enrollmentId: send.enrollmentId,
    contactId: send.contactId,
    mailboxId: send.mailboxId,
    sendId,
    message,
  })
  planAgain(tx, send.campaignId, send.enrollmentId)
  completeIfDone(tx, send.campaignId)
  return true
}

/**
 * Takes back an unconfirmed message that a person knows was not sent: it goes out at the next chance, under the same
 * Message-ID, so that even a wrong decision can be recognised by the receiving side.
 */
export function confirmNotSent(tx: Tx, sendId: number): boolean {
  const send = triedSend(tx, 'deny', sendId)
  if (!send) return false
  const person = send.enrollmentStatus
  const open = person === 'active' || person === 'paused'
  markNotSent(tx, sendId, {
    status: open ? 'scheduled' : 'cancelled',
    held: person === 'paused' ? 'recipient_paused' : null,
    reason: open ? 'You decided that it was not sent' : 'Not sent, and the sequence has ended',
  })
  deleteJobsOf(tx, 'confirm', sendId)
  tx.emit({
    type: 'send.resolved',
    campaignId: send.campaignId,
    enrollmentId: send.enrollmentId,
    contactId: send.contactId,
    sendId,
    message: 'Not sent, as you decided',
  })
  // Its step may have been removed, or its mailbox, while this was open.
  if (open) planAgain(tx, send.campaignId, send.enrollmentId)
  return true
}
