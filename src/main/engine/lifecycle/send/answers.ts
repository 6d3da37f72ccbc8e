import { addressesOfPerson } from '../../db/contacts/person-addresses.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { addJob, deleteJobsOf } from '../../db/core/jobs.ts'
import { answersInFlight, answerToClaim, type TriedAnswer, triedAnswer } from '../../db/inbox/answer-rows.ts'
import {
  markAnswerFailed,
  markAnswerNotSent,
  markAnswerSending,
  markAnswerSent,
  markAnswerUnconfirmed,
  reopenThread,
  returnAnswer,
} from '../../db/inbox/status.ts'
import { giveBackWords } from '../../db/inbox/thread-rows.ts'
import { answerGate } from '../../rules/sending/answer-gate.ts'
import { policies } from '../../rules/sending/purposes.ts'
import { answerFacts } from '../../views/sending/answer-facts.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { suppress } from '../contact/suppress.ts'
import { tellThread, tellThreadOf, touchThread } from '../thread/thread.ts'
import type { PurposeModule } from './purpose.ts'

/** Answers by hand: letters in a conversation, which the person who wrote them waits for. */
export const answers: PurposeModule<TriedAnswer & { pretended: boolean }> = {
  name: 'answer',

  ready(tx, answerId, { mailboxId, awakeSince, newUuid }) {
    const row = answerToClaim(tx, answerId)
    if (row?.status !== 'scheduled' || row.mailboxId !== mailboxId) return null
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
    const mail = {
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
    return { mail, mailboxId: row.mailboxId, day: shared.day, pretended: false, gap: null, enrollmentId: row.enrollmentId }
  },

  claimed(tx, answerId, { day, mail, enrollmentId }) {
    markAnswerSending(tx, answerId, { day, messageId: mail.messageId })
    if (enrollmentId !== null) tellThread(tx, enrollmentId)
  },

  inFlight: (tx, answerId) => real(triedAnswer(tx, 'putBack', answerId)),
  everyInFlight: (tx) => answersInFlight(tx).map((answer) => ({ ...answer, pretended: false })),
  tried: (tx, verdict, answerId) => real(triedAnswer(tx, verdict, answerId)),

  markSent(tx, verdict, { id }, sentAt) {
    markAnswerSent(tx, verdict, id, sentAt)
  },

  afterSent(tx, answer, words) {
    deleteJobsOf(tx, 'confirm_answer', answer.id)
    touchThread(tx, answer.threadId)
    tellThread(tx, answer.enrollmentId, words ?? 'You answered by hand')
  },

  putBack(tx, answer, { reason, attempts, dueAt }) {
    returnAnswer(tx, answer.id, { dueAt: dueAt ?? tx.at, attempts, reason })
    tellThread(tx, answer.enrollmentId, `Your answer waits. ${reason}`)
  },

  fail(tx, answer, reason, badAddress) {
    failAnswer(tx, answer.id, reason)
    if (badAddress) suppress(tx, { kind: 'email', value: answer.to, reason: 'bounced', note: reason })
  },

  doubt(tx, answer, reason, lookAt) {
    markAnswerUnconfirmed(tx, answer.id, reason)
    addJob(tx, 'confirm_answer', answer.id, lookAt)
    reopenThread(tx, answer.threadId)
    tellThread(tx, answer.enrollmentId, `It is not known whether your answer was sent. ${reason}`)
  },

  copy(tx, { id }) {
    addJob(tx, 'save_answer', id, tx.at)
  },

  /** It can be taken back like any other. */
  denied(tx, answer) {
    deleteJobsOf(tx, 'confirm_answer', answer.id)
    if (answer.to === '') {
      failAnswer(tx, answer.id, 'The person was erased')
      return
    }
    markAnswerNotSent(tx, answer.id, tx.at + policies.answer.undoMs)
    tellThread(tx, answer.enrollmentId, 'Your answer was not sent, as you decided. It goes out again')
  },
}

/** There is no test mode in a conversation. */
function real(answer: TriedAnswer | null): (TriedAnswer & { pretended: boolean }) | null {
  return answer && { ...answer, pretended: false }
}

/** It leaves no more. Its words become the draft again, so that nothing that was written is lost; and it wants to be seen. */
export function failAnswer(tx: Tx, answerId: number, reason: string): void {
  const answer = markAnswerFailed(tx, answerId, reason)
  if (!answer) return
  deleteJobsOf(tx, 'confirm_answer', answerId)
  giveBackWords(tx, answer.threadId, answer.body)
  reopenThread(tx, answer.threadId)
  tellThreadOf(tx, answer.threadId, `Your answer was not sent. ${reason}`)
}
