import { z } from 'zod'
import { id, instant, localDate, page, pageQuery } from './common.ts'
import { platform, providerKind } from './discovery.ts'
import { wait } from './waits.ts'

export const runStatus = z.enum(['running', 'succeeded', 'partial', 'failed', 'skipped'])
export type RunStatus = z.infer<typeof runStatus>

/** How far a run has come. */
export const runStage = z.enum(['discovering', 'enriching', 'sending', 'done'])
export type RunStage = z.infer<typeof runStage>

/** A service that is asked for something it may charge for; `sandbox`: invented, for nothing. */
export const purchaseProvider = z.enum(['influencers_club', 'clay', 'sandbox'])
export type PurchaseProvider = z.infer<typeof purchaseProvider>

/** What it is asked for: a page of a search, a look at one, addresses in three ways, or a try in the settings. */
export const purchaseKind = z.enum(['search', 'preview', 'profile', 'routine', 'table', 'try'])
export type PurchaseKind = z.infer<typeof purchaseKind>

/** `asking`: under way. `waiting`: taken, the answer comes later. `unsure`: may have been charged, no answer. */
export const purchaseStatus = z.enum(['asking', 'waiting', 'done', 'failed', 'unsure'])
export type PurchaseStatus = z.infer<typeof purchaseStatus>

/** What a provider was paid in a run, in its own credits. */
export const runCost = z.object({
  provider: providerKind,
  credits: z.number().nullable().meta({ description: 'Null where the provider does not say' }),
  calls: z.number().int(),
  items: z.number().int(),
  unsure: z.number().int().meta({ description: 'Items that may have been charged without an answer' }),
})
export type RunCost = z.infer<typeof runCost>

/** One day of a recurring campaign. */
export const run = z.object({
  id,
  campaignId: id,
  number: z.number().int().nullable().meta({ description: 'Null for a day that does not count: skipped, or failed' }),
  day: localDate.meta({ description: "In the campaign's zone" }),
  status: runStatus,
  stage: runStage,
  reason: z.string().meta({ description: 'In words; empty where there is nothing to say' }),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  wanted: z.number().int().meta({ description: 'New people that the day had room for' }),
  found: z.number().int().meta({ description: 'New creators found' }),
  alreadyKnown: z.number().int(),
  emailsFound: z.number().int(),
  planned: z.number().int().meta({ description: 'First messages planned into this day, those carried over included' }),
  sent: z.number().int().meta({ description: 'First messages sent on this day' }),
  followUps: z.number().int().meta({ description: 'Later messages sent on this day' }),
  replies: z.number().int(),
  carriedOver: z.number().int().meta({ description: 'Found, and not written to on this day' }),
  creditsUsed: z.number().int(),
  costs: z.array(runCost),
  waiting: wait.nullable().meta({ description: 'Why it does not go on right now' }),
})
export type Run = z.infer<typeof run>

export const runQuery = z.strictObject({ id, ...pageQuery })
export const runPage = page(run)

/** What became of a creator who was found. */
export const creatorStatus = z.enum([
  'found',
  'asking',
  'waiting',
  'addressed',
  'enrolled',
  'no_address',
  'bad_address',
  'left_out',
  'unsure',
])
export type CreatorStatus = z.infer<typeof creatorStatus>

export const creator = z.object({
  id,
  runId: id,
  platform,
  handle: z.string(),
  profileUrl: z.string(),
  fullName: z.string(),
  followers: z.number().int().nullable(),
  status: creatorStatus,
  reason: z.string(),
  email: z.string().nullable(),
  recipientId: id.nullable(),
})
export type Creator = z.infer<typeof creator>

export const creatorQuery = z.strictObject({ id, runId: id.optional(), status: creatorStatus.optional(), ...pageQuery })
export const creatorPage = page(creator)

/** What a day plan says of a recurring campaign, now. */
export const discoveryOutlook = z.object({
  runsDone: z.number().int(),
  runsLeft: z.number().int(),
  nextRunAt: instant.nullable(),
  current: run.nullable().meta({ description: 'The run that is on' }),
  carried: z.array(z.object({ count: z.number().int(), message: z.string() })).meta({ description: 'Who goes first tomorrow, and why' }),
  unsure: z.number().int().meta({ description: 'Creators whose enrichment may have been charged without an answer: a person decides' }),
  awaitingFile: z.number().int().meta({ description: 'Handed to a Clay table; their addresses come back as a file' }),
})
export type DiscoveryOutlook = z.infer<typeof discoveryOutlook>

/** One simulated day. */
export const simulatedDay = z.object({
  day: localDate,
  found: z.number().int(),
  emailsFound: z.number().int(),
  sent: z.number().int(),
  replies: z.number().int(),
  bounces: z.number().int(),
  creditsUsed: z.number().int(),
})

/** The engine itself, run on a copy of a campaign with invented people and a clock of its own. */
export const simulation = z.object({
  id: z.string(),
  campaignId: id,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  message: z.string(),
  progress: z.number().min(0).max(1),
  days: z.array(simulatedDay),
  sent: z.number().int(),
  replies: z.number().int(),
  creditsUsed: z.number().int(),
  providerCredits: z.number().nullable().meta({ description: "Influencers Club's, estimated" }),
  finishesOn: localDate
    .nullable()
    .meta({ description: 'When the campaign was completed; null where it was not within the days simulated' }),
  tookMs: z.number().int(),
})
export type Simulation = z.infer<typeof simulation>
