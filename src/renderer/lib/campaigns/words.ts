import type {
  Action,
  Campaign,
  CampaignStats,
  CampaignStatus,
  EnrollmentStatus,
  Recipient,
  WaitReason,
} from '../../../shared/schemas/campaigns.ts'
import type { EngineStatus } from '../../../shared/schemas/workspace.ts'
import type { IconName } from '../words/icons.ts'

/** Four hues and no more: green has gone well, amber waits, red needs you, grey has ended or not begun. */
export type Hue = 'good' | 'waiting' | 'needs' | 'quiet'

/** A status as it is shown: a word, a hue and an icon, always the three together. */
export interface StatusView {
  word: string
  hue: Hue
  icon: IconName
}

export const campaignStatusViews: Record<CampaignStatus, StatusView> = {
  draft: { word: 'Draft', hue: 'quiet', icon: 'draft' },
  scheduled: { word: 'Scheduled', hue: 'waiting', icon: 'clock' },
  active: { word: 'Active', hue: 'good', icon: 'play' },
  paused: { word: 'Paused', hue: 'waiting', icon: 'pause' },
  completed: { word: 'Completed', hue: 'quiet', icon: 'check' },
  cancelled: { word: 'Cancelled', hue: 'quiet', icon: 'stop' },
}

/** What the list of campaigns can be narrowed to. */
export type CampaignFilter = 'all' | CampaignStatus

export const campaignFilters: readonly CampaignFilter[] = ['all', 'draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled']

/** The chips worth showing: All, those with a campaign in them, and the one that is chosen. */
export function campaignChips(counts: Partial<Record<CampaignFilter, number>>, chosen: CampaignFilter): Chip<CampaignFilter>[] {
  return campaignFilters
    .map((filter) => ({ filter, word: filter === 'all' ? 'All' : campaignStatusViews[filter].word, count: counts[filter] ?? 0 }))
    .filter((chip) => chip.count > 0 || chip.filter === 'all' || chip.filter === chosen)
}

/** Who enters a campaign, in a word. */
export const audienceWords: Record<Campaign['audience'], string> = { list: 'List', discovery: 'Daily' }

/** The same in a table: people of test mode are invented. */
export function audienceInBrief({ audience, testMode }: Pick<Campaign, 'audience' | 'testMode'>): string {
  return testMode ? 'Invented' : audienceWords[audience]
}

/** People with whom a campaign is through, of all. */
export function progressOf(stats: CampaignStats): { finished: number; all: number } {
  const { recipients, pending, active, paused } = stats
  return { finished: Math.max(0, recipients - pending - active - paused), all: recipients }
}

const recipientStatusViews: Record<EnrollmentStatus, StatusView> = {
  pending: { word: 'Pending', hue: 'quiet', icon: 'clock' },
  active: { word: 'Active', hue: 'good', icon: 'play' },
  paused: { word: 'Paused', hue: 'waiting', icon: 'pause' },
  completed: { word: 'Completed', hue: 'quiet', icon: 'check' },
  replied: { word: 'Replied', hue: 'good', icon: 'reply' },
  bounced: { word: 'Bounced', hue: 'needs', icon: 'bounce' },
  opted_out: { word: 'Opted out', hue: 'quiet', icon: 'stop' },
  failed: { word: 'Failed', hue: 'needs', icon: 'alert' },
  removed: { word: 'Removed', hue: 'quiet', icon: 'cross' },
}

const unconfirmedView: StatusView = { word: 'Unconfirmed', hue: 'needs', icon: 'alert' }
const heldView: StatusView = { word: 'Held', hue: 'needs', icon: 'alert' }
const holds: ReadonlySet<WaitReason> = new Set(['missing_variable', 'template_error'])

/** A person's status as a row shows it; what needs somebody goes before what is merely so. */
export function recipientView(recipient: Pick<Recipient, 'status' | 'unconfirmedSendId' | 'waiting'>): StatusView {
  if (recipient.unconfirmedSendId !== null) return unconfirmedView
  if (recipient.waiting && holds.has(recipient.waiting.reason)) return heldView
  return recipientStatusViews[recipient.status]
}

export const engineHues: Record<EngineStatus['state'], Hue> = {
  sending: 'good',
  waiting: 'waiting',
  idle: 'quiet',
  paused: 'waiting',
  needs_you: 'needs',
}

/** What the list of recipients can be narrowed to. */
export type RecipientFilter = 'all' | EnrollmentStatus | 'held' | 'unconfirmed'

export function isRecipientFilter(word: string | null): word is RecipientFilter {
  return filterFields.some(({ filter }) => filter === word)
}

/** A way to narrow a list: its word, and how many rows it leaves. */
export interface Chip<Filter extends string> {
  filter: Filter
  word: string
  count: number
}

const filterFields: { filter: RecipientFilter; field: keyof CampaignStats; word: string }[] = [
  { filter: 'all', field: 'recipients', word: 'All' },
  { filter: 'unconfirmed', field: 'unconfirmed', word: unconfirmedView.word },
  { filter: 'held', field: 'held', word: heldView.word },
  ...(['pending', 'active', 'paused', 'replied', 'completed', 'bounced'] as const).map((status) => ({
    filter: status,
    field: status,
    word: recipientStatusViews[status].word,
  })),
  { filter: 'opted_out', field: 'optedOut', word: recipientStatusViews.opted_out.word },
  { filter: 'failed', field: 'failed', word: recipientStatusViews.failed.word },
  { filter: 'removed', field: 'removed', word: recipientStatusViews.removed.word },
]

/** The chips worth showing: All, those with somebody in them, and the one that is chosen. */
export function filterChips(stats: CampaignStats, chosen: RecipientFilter): Chip<RecipientFilter>[] {
  return filterFields
    .map(({ filter, field, word }) => ({ filter, word, count: stats[field] }))
    .filter((chip) => chip.count > 0 || chip.filter === 'all' || chip.filter === chosen)
}

const timelineViews: Record<string, Omit<StatusView, 'word'>> = {
  'recipients.added': { hue: 'quiet', icon: 'people' },
  'send.claimed': { hue: 'quiet', icon: 'clock' },
  'send.sent': { hue: 'good', icon: 'mail' },
  'send.deferred': { hue: 'waiting', icon: 'clock' },
  'send.held': { hue: 'needs', icon: 'alert' },
  'send.failed': { hue: 'needs', icon: 'alert' },
  'send.skipped': { hue: 'quiet', icon: 'stop' },
  'send.unconfirmed': { hue: 'needs', icon: 'alert' },
  'send.resolved': { hue: 'quiet', icon: 'check' },
  'reply.received': { hue: 'good', icon: 'reply' },
  'reply.automatic': { hue: 'quiet', icon: 'reply' },
  'bounce.received': { hue: 'needs', icon: 'bounce' },
  'unsubscribe.received': { hue: 'quiet', icon: 'stop' },
}

/** The newest first. A change of status that only says once more what happened in the same instant is left out. */
export function timelineEntries<T extends Action>(actions: readonly T[]): T[] {
  const told = new Set(actions.filter((action) => action.type !== 'recipient.changed').map((action) => `${action.at} ${action.message}`))
  return actions.filter((action) => action.type !== 'recipient.changed' || !told.has(`${action.at} ${action.message}`)).reverse()
}

/** Icon and hue of a time-line entry; its words come from the engine. */
export function timelineView(type: string): Omit<StatusView, 'word'> {
  return timelineViews[type] ?? { hue: 'quiet', icon: 'dot' }
}
