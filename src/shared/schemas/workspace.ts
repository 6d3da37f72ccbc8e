import { z } from 'zod'
import { wait } from './campaigns.ts'
import { id, instant, line, localDate, page, pageQuery, text, zone } from './common.ts'

export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  zone: z.string(),
  postalAddress: z.string(),
  dailyCredits: z.number().int(),
  guideDone: z.boolean().meta({ description: 'The first-start guide was finished or put away' }),
  leaveOutDays: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'Recurring campaigns leave out whom any other campaign wrote to in the last so many days; null: nobody' }),
})
export type Workspace = z.infer<typeof workspace>

export const workspacePatch = z.strictObject({
  name: line(200).min(1).optional(),
  zone: zone.optional(),
  postalAddress: text(500).optional(),
  dailyCredits: z.number().int().min(0).max(1_000_000).optional(),
  guideDone: z.boolean().optional(),
  leaveOutDays: z.number().int().min(1).max(3650).nullable().optional(),
})

/** Today's credits: a day is a local date in the workspace's zone; nothing rolls over. */
export const credits = z.object({
  day: localDate,
  zone: z.string(),
  limit: z.number().int(),
  used: z.number().int(),
  inFlight: z.number().int(),
  left: z.number().int().meta({ description: 'Never below 0, though replies may push `used` past the limit' }),
  neededToday: z.number().int().meta({ description: "What today's plan still needs" }),
  repliesExpected: z.number().int().meta({ description: 'Replies that today may still bring, at the reply rate of the last 30 days' }),
  resetsAt: instant,
})
export type Credits = z.infer<typeof credits>

export const ledgerKind = z.enum(['message', 'reply', 'answer'])
export type LedgerKind = z.infer<typeof ledgerKind>

export const ledgerEntry = z.object({
  id,
  at: instant,
  day: localDate,
  kind: ledgerKind,
  credits: z.number().int(),
  campaignId: id.nullable(),
  recipientId: id.nullable(),
  campaignName: z.string().nullable(),
  personName: z.string().nullable().meta({ description: 'The address where there is no name; null once the person was erased' }),
})
export type LedgerEntry = z.infer<typeof ledgerEntry>
export const ledgerQuery = z.strictObject({ day: localDate.optional(), ...pageQuery })
export const ledgerPage = page(ledgerEntry)

/** What was used on each local day, the newest first; days without use are in it. */
export const creditDay = z.object({ day: localDate, used: z.number().int() })
export type CreditDay = z.infer<typeof creditDay>

/** The engine pill and its Why panel. */
export const engineStatus = z.object({
  state: z.enum(['sending', 'waiting', 'idle', 'paused', 'needs_you']),
  text: z.string().meta({ description: 'At most five words' }),
  now: instant.meta({ description: "What the engine's clock shows: the one clock that counts" }),
  nextAt: instant.nullable(),
  reasons: z.array(wait.extend({ count: z.number().int() })),
  paused: z.boolean(),
  needs: z.number().int().meta({ description: 'How many things wait for a person, whatever the state: the total of the needs of today' }),
})
export type EngineStatus = z.infer<typeof engineStatus>
