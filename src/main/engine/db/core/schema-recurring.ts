/** The tables of recurring campaigns: whom they look for, their days, whom they found, and what that cost. As in `schema.ts`. */
import { sql } from 'drizzle-orm'
import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { providerKind } from '../../../../shared/schemas/discovery.ts'
import { creatorStatus, purchaseKind, purchaseProvider, purchaseStatus, runStage, runStatus } from '../../../../shared/schemas/runs.ts'
import { membersOf } from './members.ts'
import { campaigns } from './schema.ts'

const id = () => integer('id').primaryKey({ autoIncrement: true })

/** The audience of a recurring campaign: whom it looks for every day, and how many. */
export const discoveries = sqliteTable('discoveries', {
  campaignId: integer('campaign_id')
    .primaryKey()
    .references(() => campaigns.id, { onDelete: 'cascade' }),
  /** JSON: criteria (shared/schemas/discovery.ts). */
  criteria: text('criteria').notNull(),
  /** JSON array: who is asked for addresses, in this order. */
  enrichment: text('enrichment').notNull(),
  runs: integer('runs').notNull().default(30),
  perRun: integer('per_run'),
  followUpsFirst: integer('follow_ups_first', { mode: 'boolean' }).notNull().default(true),
  share: integer('share').notNull().default(1),
  /** Runs in a row that found nobody new; three pause the campaign. */
  emptyRuns: integer('empty_runs').notNull().default(0),
})

/** One day of a recurring campaign. Figures of a run that is on are counted; they are frozen here when it ends. */
export const runs = sqliteTable(
  'runs',
  {
    id: id(),
    campaignId: integer('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** Null for a day that does not count: skipped, or failed. */
    number: integer('number'),
    /** Local date of its window in the campaign's zone: a day runs once, whatever happens. */
    day: text('day').notNull(),
    status: text('status', { enum: membersOf(runStatus) }).notNull(),
    stage: text('stage', { enum: membersOf(runStage) }).notNull(),
    reason: text('reason').notNull().default(''),
    /** The window's end, UTC milliseconds: nothing of this run leaves later. */
    closesAt: integer('closes_at').notNull(),
    /** New people that the day had room for when it began. */
    wanted: integer('wanted').notNull().default(0),
    /** Where the search goes on: pages of `page_size`, from 1, without those known before the run began. */
    nextPage: integer('next_page').notNull().default(1),
    pageSize: integer('page_size').notNull().default(50),
    found: integer('found').notNull().default(0),
    alreadyKnown: integer('already_known').notNull().default(0),
    /** A provider failed: not asked again before. */
    retryAt: integer('retry_at').notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    /** What the day's plan was made from; where it differs, it is made anew. */
    planKey: text('plan_key').notNull().default(''),
    plannedAt: integer('planned_at').notNull().default(0),
    emailsFound: integer('emails_found').notNull().default(0),
    planned: integer('planned').notNull().default(0),
    sent: integer('sent').notNull().default(0),
    followUps: integer('follow_ups').notNull().default(0),
    carriedOver: integer('carried_over').notNull().default(0),
    creditsUsed: integer('credits_used').notNull().default(0),
    startedAt: integer('started_at'),
    finishedAt: integer('finished_at'),
  },
  (t) => [
    uniqueIndex('runs_day').on(t.campaignId, t.day),
    uniqueIndex('runs_number').on(t.campaignId, t.number).where(sql`number is not null`),
    index('runs_open').on(t.campaignId).where(sql`status = 'running'`),
  ],
)

/** Whoever a campaign found, for ever: the same one is never looked up, paid for or written to again. */
export const creators = sqliteTable(
  'creators',
  {
    id: id(),
    campaignId: integer('campaign_id')
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** The run that found them. */
    runId: integer('run_id').notNull(),
    platform: text('platform').notNull(),
    /** The provider's id on that platform. */
    platformId: text('platform_id').notNull(),
    /** Without `@`, in lower case. */
    handle: text('handle').notNull(),
    fullName: text('full_name').notNull().default(''),
    followers: integer('followers'),
    engagementPercent: real('engagement_percent'),
    status: text('status', {
      enum: membersOf(creatorStatus),
    }).notNull(),
    reason: text('reason').notNull().default(''),
    /** Place in the chain of those who are asked for an address: whom to ask next. */
    chainAt: integer('chain_at').notNull().default(0),
    /** The purchase that they are part of while asked. */
    purchaseId: integer('purchase_id'),
    /** JSON: email, firstName, lastName, companyName as an enricher gave them; null before. */
    answer: text('answer'),
    enrollmentId: integer('enrollment_id'),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('creators_id').on(t.campaignId, t.platform, t.platformId),
    uniqueIndex('creators_handle').on(t.campaignId, t.platform, t.handle),
    index('creators_status').on(t.campaignId, t.status, t.id),
    index('creators_run').on(t.runId, t.id),
    index('creators_purchase').on(t.purchaseId).where(sql`purchase_id is not null`),
    index('creators_campaign').on(t.campaignId, t.id),
    index('creators_enrollment').on(t.enrollmentId).where(sql`enrollment_id is not null`),
  ],
)

/** Each call that a provider may charge for, written down before it is made: what is bought is never bought again. */
export const purchases = sqliteTable(
  'purchases',
  {
    id: id(),
    /** Null for a try in the settings. */
    campaignId: integer('campaign_id'),
    runId: integer('run_id'),
    provider: text('provider', { enum: membersOf(purchaseProvider) }).notNull(),
    kind: text('kind', { enum: membersOf(purchaseKind) }).notNull(),
    /** `asking`: under way. `waiting`: taken, the answer comes later. `unsure`: may have been charged, no answer. */
    status: text('status', { enum: membersOf(purchaseStatus) }).notNull(),
    /** The page, or the provider's own id of what it began. */
    ref: text('ref').notNull().default(''),
    items: integer('items').notNull().default(0),
    /** Thousandths of the provider's own credits; null where it does not say. */
    millicredits: integer('millicredits'),
    /** When it is looked after next, while it waits. */
    pollAt: integer('poll_at').notNull().default(0),
    polls: integer('polls').notNull().default(0),
    message: text('message').notNull().default(''),
    askedAt: integer('asked_at').notNull(),
    answeredAt: integer('answered_at'),
  },
  (t) => [
    index('purchases_run').on(t.runId, t.id),
    index('purchases_campaign').on(t.campaignId, t.id),
    index('purchases_open').on(t.status, t.pollAt).where(sql`status in ('asking', 'waiting')`),
  ],
)

/** A service that was connected. Its key is among the secrets, under `provider/<kind>`. */
export const providers = sqliteTable('providers', {
  kind: text('kind', { enum: membersOf(providerKind) }).primaryKey(),
  account: text('account').notNull().default(''),
  /** JSON; of Clay: claySettings. */
  settings: text('settings').notNull().default('{}'),
  connected: integer('connected', { mode: 'boolean' }).notNull().default(false),
  hasWebhookToken: integer('has_webhook_token', { mode: 'boolean' }).notNull().default(false),
  checkedAt: integer('checked_at'),
  problem: text('problem').notNull().default(''),
  /** As the provider said it last. */
  creditsLeft: text('credits_left'),
  updatedAt: integer('updated_at').notNull(),
})
