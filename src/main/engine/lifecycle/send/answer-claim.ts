import { addressesOfPerson } from '../../db/contacts/person-addresses.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import type { OutgoingMail } from '../../ports/mail.ts'

import { answerGate } from '../../rules/sending/answer-gate.ts'
import { answerFacts } from '../../views/sending/answer-facts.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { tellThread } from '../thread/thread.ts'
import { failAnswer } from './answer-settled.ts'

interface ClaimRow {
  status: string
  message_id: string | null
  mailbox_id: number
  enrollment_id: number
  to: string
  subject: string
  text: string
  html: string
  in_reply_to: string
  references: string
  thread_email: string
  thread_reply_to: string
  email_key: string | null
  full_name: string
  mailbox_email: string
  sender_name: string
}

/**
 * Takes one answer for sending: in one commit it is checked against all that could speak against it, given its
 * Message-ID and marked `sending` (rules 2, 3 and 6). Null when it may not leave; why is in its row, or said by its gate.
 */
export function claimAnswer(tx: Tx, answerId: number, awakeSince: number, newUuid: () => string): OutgoingMail | null {
  const row = statement(
    tx,
    `select a.status, a.message_id, a.mailbox_id, t.enrollment_id, a."to", a.subject, a.text, a.html, a.in_reply_to, a."references",
            t.email as thread_email, t.reply_to as thread_reply_to, c.email_key, coalesce(c.full_name, '') as full_name, m.email as mailbox_email, m.sender_name
     from answers a join threads t on t.id = a.thread_id join enrollments e on e.id = t.enrollment_id join mailboxes m on m.id = a.mailbox_id
     left join contacts c on c.id = e.contact_id
     where a.id = ?`,
  ).get(answerId) as ClaimRow | undefined
  if (row?.status !== 'scheduled') return null
  const shared = sharedFacts(tx, tx.at, awakeSince)
  const facts = answerFacts(tx, shared, answerId)
  if (!facts || answerGate(facts) !== null) return null
  const theirs = [row.thread_email.toLowerCase(), row.thread_reply_to].filter((address) => address !== '')
  const addresses = [row.to.toLowerCase(), ...theirs, ...addressesOfPerson(tx, row.enrollment_id)]
  if (addresses.some((address) => isSuppressed(tx, workspaceId(tx), address))) {
    failAnswer(tx, answerId, 'The address is on the suppression list')
    return null
  }
  // One that is tried again keeps its Message-ID, so that a receiver can recognise it.
  const messageId = row.message_id ?? `<${newUuid()}@${row.mailbox_email.slice(row.mailbox_email.lastIndexOf('@') + 1)}>`
  statement(
    tx,
    `update answers set status = 'sending', reason = '', claimed_at = ?, claimed_day = ?, attempts = attempts + 1, message_id = ? where id = ?`,
  ).run(tx.at, shared.day, messageId, answerId)
  // The cap does not hold an answer back, but what the provider counts is counted.
  statement(
    tx,
    `insert into mailbox_days (mailbox_id, day, claimed) values (?, ?, 1)
     on conflict (mailbox_id, day) do update set claimed = claimed + 1`,
  ).run(row.mailbox_id, shared.day)
  tellThread(tx, row.enrollment_id)
  return {
    messageId,
    date: tx.at,
    from: { name: row.sender_name, address: row.mailbox_email },
    to: { name: row.email_key === row.to.toLowerCase() ? row.full_name : '', address: row.to },
    subject: row.subject,
    text: row.text,
    html: row.html,
    inReplyTo: row.in_reply_to,
    references: row.references === '' ? [] : row.references.split(' '),
    unsubscribeMailto: null,
  }
}
