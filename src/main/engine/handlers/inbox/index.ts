import { notFound, UserError } from '../../../../shared/errors.ts'
import { countThreads, pageOfThreads, type ThreadPlace } from '../../db/inbox/inbox.ts'
import { findAnswer } from '../../db/inbox/inbox-messages.ts'
import { suppress } from '../../lifecycle/contact/suppress.ts'
import { stopEnrollment } from '../../lifecycle/enrollment/stop.ts'
import { takeAnswerBack } from '../../lifecycle/send/answer.ts'
import { confirmNotSent, confirmSent } from '../../lifecycle/send/machine.ts'
import { changeThread, type ThreadChange, tellThread } from '../../lifecycle/thread/thread.ts'
import { os } from '../base.ts'
import { answerByHand } from './answer.ts'
import { fetchPictures } from './pictures.ts'
import { addressesOf, needThread, presentThreads, readConversation, readThread } from './present.ts'

export const inbox = {
  list: os.inbox.list.handler(({ input, context }) => {
    const { cursor, limit, ...filter } = input
    const page = pageOfThreads(context.db, filter, { after: placeOf(cursor), limit })
    const last = page.rows.at(-1)
    return {
      items: presentThreads(context.db, page.rows),
      nextCursor: page.more && last ? `${last.lastAt}.${last.id}` : null,
      total: page.total,
    }
  }),

  counts: os.inbox.counts.handler(({ context }) => countThreads(context.db)),

  get: os.inbox.get.handler(({ input, context }) => readConversation(context, input.id)),

  update: os.inbox.update.handler(({ input, context }) => {
    const { id, unread, mark, draft } = input
    context.commit('thread.update', (tx) => {
      const thread = needThread(tx, id)
      changeThread(tx, thread, {
        ...(unread === undefined ? {} : { unread }),
        ...(mark === undefined ? {} : { mark }),
        ...(draft === undefined ? {} : { draft }),
        ...stateOf(input, thread.state, tx.at),
      })
    })
    return readThread(context, id)
  }),

  answer: os.inbox.answer.handler(({ input, context }) => {
    answerByHand(context, input.id, input.body)
    return readConversation(context, input.id)
  }),

  takeBack: os.inbox.takeBack.handler(({ input, context }) => {
    context.commit('answer.take-back', (tx) => {
      const thread = needThread(tx, input.id)
      takeAnswerBack(tx, thread, input.answerId)
    })
    return readConversation(context, input.id)
  }),

  resolve: os.inbox.resolve.handler(({ input, context }) => {
    context.commit('answer.resolve', (tx) => {
      const thread = needThread(tx, input.id)
      const answer = findAnswer(tx, thread.id, input.answerId)
      if (!answer) throw notFound('answer', input.answerId)
      if (answer.status !== 'unconfirmed') {
        throw new UserError('CONFLICT', 'There is nothing to decide about this answer.', {
          advice: 'It may have been decided elsewhere. Reload the conversation.',
        })
      }
      const message = { purpose: 'answer', id: answer.id } as const
      if (input.outcome === 'sent') confirmSent(tx, message, 'Your answer was sent, as you decided')
      else confirmNotSent(tx, message)
    })
    return readConversation(context, input.id)
  }),

  unsubscribe: os.inbox.unsubscribe.handler(({ input, context }) => {
    context.commit('thread.unsubscribe', (tx) => {
      const thread = needThread(tx, input.id)
      for (const value of addressesOf(tx, thread)) {
        suppress(tx, { kind: 'email', value, reason: 'unsubscribed', note: 'Put there by you, from the inbox' })
      }
      stopEnrollment(tx, thread.enrollmentId, { status: 'opted_out', reason: 'They asked not to be written to again, as you marked' })
      tx.emit({ type: 'contacts.changed' })
      tellThread(tx, thread.enrollmentId)
    })
    return readThread(context, input.id)
  }),

  pictures: os.inbox.pictures.handler(({ input, context }) => fetchPictures(context, input.id, input.messageId)),
}

/** @throws UserError BAD_REQUEST for a snooze without a time that is still to come */
function stateOf(
  input: { state?: 'open' | 'done' | 'snoozed' | undefined; snoozedUntil?: string | undefined },
  before: string,
  now: number,
): Pick<ThreadChange, 'state'> {
  const state = input.state ?? (input.snoozedUntil !== undefined && before === 'snoozed' ? 'snoozed' : undefined)
  if (state !== 'snoozed') {
    if (input.snoozedUntil !== undefined) {
      throw new UserError('BAD_REQUEST', 'A time to come back is for a conversation that is snoozed.', {
        advice: 'Send state "snoozed" with it.',
      })
    }
    return state === undefined ? {} : { state: { is: state } }
  }
  const until = input.snoozedUntil === undefined ? Number.NaN : Date.parse(input.snoozedUntil)
  if (until > now) return { state: { is: 'snoozed', until } }
  throw new UserError('BAD_REQUEST', 'A conversation is snoozed until a time that is still to come.', { advice: 'Choose a later time.' })
}

/** @throws UserError BAD_REQUEST for text that no page gave out */
function placeOf(cursor: string | undefined): ThreadPlace | null {
  if (cursor === undefined || cursor === '') return null
  const [, lastAt, id] = /^(\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? []
  if (lastAt !== undefined && id !== undefined) return { lastAt: Number(lastAt), id: Number(id) }
  throw new UserError('BAD_REQUEST', 'The cursor is not one that a page gave out.', { advice: 'Begin again with the first page.' })
}
