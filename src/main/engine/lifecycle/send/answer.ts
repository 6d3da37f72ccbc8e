import { notFound, UserError } from '../../../../shared/errors.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { saidAlready, threadIds } from '../../db/inbox/answers.ts'
import type { ThreadRow } from '../../db/inbox/inbox.ts'
import { findAnswer } from '../../db/inbox/inbox-messages.ts'
import { composeAnswer } from '../../rules/writing/answer-mail.ts'
import { tellThread, touchThread } from '../thread/thread.ts'
import { giveBackWords, undoMs } from './answer-settled.ts'

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
  const signature = statement(tx, 'select signature from mailboxes where id = ?').pluck().get(thread.mailboxId) as string | undefined
  const mail = composeAnswer({ body, signature: signature ?? '', subject: thread.subject, ...threadIds(tx, thread) })
  const { lastInsertRowid } = statement(
    tx,
    `insert into answers (thread_id, mailbox_id, status, due_at, "to", subject, body, text, html, in_reply_to, "references", created_at)
     values (?, ?, 'scheduled', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[thread.id, thread.mailboxId, tx.at + undoMs, to, mail.subject, body, mail.text, mail.html],
    ...[mail.inReplyTo, mail.references.join(' '), tx.at],
  )
  statement(tx, `update threads set draft = '', unread = 0 where id = ?`).run(thread.id)
  touchThread(tx, thread.id)
  tellThread(tx, thread.enrollmentId)
  return Number(lastInsertRowid)
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
  statement(tx, `update answers set status = 'cancelled', reason = 'You took it back' where id = ?`).run(answerId)
  giveBackWords(tx, thread.id, answer.body)
  touchThread(tx, thread.id)
  tellThread(tx, thread.enrollmentId)
}
