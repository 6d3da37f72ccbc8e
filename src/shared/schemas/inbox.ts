import { z } from 'zod'
import { flag, id, instant, page, pageQuery, text } from './common.ts'

export const threadState = z.enum(['open', 'done', 'snoozed'])
export type ThreadState = z.infer<typeof threadState>

export const threadMark = z.enum(['interested', 'not_now'])
export type ThreadMark = z.infer<typeof threadMark>

/** What a mail that came in is. */
export const incomingClass = z.enum(['reply', 'auto_reply', 'bounce', 'delay', 'unsubscribe', 'own', 'unrelated'])
export type IncomingClass = z.infer<typeof incomingClass>

/** One conversation: what went back and forth with one person of one campaign. */
export const thread = z.object({
  id,
  campaignId: id.nullable(),
  campaignName: z.string(),
  recipientId: id.nullable(),
  contactId: id.nullable(),
  name: z.string().meta({ description: 'Of the person; the address where there is none' }),
  email: z.string(),
  companyName: z.string(),
  mailboxId: id,
  mailboxEmail: z.string(),
  subject: z.string(),
  snippet: z.string().meta({ description: 'How the last message begins' }),
  lastAt: instant,
  lastDirection: z.enum(['in', 'out']),
  messages: z.number().int(),
  unread: z.boolean(),
  state: threadState,
  snoozedUntil: instant.nullable(),
  mark: threadMark.nullable(),
  suppressed: z.boolean().meta({ description: 'Never to be contacted again' }),
})
export type Thread = z.infer<typeof thread>

export const threadMessage = z.object({
  id: z.string().meta({ description: 'Unique in the thread: in-12, out-7, answer-3' }),
  direction: z.enum(['in', 'out']),
  kind: z.enum(['campaign', 'answer', 'reply', 'auto_reply', 'bounce', 'unsubscribe']),
  from: z.string(),
  to: z.string(),
  at: instant,
  subject: z.string(),
  text: z.string().meta({ description: 'What was newly said' }),
  quoted: z.string().meta({ description: 'What was quoted below it; folded at first' }),
  html: z.string().nullable().meta({
    description: 'Sanitised: no scripts, no forms, no remote pictures; to be shown in a sandboxed frame. Null where the text is all',
  }),
  remotePictures: z.number().int().meta({ description: 'How many pictures were left out because they lie on a server' }),
  status: z.enum(['sent', 'received', 'waiting', 'sending', 'failed', 'unconfirmed', 'taken_back']),
  sendsAt: instant.nullable().meta({ description: 'An answer that still can be taken back leaves at this instant' }),
  message: z.string().meta({ description: 'Why it failed or what is open, in words' }),
})
export type ThreadMessage = z.infer<typeof threadMessage>

export const threadWithMessages = thread.extend({
  conversation: z.array(threadMessage),
  draft: z.string(),
  answersTo: z.string().meta({
    description: 'Whom an answer reaches: whoever wrote last, at the address where they asked for answers. Empty where nobody is left',
  }),
  writesFrom: z
    .string()
    .meta({ description: 'The address that wrote last: another than `answersTo` where they asked for answers elsewhere' }),
})
export type ThreadWithMessages = z.infer<typeof threadWithMessages>

export const inboxQuery = z.strictObject({
  state: threadState.optional(),
  mark: threadMark.optional(),
  unread: flag.optional(),
  campaignId: id.optional(),
  recipientId: id.optional().meta({ description: 'The one conversation with this recipient, if there is one' }),
  search: z.string().max(200).optional(),
  ...pageQuery,
})
export const threadPage = page(thread)

export const inboxCounts = z.object({
  unread: z.number().int(),
  open: z.number().int(),
  snoozed: z.number().int(),
  done: z.number().int(),
  interested: z.number().int(),
})
export type InboxCounts = z.infer<typeof inboxCounts>

export const threadPatch = z.strictObject({
  id,
  unread: z.boolean().optional(),
  state: threadState.optional(),
  snoozedUntil: instant.optional().meta({ description: 'With state `snoozed`: comes back then, or when they write' }),
  mark: threadMark.nullable().optional(),
  draft: text(100_000).optional().meta({ description: 'The unfinished answer' }),
})

export const answerInput = z.strictObject({ id, body: text(100_000).min(1) })
