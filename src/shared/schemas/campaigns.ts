import { z } from 'zod'
import { flag, id, instant, line, localDate, localTime, page, pageQuery, text, zone } from './common.ts'
import { contactFilter } from './contacts.ts'
import { discoveryAudience } from './discovery.ts'
import { wait } from './waits.ts'

export { type Wait, type WaitReason, wait, waitReason } from './waits.ts'

/** Who enters: people that were chosen, or new ones found every day. */
export const audience = z.enum(['list', 'discovery'])
export type Audience = z.infer<typeof audience>

export const campaignStatus = z.enum(['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled'])
export type CampaignStatus = z.infer<typeof campaignStatus>

export const enrollmentStatus = z.enum(['pending', 'active', 'paused', 'completed', 'replied', 'bounced', 'opted_out', 'failed', 'removed'])
export type EnrollmentStatus = z.infer<typeof enrollmentStatus>

export const sendStatus = z.enum(['scheduled', 'sending', 'sent', 'failed', 'skipped', 'cancelled', 'unconfirmed'])
export type SendStatus = z.infer<typeof sendStatus>

/** When a campaign may send. Days are ISO weekdays, 1 = Monday. `end` is exclusive; `24:00` is the day's end. */
export const schedule = z.strictObject({
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  start: localTime,
  end: localTime,
  zone,
  startDate: localDate.nullable().default(null).meta({ description: 'First local day on which anything is sent' }),
})
export type Schedule = z.infer<typeof schedule>

const rules = {
  stopByCompany: z.boolean().default(false).meta({ description: 'An answer stops everybody at that domain (never free-mail)' }),
  optOutLine: text(500)
    .default('If you would rather not hear from me again, just reply "unsubscribe".')
    .meta({ description: 'Stands below every message' }),
}

export const campaignInput = z.strictObject({
  name: line(200).min(1),
  audience: audience.default('list'),
  discovery: discoveryAudience.optional().meta({ description: 'Of a recurring campaign; left out: with the usual settings' }),
  testMode: z.boolean().default(false).meta({ description: 'The whole flow with invented people: nothing leaves, nothing is charged' }),
  mailboxIds: z.array(id).max(100).default([]).meta({ description: 'Recipients are spread over these, and stay with one' }),
  schedule: schedule.optional().meta({ description: 'Left out: Monday to Friday, 9 to 17, in the workspace zone' }),
  ...rules,
})
export type CampaignInput = z.infer<typeof campaignInput>

/** What a change may touch; also asked beforehand with preview-change. */
export const campaignChange = {
  name: line(200).min(1).optional(),
  audience: audience.optional().meta({ description: 'Only of a draft without recipients' }),
  discovery: discoveryAudience.optional().meta({ description: 'As a whole; counts from the next run on' }),
  testMode: z.boolean().optional().meta({ description: 'Only of a draft' }),
  mailboxIds: z.array(id).max(100).optional(),
  schedule: schedule.optional(),
  stopByCompany: z.boolean().optional(),
  optOutLine: text(500).optional(),
}

/**
 * The version of the campaign that a change was made on. Settings and steps count in one version. In a query it comes as
 * text.
 */
export const version = z
  .preprocess((value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value), z.number().int().optional())
  .optional()
  .meta({ description: 'The version that was read; a newer one in the store is a CONFLICT. Left out: not checked' })

export const campaignPatch = z.strictObject({
  id,
  version,
  ...campaignChange,
})

export const campaignStats = z.object({
  recipients: z.number().int(),
  pending: z.number().int(),
  active: z.number().int(),
  completed: z.number().int(),
  replied: z.number().int(),
  bounced: z.number().int(),
  optedOut: z.number().int(),
  failed: z.number().int(),
  paused: z.number().int(),
  removed: z.number().int(),
  scheduled: z.number().int().meta({ description: 'Messages planned and not yet sent' }),
  held: z.number().int().meta({ description: 'Of those, held until a person acts' }),
  sending: z.number().int(),
  sent: z.number().int(),
  sendFailed: z.number().int(),
  unconfirmed: z.number().int(),
  autoReplies: z.number().int(),
  sentToday: z.number().int(),
  repliedToday: z.number().int(),
  creditsUsed: z.number().int(),
  replyRate: z.number().min(0).max(1).meta({ description: 'People who answered ÷ people written to; 0 while nobody was' }),
})
export type CampaignStats = z.infer<typeof campaignStats>

export const campaign = z.object({
  id,
  version: z.number().int(),
  name: z.string(),
  audience,
  discovery: discoveryAudience.nullable().meta({ description: 'Null where nobody is looked for' }),
  testMode: z.boolean(),
  status: campaignStatus,
  reason: z.string().meta({ description: 'Why it has this status, in words' }),
  mailboxIds: z.array(id),
  schedule,
  stopByCompany: z.boolean(),
  optOutLine: z.string(),
  stepCount: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
  activatedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  nextSendAt: instant.nullable(),
  waiting: wait.nullable().meta({ description: 'Why nothing leaves right now; null while it sends or has ended' }),
})
export type Campaign = z.infer<typeof campaign>

export const campaignWithStats = campaign.extend({ stats: campaignStats })

export const campaignQuery = z.strictObject({
  status: campaignStatus.optional(),
  search: z.string().max(200).optional(),
  ...pageQuery,
})

/** Liquid templates. An empty subject of a follow-up continues the thread as `Re: …`. */
export const stepInput = z.strictObject({
  channel: z.literal('email').default('email'),
  subject: line(500).default(''),
  body: text(100_000).min(1),
  delayDays: z.number().int().min(0).max(365).default(0).meta({ description: 'After the step before; the first step: after enrolling' }),
  delayHours: z.number().int().min(0).max(23).default(0),
})
export type StepInput = z.infer<typeof stepInput>

/** What an edit of a step may touch. Not `stepInput.partial()`: that would fill in the defaults of whatever is left out. */
const stepPatch = z.strictObject({
  subject: stepInput.shape.subject.unwrap().optional(),
  body: stepInput.shape.body.optional(),
  delayDays: stepInput.shape.delayDays.unwrap().optional(),
  delayHours: stepInput.shape.delayHours.unwrap().optional(),
})

export const step = z.object({
  id,
  campaignId: id,
  campaignVersion: z.number().int().meta({ description: 'Of the campaign, with the steps as they are here' }),
  position: z.number().int().meta({ description: '1 is the first' }),
  channel: z.literal('email'),
  subject: z.string(),
  body: z.string(),
  delayDays: z.number().int(),
  delayHours: z.number().int(),
  variables: z.array(z.string()).meta({ description: 'Variables the templates use without a fallback' }),
  updatedAt: instant,
})
export type Step = z.infer<typeof step>

export const recipient = z.object({
  id: id.meta({ description: 'Enrollment id' }),
  campaignId: id,
  contactId: id.nullable().meta({ description: 'Null once the contact was deleted' }),
  email: z.string().nullable(),
  fullName: z.string(),
  companyName: z.string(),
  status: enrollmentStatus,
  reason: z.string(),
  mailboxId: id.nullable(),
  stepsSent: z.number().int(),
  nextStep: z.number().int().nullable(),
  nextSendAt: instant.nullable(),
  waiting: wait.nullable(),
  unconfirmedSendId: id.nullable(),
  enrolledAt: instant,
  lastEventAt: instant.nullable(),
})
export type Recipient = z.infer<typeof recipient>

export const recipientQuery = z.strictObject({
  id,
  status: enrollmentStatus.optional(),
  held: flag.optional(),
  unconfirmed: flag.optional(),
  search: z.string().max(200).optional(),
  ...pageQuery,
})
export const recipientPage = page(recipient)

/** Who enters: by id, by filter, everybody, or an address that becomes a contact. */
export const recipientInput = z.strictObject({
  id,
  contactIds: z.array(id).max(10_000).optional(),
  emails: z.array(line(320)).max(10_000).optional(),
  filter: z.strictObject(contactFilter).optional(),
  all: z.boolean().optional(),
  exceptIds: z.array(id).max(10_000).optional().meta({ description: 'Taken out of filter or all' }),
})

export const recipientsAdded = z.object({
  added: z.number().int(),
  alreadyIn: z.number().int(),
  suppressed: z.number().int(),
  unknown: z.number().int().meta({ description: 'Ids of no contact, or addresses that are none' }),
})

/** One entry of a person's time line. */
export const action = z.object({
  seq: z.number().int(),
  at: instant,
  type: z.string(),
  stepPosition: z.number().int().nullable(),
  sendId: id.nullable(),
  message: z.string().meta({ description: 'What happened, in words' }),
  subject: z.string().nullable(),
  body: z.string().nullable().meta({ description: 'Plain text of the message sent or received' }),
})
export type Action = z.infer<typeof action>

export const preview = z.object({
  stepId: id,
  contactId: id.nullable(),
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  marked: z
    .object({ subject: z.string(), text: z.string() })
    .meta({ description: 'The same with the name of a missing variable, as ⟦name⟧, where its value would stand' }),
  missing: z.array(z.string()).meta({ description: 'Variables that are empty and have no fallback: the message would be held' }),
  problem: z.string().nullable().meta({ description: 'A template that does not parse or takes too long' }),
})
export type Preview = z.infer<typeof preview>

/** What a change of a running campaign would do, counted by the query that would do it. */
export const changeImpact = z.object({
  changes: z.array(z.string()).meta({ description: 'One line each, in words' }),
  recipientsAffected: z.number().int(),
  messagesMoved: z.number().int(),
  messagesCancelled: z.number().int(),
  messagesAdded: z.number().int(),
  recipientsReopened: z.number().int().meta({ description: 'Had finished, and get a further step' }),
  firstNewSendAt: instant.nullable(),
})
export type ChangeImpact = z.infer<typeof changeImpact>

/** A change of steps or settings, to be asked about before it is made. */
export const plannedChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('settings'), ...campaignChange }),
  z.strictObject({ kind: z.literal('addStep'), position: z.number().int().min(1).optional(), step: stepInput }),
  z.strictObject({ kind: z.literal('editStep'), stepId: id, step: stepPatch }),
  z.strictObject({ kind: z.literal('removeStep'), stepId: id }),
  z.strictObject({ kind: z.literal('reorder'), stepIds: z.array(id).max(100) }),
])
export type PlannedChange = z.infer<typeof plannedChange>

/** What stands between a draft and Activate. */
export const reviewItem = z.object({
  level: z.enum(['blocker', 'warning']),
  code: z.enum([
    'no_steps',
    'no_recipients',
    'no_mailbox',
    'mailbox_untested',
    'mailbox_paused',
    'no_postal_address',
    'missing_variables',
    'template_error',
    'no_gap',
    'empty_window',
    'sends_today_exceed_credits',
    'no_criteria',
    'no_provider',
    'provider_problem',
    'test_mode',
  ]),
  message: z.string(),
  count: z.number().int(),
})
export const review = z.object({ ready: z.boolean(), items: z.array(reviewItem), recipients: z.number().int(), messages: z.number().int() })
export type Review = z.infer<typeof review>

/** A Send with what a person needs to decide about it. */
export const sendRow = z.object({
  id,
  campaignId: id,
  recipientId: id,
  stepPosition: z.number().int(),
  email: z.string().nullable(),
  status: sendStatus,
  reason: z.string(),
  messageId: z.string().nullable(),
  dueAt: instant,
  claimedAt: instant.nullable(),
  sentAt: instant.nullable(),
  waiting: wait.nullable(),
})
export type SendRow = z.infer<typeof sendRow>

export const executeResult = z.object({
  sent: z.number().int(),
  failed: z.number().int(),
  waiting: wait.nullable().meta({ description: 'Why no more left' }),
})
