import type { CampaignStats, EnrollmentStatus, Recipient, WaitReason } from '../../../shared/schemas/campaigns.ts'
import type { Chip, StatusView } from '../words/status.ts'

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

/** What the list of recipients can be narrowed to. */
export type RecipientFilter = 'all' | EnrollmentStatus | 'held' | 'unconfirmed'

export function isRecipientFilter(word: string | null): word is RecipientFilter {
  return filterFields.some(({ filter }) => filter === word)
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
export function recipientChips(stats: CampaignStats, chosen: RecipientFilter): Chip<RecipientFilter>[] {
  return filterFields
    .map(({ filter, field, word }) => ({ filter, word, count: stats[field] }))
    .filter((chip) => chip.count > 0 || chip.filter === 'all' || chip.filter === chosen)
}
