import type { EngineContext } from '../../context.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { creatorOf, hasAnswered } from '../../db/inbox/answered-before.ts'
import { cancelLeftOver, markSending } from '../../db/sends/status.ts'
import type { OutgoingMail } from '../../ports/mail.ts'

import { suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import { unsubscribeMailto } from '../../rules/incoming/unsubscribe.ts'
import { gate } from '../../rules/sending/gate.ts'
import { nextSendAt } from '../../rules/sending/pacing.ts'
import { composeMessage } from '../../rules/writing/compose.ts'
import { sendFacts, sharedFacts } from '../../views/sending/gate-facts.ts'
import { stopEnrollment } from '../enrollment/stop.ts'

interface ClaimRow {
  campaign_id: number
  enrollment_id: number
  mailbox_id: number
  status: string
  message_id: string | null
  enrollment_status: string
  address_hash: string
  run_id: number | null
  contact_id: number | null
  email: string | null
  email_key: string | null
  first_name: string
  last_name: string
  full_name: string
  company_name: string
  custom_fields: string
  subject: string
  body: string
  opt_out_line: string
  campaign_status: string
  test_mode: number
  mailbox_email: string
  sender_name: string
  signature: string
  postal_address: string
  gap_seconds: number
  gap_jitter_seconds: number
}

/**
 * Takes one message for sending: in one commit it is checked against everything that could speak against it, written,
 * given its Message-ID and marked `sending` (rules 2, 3 and 6). Null when it may not leave; why is in its row.
 */
export function claimSend(ctx: EngineContext, sendId: number): Promise<OutgoingMail | null> {
  return ctx.commit.together('send.claim', (tx) => {
    const row = readRow(tx, sendId)
    if (row?.status !== 'scheduled') return null
    const shared = sharedFacts(tx, tx.at, ctx.awakeSince.at)
    const facts = sendFacts(tx, shared, sendId)
    if (!facts || gate(facts) !== null) return null
    if (!mayBeWrittenTo(tx, row)) return null
    const mail = write(tx, sendId, row, ctx)
    if (!mail) return null
    if (row.campaign_status === 'scheduled') begin(tx, row.campaign_id)
    markSending(tx, sendId, { day: shared.day, messageId: mail.messageId })
    if (row.test_mode === 1) return mail
    statement(
      tx,
      `insert into mailbox_days (mailbox_id, day, claimed) values (?, ?, 1)
       on conflict (mailbox_id, day) do update set claimed = claimed + 1`,
    ).run(row.mailbox_id, shared.day)
    // The gap is kept from the claim on: a crash in between does not shorten it.
    const next = nextSendAt(tx.at, row.gap_seconds, row.gap_jitter_seconds, ctx.ports.random.next())
    statement(tx, `update mailboxes set next_send_at = ?, reason = '' where id = ?`).run(next, row.mailbox_id)
    return mail
  })
}

/** The start date has come: the first message makes a scheduled campaign an active one. */
function begin(tx: Tx, campaignId: number): void {
  statement(tx, `update campaigns set status = 'active', reason = '', updated_at = ? where id = ?`).run(tx.at, campaignId)
  tx.emit({ type: 'campaign.changed', campaignId, message: 'The campaign has started' })
}

function readRow(tx: Tx, sendId: number): ClaimRow | undefined {
  return statement(
    tx,
    `select s.campaign_id, s.enrollment_id, s.mailbox_id, s.status, s.message_id, e.status as enrollment_status, e.address_hash, e.run_id, e.contact_id,
            c.email, c.email_key, c.first_name, c.last_name, c.full_name, c.company_name, c.custom_fields,
            st.subject, st.body, ca.opt_out_line, ca.status as campaign_status, ca.test_mode,
            m.email as mailbox_email, m.sender_name, m.signature, m.postal_address, m.gap_seconds, m.gap_jitter_seconds
     from sends s
     join enrollments e on e.id = s.enrollment_id
     join steps st on st.id = s.step_id
     join campaigns ca on ca.id = s.campaign_id
     join mailboxes m on m.id = s.mailbox_id
     left join contacts c on c.id = e.contact_id
     where s.id = ?`,
  ).get(sendId) as ClaimRow | undefined
}

/** The last look before a message is written: the person is still in, still there, and not suppressed. */
function mayBeWrittenTo(tx: Tx, row: ClaimRow): boolean {
  if (row.enrollment_status !== 'active') {
    cancelLeftOver(tx, row.enrollment_id)
    return false
  }
  if (row.email === null || row.email_key === null) {
    stopEnrollment(tx, row.enrollment_id, { status: 'removed', reason: 'The contact was deleted' })
    return false
  }
  if (isSuppressed(tx, workspaceId(tx), row.email_key)) {
    stopEnrollment(tx, row.enrollment_id, { status: 'removed', reason: 'The address is on the suppression list' })
    return false
  }
  if (hasAnotherPlace(tx, row, row.email_key)) {
    stopEnrollment(tx, row.enrollment_id, { status: 'removed', reason: 'Their new address is in this campaign already' })
    return false
  }
  if (row.test_mode === 0 && row.run_id !== null && answeredElsewhere(tx, row)) {
    stopEnrollment(tx, row.enrollment_id, { status: 'removed', reason: 'They have answered another campaign meanwhile' })
    return false
  }
  return true
}

/** Whoever was found by itself, and has answered another campaign since, was chosen by nobody who knows of the answer. */
function answeredElsewhere(tx: Tx, row: ClaimRow): boolean {
  return hasAnswered(tx, { creatorId: creatorOf(tx, row.enrollment_id), contactId: row.contact_id, hash: row.address_hash })
}

/** Whether an address that was changed since is that of somebody else in the campaign, whatever became of them (rule 1). */
function hasAnotherPlace(tx: Tx, row: ClaimRow, emailKey: string): boolean {
  const hash = suppressionHash(workspaceId(tx), 'email', emailKey)
  if (hash === row.address_hash) return false
  const other = statement(tx, 'select id from enrollments where campaign_id = ? and address_hash = ?').pluck().get(row.campaign_id, hash)
  return other !== undefined && other !== row.enrollment_id
}

function write(tx: Tx, sendId: number, row: ClaimRow, ctx: EngineContext): OutgoingMail | null {
  const composed = composeMessage({
    step: { subject: row.subject, body: row.body },
    contact: {
      email: row.email ?? '',
      firstName: row.first_name,
      lastName: row.last_name,
      fullName: row.full_name,
      companyName: row.company_name,
      customFields: JSON.parse(row.custom_fields) as Record<string, string>,
    },
    mailbox: {
      email: row.mailbox_email,
      senderName: row.sender_name,
      signature: row.signature,
      postalAddress: row.postal_address,
    },
    workspace: getWorkspace(tx),
    campaign: { optOutLine: row.opt_out_line },
    thread: threadOf(tx, row.enrollment_id),
  })
  if (!composed.ok) {
    statement(tx, 'update sends set held = ?, reason = ? where id = ?').run(composed.held, composed.reason, sendId)
    tx.emit({ type: 'send.held', campaignId: row.campaign_id, enrollmentId: row.enrollment_id, sendId, message: composed.reason })
    return null
  }
  // A message that is tried again keeps its Message-ID, so that a receiver can recognise it.
  const messageId = row.message_id ?? `<${ctx.ports.random.uuid()}@${row.mailbox_email.slice(row.mailbox_email.lastIndexOf('@') + 1)}>`
  statement(
    tx,
    `insert or replace into drafts (send_id, "to", subject, text, html, in_reply_to, "references", written_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(sendId, row.email, composed.subject, composed.text, composed.html, composed.inReplyTo, composed.references.join(' '), tx.at)
  return {
    messageId,
    date: tx.at,
    from: { name: row.sender_name, address: row.mailbox_email },
    to: { name: row.full_name, address: row.email ?? '' },
    subject: composed.subject,
    text: composed.text,
    html: composed.html,
    inReplyTo: composed.inReplyTo,
    references: composed.references,
    unsubscribeMailto: unsubscribeMailto(row.mailbox_email, messageId),
  }
}

/** What was said to this person before, oldest first; null for a first message. */
function threadOf(tx: Tx, enrollmentId: number): { subject: string; messageIds: string[] } | null {
  const sent = statement(
    tx,
    `select s.message_id as messageId, d.subject, d.in_reply_to as inReplyTo from sends s join drafts d on d.send_id = s.id
     where s.enrollment_id = ? and s.status = 'sent' order by s.sent_at, s.id`,
  ).all(enrollmentId) as { messageId: string; subject: string; inReplyTo: string }[]
  const last = sent.at(-1)
  if (!last) return null
  // A message with a subject of its own began a new thread: only what came since belongs to it.
  const start = sent.findLastIndex((message) => message.inReplyTo === '')
  return { subject: last.subject, messageIds: sent.slice(Math.max(0, start)).map((message) => message.messageId) }
}
