import { notFound, UserError } from '../../../../shared/errors.ts'
import type { Tx } from '../../db/core/commit.ts'
import { insertAnswer } from '../../db/inbox/answer-rows.ts'
import { saidAlready, threadIds } from '../../db/inbox/answers.ts'
import type { ThreadRow } from '../../db/inbox/inbox.ts'
import { findAnswer } from '../../db/inbox/inbox-messages.ts'
import { clearThreadDraft, giveBackWords } from '../../db/inbox/thread-rows.ts'
import { signatureOf } from '../../db/mailboxes/claims.ts'
import { cancelAnswer } from '../../db/sends/status.ts'
import { policies } from '../../rules/sending/purposes.ts'
import { composeAnswer } from '../../rules/writing/answer-mail.ts'
import { tellThread, touchThread } from '../thread/thread.ts'

const repeated = {
  leaving: { message: 'The same answer is on its way already.', advice: 'It is shown in the conversation.' },
  unconfirmed: {
    message: 'The same answer may have been sent already: nobody knows yet.',
    advice: 'Decide about it first; it is shown in the conversation.',
  },
  sent: {
    message: 'You sent them the same answer, and they have not written since.',
    advice: 'Change the words if you mean to say it again.',
  },
}

/**
 * Writes an answer down. It leaves ten seconds later; nothing of a conversation is lost by it but the draft that it was.
 * @param to an address
 * @throws UserError CONFLICT where the very same words are on their way, or left since the person last wrote: a second
 * window, or a program that asks again, must not send them twice
 */
export function writeAnswer(tx: Tx, thread: ThreadRow, to: string, body: string): number {
  const said = saidAlready(tx, thread, body)
  if (said !== null) throw new UserError('CONFLICT', repeated[said].message, { advice: repeated[said].advice })
  const signature = signatureOf(tx, thread.mailboxId)
  const mail = composeAnswer({ body, signature, subject: thread.subject, ...threadIds(tx, thread) })
  const answerId = insertAnswer(tx, {
    threadId: thread.id,
    mailboxId: thread.mailboxId,
    dueAt: tx.at + policies.answer.undoMs,
    to,
    body,
    ...mail,
  })
  clearThreadDraft(tx, thread.id)
  touchThread(tx, thread.id)
  tellThread(tx, thread.enrollmentId)
  return answerId
}

/**
 * Takes an answer back that has not left: its words are the draft again.
 * @throws UserError NOT_FOUND; CONFLICT once it leaves, or is decided
 */
export function takeAnswerBack(tx: Tx, thread: ThreadRow, answerId: number): void {
  const answer = findAnswer(tx, thread.id, answerId)
  if (!answer) throw notFound('answer', answerId)
  if (answer.status !== 'scheduled') {
    throw new UserError('CONFLICT', 'This answer can no longer be taken back.', {
      advice:
        answer.status === 'cancelled'
          ? 'It was taken back already.'
          : 'It is leaving or has left. Write another one if something is missing.',
    })
  }
  cancelAnswer(tx, answerId)
  giveBackWords(tx, thread.id, answer.body)
  touchThread(tx, thread.id)
  tellThread(tx, thread.enrollmentId)
}
