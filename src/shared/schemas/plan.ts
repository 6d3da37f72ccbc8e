import { z } from 'zod'
import { id, instant, localDate, page, pageQuery } from './common.ts'

/** So many messages in one hour of one local day of the campaign's zone. */
export const planHour = z.object({ day: localDate, hour: z.number().int().min(0).max(23), count: z.number().int() })

export const planDay = z.object({
  day: localDate,
  count: z.number().int(),
  bySteps: z.array(z.number().int()).meta({ description: 'Messages of step 1, 2, … on that day' }),
})

/**
 * What would leave when if nobody answered: counted by the queue that sends, through window, gaps, daily caps and
 * credits. A forecast: answers, pauses and other campaigns make it less or later.
 */
export const plan = z.object({
  zone: z.string(),
  computedAt: instant,
  recipients: z.number().int(),
  messages: z.number().int().meta({ description: 'All that are still to come' }),
  placed: z.number().int().meta({ description: 'Of those, the ones that have a time below' }),
  notPlaced: z.array(z.object({ count: z.number().int(), message: z.string() })).meta({ description: 'And why the others have none' }),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  days: z.array(planDay),
  hours: z.array(planHour),
  notes: z.array(z.string()).meta({ description: 'What makes it slower, in words: the cap of a mailbox, the credits of a day' }),
})
export type Plan = z.infer<typeof plan>

export const plannedMessage = z.object({
  recipientId: id,
  contactId: id.nullable(),
  name: z.string(),
  email: z.string().nullable(),
  stepId: id,
  stepPosition: z.number().int(),
  at: instant.nullable().meta({ description: 'About when; null where nothing can be said' }),
  mailboxEmail: z.string().nullable(),
  message: z.string().meta({ description: 'Why it waits, or why it has no time' }),
})
export type PlannedMessage = z.infer<typeof plannedMessage>

export const planQuery = z.strictObject({
  id,
  day: localDate.optional(),
  search: z.string().max(200).optional(),
  ...pageQuery,
})
export const planPage = page(plannedMessage)

/** Who would get a message with a gap in it, the worst first. */
export const gapRow = z.object({ recipientId: id, contactId: id, name: z.string(), email: z.string(), missing: z.array(z.string()) })
export type GapRow = z.infer<typeof gapRow>

/** How far people came in the sequence, and where they stopped. Removed steps that something was sent by stand last. */
export const funnelStep = z.object({
  stepId: id,
  position: z.number().int(),
  subject: z.string(),
  removed: z.boolean(),
  planned: z.number().int().meta({ description: 'Messages of this step that are planned now; those that follow only later are not' }),
  sent: z.number().int(),
  replied: z
    .number()
    .int()
    .meta({ description: 'People who answered this message, as far as their mail says; else the last one they had' }),
  bounced: z.number().int(),
  optedOut: z.number().int(),
})
export type FunnelStep = z.infer<typeof funnelStep>

/** What happened on a local day of the campaign's zone. Days on which nothing did are left out. */
export const runDay = z.object({ day: localDate, sent: z.number().int(), replies: z.number().int(), bounces: z.number().int() })
export type RunDay = z.infer<typeof runDay>
