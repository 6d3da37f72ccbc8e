import { z } from 'zod'
import { id } from '../schemas/common.ts'
import { answerInput, inboxCounts, inboxQuery, threadPage, threadPatch, thread as threadRow, threadWithMessages } from '../schemas/inbox.ts'
import { base } from './base.ts'

const tags = ['Inbox']
const one = z.strictObject({ id })

export const inbox = {
  list: base
    .route({ method: 'GET', path: '/inbox', tags, summary: 'Conversations, the newest first' })
    .input(inboxQuery)
    .output(threadPage),
  counts: base
    .route({ method: 'GET', path: '/inbox/counts', tags, summary: 'How many are unread, open, snoozed, done' })
    .output(inboxCounts),
  get: base
    .route({ method: 'GET', path: '/inbox/{id}', tags, summary: 'One conversation with its messages' })
    .input(one)
    .output(threadWithMessages),
  update: base
    .route({ method: 'PUT', path: '/inbox/{id}', tags, summary: 'Read, done, snoozed, marked, or an answer begun; what is left out stays' })
    .input(threadPatch)
    .output(threadRow),
  answer: base
    .route({
      method: 'POST',
      path: '/inbox/{id}/answers',
      tags,
      successStatus: 201,
      summary: 'Answer by hand; it leaves ten seconds later and can be taken back until then. Costs a credit',
    })
    .input(answerInput)
    .output(threadWithMessages),
  takeBack: base
    .route({
      method: 'POST',
      path: '/inbox/{id}/answers/{answerId}/take-back',
      tags,
      summary: 'Take an answer back; CONFLICT once it leaves',
    })
    .input(z.strictObject({ id, answerId: id }))
    .output(threadWithMessages),
  resolve: base
    .route({ method: 'POST', path: '/inbox/{id}/answers/{answerId}/resolve', tags, summary: 'Decide an answer whose fate is open' })
    .input(z.strictObject({ id, answerId: id, outcome: z.enum(['sent', 'not_sent']) }))
    .output(threadWithMessages),
  unsubscribe: base
    .route({ method: 'POST', path: '/inbox/{id}/unsubscribe', tags, summary: 'Never contact this person again' })
    .input(one)
    .output(threadRow),
  pictures: base
    .route({
      method: 'POST',
      path: '/inbox/{id}/pictures',
      tags,
      summary: "Fetch a message's remote pictures, which tells their server that it was read",
    })
    .input(z.strictObject({ id, messageId: z.string().max(40) }))
    .output(z.object({ html: z.string(), failed: z.number().int() })),
}
