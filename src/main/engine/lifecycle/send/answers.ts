import { addressesOfPerson } from '../../db/contacts/person-addresses.ts'
import { isSuppressed, workspaceId } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { deleteJobsOf } from '../../db/core/jobs.ts'
import { answerToClaim, wordsOfAnswer } from '../../db/inbox/answer-rows.ts'
import { reopenThread } from '../../db/inbox/status.ts'
import { giveBackWords } from '../../db/inbox/thread-rows.ts'
import type { TriedSend } from '../../db/sends/in-flight.ts'
import { markAnswerNotSent, markFailed } from '../../db/sends/status.ts'
import { answerGate } from '../../rules/sending/answer-gate.ts'
import { policies } from '../../rules/sending/purposes.ts'
import { answerFacts } from '../../views/sending/answer-facts.ts'
import { sharedFacts } from '../../views/sending/gate-facts.ts'
import { suppress } from '../contact/suppress.ts'
import { tellThread, tellThreadOf, touchThread } from '../thread/thread.ts'
import type { PurposeModule } from './purpose.ts'

/** Answers by hand: letters in a conversation, which the person who wrote them waits for. */
export const answers: PurposeModule = {
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

  claimed(tx, { enrollmentId }) {
    if (enrollmentId !== null) tellThread(tx, enrollmentId)
  },

  sent(tx, answer, words) {
    const { threadId, enrollmentId } = inThread(answer)
    touchThread(tx, threadId)
    tellThread(tx, enrollmentId, words ?? 'You answered by hand')
  },

  place: () => ({ status: 'scheduled', held: null }),

  putBack(tx, answer, { reason }) {
    tellThread(tx, inThread(answer).enrollmentId, `Your answer waits. ${reason}`)
  },

  failed(tx, answer, reason, badAddress) {
    giveBack(tx, answer.id, reason)
    if (badAddress) suppress(tx, { kind: 'email', value: answer.to, reason: 'bounced', note: reason })
  },

  doubted(tx, answer, reason) {
    const { threadId, enrollmentId } = inThread(answer)
    reopenThread(tx, threadId)
    tellThread(tx, enrollmentId, `It is not known whether your answer was sent. ${reason}`)
  },

  /** It can be taken back like any other. */
  deny(tx, answer) {
    if (answer.to === '') {
      failAnswer(tx, answer.id, 'The person was erased')
      return
    }
    markAnswerNotSent(tx, answer.id, tx.at + policies.answer.undoMs)
    tellThread(tx, inThread(answer).enrollmentId, 'Your answer was not sent, as you decided. It goes out again')
  },

  /** A person is asked already. */
  notFound() {},
}

/** @throws Error for a message that belongs to no conversation: it is no answer */
function inThread(answer: TriedSend): { threadId: number; enrollmentId: number } {
  const { threadId, enrollmentId } = answer
  if (threadId === null || enrollmentId === null) throw new Error(`message ${answer.id} belongs to no conversation`)
  return { threadId, enrollmentId }
}

/** It leaves no more. Does nothing where it was decided before. */
export function failAnswer(tx: Tx, answerId: number, reason: string): void {
  if (!markFailed(tx, { purpose: 'answer', id: answerId }, reason)) return
  deleteJobsOf(tx, 'confirm', answerId)
  giveBack(tx, answerId, reason)
}

/** Its words become the draft again, so that nothing that was written is lost; and it wants to be seen. */
function giveBack(tx: Tx, answerId: number, reason: string): void {
  const answer = wordsOfAnswer(tx, answerId)
  if (!answer) return
  giveBackWords(tx, answer.threadId, answer.body)
  reopenThread(tx, answer.threadId)
  tellThreadOf(tx, answer.threadId, `Your answer was not sent. ${reason}`)
}
