import { addressesOfPerson } from '../../db/contacts/person-addresses.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { answerToClaim } from '../../db/inbox/answer-rows.ts'
import { markAnswerSending } from '../../db/inbox/status.ts'
import { countClaim } from '../../db/mailboxes/claims.ts'
import type { OutgoingMail } from '../../ports/mail.ts'

import { answerGate } from '../../rules/sending/answer-gate.ts'
import { answerFacts } from '../../views/sending/answer-facts.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { tellThread } from '../thread/thread.ts'
import { failAnswer } from './answer-settled.ts'

/**
 * Takes one answer for sending: in one commit it is checked against all that could speak against it, given its
 * Message-ID and marked `sending` (rules 2, 3 and 6). Null when it may not leave; why is in its row, or said by its gate.
 */
export function claimAnswer(tx: Tx, answerId: number, awakeSince: number, newUuid: () => string): OutgoingMail | null {
  const row = answerToClaim(tx, answerId)
  if (row?.status !== 'scheduled') return null
  const shared = sharedFacts(tx, tx.at, awakeSince)
  const facts = answerFacts(tx, shared, answerId)
  if (!facts || answerGate(facts) !== null) return null
  const theirs = [row.threadEmail.toLowerCase(), row.threadReplyTo].filter((address) => address !== '')
  const addresses = [row.to.toLowerCase(), ...theirs, ...addressesOfPerson(tx, row.enrollmentId)]
  if (addresses.some((address) => isSuppressed(tx, workspaceId(tx), address))) {
    failAnswer(tx, answerId, 'The address is on the suppression list')
    return null
  }
  // One that is tried again keeps its Message-ID, so that a receiver can recognise it.
  const messageId = row.messageId ?? `<${newUuid()}@${row.mailboxEmail.slice(row.mailboxEmail.lastIndexOf('@') + 1)}>`
  markAnswerSending(tx, answerId, { day: shared.day, messageId })
  // The cap does not hold an answer back, but what the provider counts is counted.
  countClaim(tx, row.mailboxId, shared.day)
  tellThread(tx, row.enrollmentId)
  return {
    messageId,
    date: tx.at,
    from: { name: row.senderName, address: row.mailboxEmail },
    to: { name: row.emailKey === row.to.toLowerCase() ? row.fullName : '', address: row.to },
    subject: row.subject,
    text: row.text,
    html: row.html,
    inReplyTo: row.inReplyTo,
    references: row.references === '' ? [] : row.references.split(' '),
    unsubscribeMailto: null,
  }
}
