import { z } from 'zod'
import { instant, line } from './common.ts'

/** Where creators are looked for. */
export const platform = z.enum(['instagram', 'tiktok', 'youtube', 'twitch', 'twitter'])
export type Platform = z.infer<typeof platform>

/** A name on a platform, without the `@`. */
const handle = z
  .string()
  .trim()
  .transform((value) => value.replace(/^@/, ''))
  .pipe(z.string().regex(/^[^\s@/,]{1,100}$/, 'A handle as it stands on the platform, without @'))

const words = (max: number, count: number) => z.array(line(max).min(1)).max(count).default([])
const followers = z.number().int().min(0).max(1_000_000_000).nullable().default(null)

/**
 * Whom to look for. Nothing but these is ever sent to a provider: a filter that a provider does not know is silently
 * ignored there, and would return everybody.
 */
export const criteria = z
  .strictObject({
    platform: platform.default('instagram'),
    niche: line(150)
      .refine((value) => value === '' || value.length >= 3, 'At least 3 characters, or none')
      .default('')
      .meta({ description: 'In words, e.g. `home barista`; 3 to 150 characters, or empty' }),
    keywords: words(60, 50).meta({ description: 'Any of these in what they say of themselves' }),
    excludeKeywords: words(60, 50),
    locations: words(100, 50).meta({ description: 'As the provider names them, e.g. `United States`' }),
    languages: words(10, 20).meta({ description: 'ISO 639-1, e.g. `en`' }),
    followersMin: followers,
    followersMax: followers,
    engagementMinPercent: z.number().min(0).max(100).nullable().default(null),
    excludeHandles: z.array(handle).max(10_000).default([]),
  })
  .refine((value) => value.followersMin === null || value.followersMax === null || value.followersMin <= value.followersMax, {
    message: 'The most followers are fewer than the least',
    path: ['followersMax'],
  })
export type Criteria = z.infer<typeof criteria>

/** Who gives an address for a creator: asked in the order chosen, the first hit wins. */
export const enricher = z.enum(['clay_routine', 'clay_table', 'influencers_club', 'sandbox'])
export type Enricher = z.infer<typeof enricher>

/** The audience of a recurring campaign: every day new people who match. */
export const discoveryAudience = z.strictObject({
  criteria,
  enrichment: z
    .array(enricher)
    .min(1)
    .max(4)
    .refine((value) => new Set(value).size === value.length, 'Each one once')
    .default(['clay_routine', 'influencers_club']),
  runs: z.number().int().min(1).max(365).default(30).meta({ description: 'So many days; days on which nothing ran do not count' }),
  perRun: z.number().int().min(1).max(10_000).nullable().default(null).meta({
    description: 'At most so many new people a day; null: as many as the credits of the day allow',
  }),
  followUpsFirst: z.boolean().default(true).meta({ description: 'Follow-ups take the credits of a day before new people do' }),
  share: z.number().int().min(1).max(100).default(1).meta({
    description: 'Weight beside other recurring campaigns where the credits of a day do not do for all',
  }),
})
export type DiscoveryAudience = z.infer<typeof discoveryAudience>

/** A creator as a provider lists one: without an address. */
export const creatorSample = z.object({
  handle: z.string(),
  profileUrl: z.string(),
  fullName: z.string(),
  followers: z.number().int().nullable(),
  engagementPercent: z.number().nullable(),
  known: z.boolean().meta({ description: 'In this campaign already: would be passed over' }),
})
export type CreatorSample = z.infer<typeof creatorSample>

/** A creator for whom a message is shown, before they are anybody's contact. */
export const previewCreator = z.strictObject({
  platform,
  handle: line(100).min(1),
  profileUrl: line(500).default(''),
  fullName: line(400).default(''),
  followers: z.number().int().nullable().default(null),
})
export type PreviewCreator = z.infer<typeof previewCreator>

/** The first ten of a search, and what all of it would cost. */
export const discoveryPreview = z.object({
  total: z.number().int().meta({ description: 'How many match, as the provider estimates; it hands out at most 10,000' }),
  people: z.array(creatorSample).meta({ description: 'At most 10' }),
  costCredits: z.number().meta({ description: "What this look cost, in the provider's credits" }),
  perRun: z.number().int().meta({ description: 'People that a run of today would look for' }),
  searchCostPerRun: z.number().meta({ description: "What a run's search costs at most, in the provider's credits" }),
  enrichmentCostPerRun: z.number().nullable().meta({
    description: "What the provider's own enrichment of everybody would cost at most; null where it is not in the chain",
  }),
  creditsLeft: z.number().nullable().meta({ description: "The provider's, where it says" }),
})
export type DiscoveryPreview = z.infer<typeof discoveryPreview>

export const optionKind = z.enum(['locations', 'languages'])

export const providerKind = z.enum(['influencers_club', 'clay'])
export type ProviderKind = z.infer<typeof providerKind>

/** A fact about a creator that can be handed to a routine. */
export const creatorField = z.enum(['fullName', 'firstName', 'lastName', 'handle', 'platform', 'profileUrl', 'followers'])
export type CreatorField = z.infer<typeof creatorField>

/** How Clay is asked. Names of inputs and results are those of the person's own routine or table. */
export const claySettings = z.strictObject({
  routineId: line(200).default('').meta({ description: 'e.g. `function:t_…`; empty where there is none' }),
  inputs: z
    .array(z.strictObject({ name: line(200).min(1), field: creatorField }))
    .max(30)
    .default([
      { name: 'Full Name', field: 'fullName' },
      { name: 'Profile URL', field: 'profileUrl' },
    ]),
  emailOutput: line(200).min(1).default('Email').meta({ description: 'The key of a result that holds the address' }),
  firstNameOutput: line(200).default(''),
  lastNameOutput: line(200).default(''),
  companyOutput: line(200).default(''),
  webhookUrl: z
    .union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)])
    .default('')
    .meta({
      description: "Of a table's webhook source, for those without routines",
    }),
})
export type ClaySettings = z.infer<typeof claySettings>

/** A provider as it is set up in this workspace. Its key never leaves the engine. */
export const provider = z.object({
  kind: providerKind,
  connected: z.boolean(),
  account: z.string().meta({ description: 'Whose key it is, where the provider says' }),
  checkedAt: instant.nullable(),
  problem: z.string().meta({ description: 'What is wrong, in words; empty while it works' }),
  creditsLeft: z.number().nullable(),
  clay: claySettings.nullable().meta({ description: 'Only of Clay' }),
  hasWebhookToken: z.boolean(),
})
export type Provider = z.infer<typeof provider>

/** What a try on one creator brought. */
export const enrichmentTry = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  message: z.string(),
  outputs: z.array(z.object({ name: z.string(), value: z.string() })).meta({ description: 'Every key of the result, to choose from' }),
  email: z.string().nullable().meta({ description: 'Under the key that is chosen now' }),
})
export type EnrichmentTry = z.infer<typeof enrichmentTry>
