import { z } from 'zod'
import { campaignStatus, wait, waitReason } from './campaigns.ts'
import { id, instant, localDate } from './common.ts'
import { providerKind } from './discovery.ts'

/** One message of today on the time line. */
export const dot = z.object({
  sendId: id.nullable().meta({ description: 'Null for a follow-up of today whose turn comes once the message before it has left' }),
  at: instant.meta({ description: 'When it was sent; else when it is expected to leave' }),
  state: z.enum(['sent', 'sending', 'planned', 'held', 'failed', 'unconfirmed']),
  campaignId: id,
  campaignName: z.string(),
  stepPosition: z.number().int(),
  recipientId: id,
  name: z.string().meta({ description: 'Of the person; the address where there is none' }),
  message: z.string().meta({ description: 'Why it waits or how it ended, in words' }),
})
export type Dot = z.infer<typeof dot>

/** So many messages in a quarter of an hour, where a day has too many for single dots. */
export const dotGroup = z.object({
  at: instant,
  sent: z.number().int(),
  planned: z.number().int(),
  held: z.number().int(),
})
export type DotGroup = z.infer<typeof dotGroup>

export const todayCampaign = z.object({
  id,
  name: z.string(),
  status: campaignStatus,
  planned: z.number().int().meta({ description: 'Still to leave today, as far as window, gap, caps and credits let them' }),
  sent: z.number().int(),
  replies: z.number().int(),
  nextSendAt: instant.nullable(),
  waiting: wait.nullable(),
})
export type TodayCampaign = z.infer<typeof todayCampaign>

/** A local day in the workspace's zone. */
export const today = z.object({
  day: localDate,
  zone: z.string(),
  now: instant,
  opensAt: instant.nullable().meta({ description: 'The first opening of any running campaign today; null where none opens' }),
  closesAt: instant.nullable(),
  dots: z.array(dot).meta({ description: 'At most 500, by time; empty where `groups` stand for them' }),
  groups: z.array(dotGroup),
  sent: z.number().int(),
  planned: z.number().int(),
  held: z.number().int(),
  unconfirmed: z.number().int(),
  replies: z.number().int(),
  campaigns: z.array(todayCampaign),
})
export type Today = z.infer<typeof today>

/** Something that waits for a person, with what is needed to act on it in place. The gravest first. */
export const need = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mailbox'), key: z.string(), at: instant.nullable(), mailboxId: id, email: z.string(), message: z.string() }),
  z.object({
    kind: z.literal('reply'),
    key: z.string(),
    at: instant,
    threadId: id,
    name: z.string(),
    campaignName: z.string(),
    message: z.string().meta({ description: 'How the answer begins' }),
  }),
  z.object({
    kind: z.literal('unconfirmed'),
    key: z.string(),
    at: instant,
    sendId: id,
    campaignId: id,
    recipientId: id,
    name: z.string(),
    campaignName: z.string(),
    stepPosition: z.number().int(),
    message: z.string(),
  }),
  z.object({
    kind: z.literal('held'),
    key: z.string(),
    at: instant.nullable(),
    campaignId: id,
    campaignName: z.string(),
    reason: waitReason,
    count: z.number().int(),
    message: z.string(),
  }),
  z.object({ kind: z.literal('answer'), key: z.string(), at: instant, threadId: id, name: z.string(), message: z.string() }).meta({
    description: 'An answer by hand that could not be sent, or whose fate is open',
  }),
  z
    .object({ kind: z.literal('provider'), key: z.string(), at: instant.nullable(), provider: providerKind, message: z.string() })
    .meta({ description: 'A service that a recurring campaign waits for, and that takes nothing until a person acts' }),
  z
    .object({
      kind: z.literal('unsure'),
      key: z.string(),
      at: instant.nullable(),
      campaignId: id,
      campaignName: z.string(),
      count: z.number().int(),
      message: z.string(),
    })
    .meta({ description: 'Creators whose enrichment may have been charged without an answer' }),
])
export type Need = z.infer<typeof need>

export const needs = z.object({ items: z.array(need).meta({ description: 'At most 100' }), total: z.number().int() })
export type Needs = z.infer<typeof needs>
