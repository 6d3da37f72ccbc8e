import { charge } from '../../credits/ledger.ts'
import type { Tx } from '../../db/core/commit.ts'
import { deleteJobsOf } from '../../db/core/jobs.ts'
import { statement } from '../../db/core/statement.ts'
import { mayChange } from '../../db/core/transition.ts'
import { markNotSent, markSent } from '../../db/sends/status.ts'
import { sendStates } from '../../rules/states/tables.ts'
import { completeIfDone } from '../campaign/complete.ts'
import { planAgain } from '../enrollment/plan.ts'

interface OpenSend {
  id: number
  status: string
  campaign_id: number
  enrollment_id: number
  mailbox_id: number
  claimed_at: number | null
  contact_id: number | null
  test_mode: number
}

function whereTried(verb: 'confirm' | 'prove' | 'deny'): string {
  return `select s.id, s.status, s.campaign_id, s.enrollment_id, s.mailbox_id, s.claimed_at, e.contact_id, c.test_mode
     from sends s join enrollments e on e.id = s.enrollment_id join campaigns c on c.id = s.campaign_id
     where s.id = ? and ${mayChange(sendStates, verb, 's.status')} and s.message_id is not null`
}

const tried = { confirm: whereTried('confirm'), prove: whereTried('prove'), deny: whereTried('deny') }

function triedSend(tx: Tx, verb: keyof typeof tried, sendId: number): OpenSend | null {
  return (statement(tx, tried[verb]).get(sendId) as OpenSend | undefined) ?? null
}

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
  const sentAt = send.status === 'sending' ? tx.at : (send.claimed_at ?? tx.at)
  markSent(tx, verb, sendId, sentAt)
  // In test mode nobody was written to, and nothing is charged (rule 9).
  const real = send.test_mode === 0
  if (real) charge(tx, { kind: 'message', refId: sendId, campaignId: send.campaign_id, enrollmentId: send.enrollment_id })
  if (real && send.contact_id !== null) statement(tx, 'update contacts set last_contacted_at = ? where id = ?').run(sentAt, send.contact_id)
  tx.emit({
    type: send.status === 'sending' ? 'send.sent' : 'send.resolved',
    campaignId: send.campaign_id,
    enrollmentId: send.enrollment_id,
    contactId: send.contact_id,
    mailboxId: send.mailbox_id,
    sendId,
    message,
  })
  planAgain(tx, send.campaign_id, send.enrollment_id)
  completeIfDone(tx, send.campaign_id)
  return true
}

/**
 * Takes back an unconfirmed message that a person knows was not sent: it goes out at the next chance, under the same
 * Message-ID, so that even a wrong decision can be recognised by the receiving side.
 */
export function confirmNotSent(tx: Tx, sendId: number): boolean {
  const send = triedSend(tx, 'deny', sendId)
  if (!send) return false
  const person = statement(tx, 'select status from enrollments where id = ?').pluck().get(send.enrollment_id)
  const open = person === 'active' || person === 'paused'
  markNotSent(tx, sendId, {
    status: open ? 'scheduled' : 'cancelled',
    held: person === 'paused' ? 'recipient_paused' : null,
    reason: open ? 'You decided that it was not sent' : 'Not sent, and the sequence has ended',
  })
  deleteJobsOf(tx, 'confirm', sendId)
  tx.emit({
    type: 'send.resolved',
    campaignId: send.campaign_id,
    enrollmentId: send.enrollment_id,
    contactId: send.contact_id,
    sendId,
    message: 'Not sent, as you decided',
  })
  // Its step may have been removed, or its mailbox, while this was open.
  if (open) planAgain(tx, send.campaign_id, send.enrollment_id)
  return true
}
