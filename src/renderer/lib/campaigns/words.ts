import type { Campaign, CampaignStats, CampaignStatus } from '../../../shared/schemas/campaigns.ts'
import { audiences } from '../audiences/index.ts'
import type { Chip, StatusView } from '../words/status.ts'

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

/** Who enters a campaign, in a table: people of test mode are invented. */
export function audienceInBrief({ audience, testMode }: Pick<Campaign, 'audience' | 'testMode'>): string {
  return testMode ? 'Invented' : audiences[audience].word
}

/** People with whom a campaign is through, of all. */
export function progressOf(stats: CampaignStats): { finished: number; all: number } {
  const { recipients, pending, active, paused } = stats
  return { finished: Math.max(0, recipients - pending - active - paused), all: recipients }
}
