import type { z } from 'zod'
import type { CampaignStatus } from '../../../shared/schemas/campaigns.ts'
import type { Creator, CreatorStatus, discoveryOutlook, Run, RunCost, RunStage } from '../../../shared/schemas/runs.ts'
import { instantInWords, type Reading } from '../time/dates.ts'
import { counted, formatCount, formatDecimal } from '../words/counts.ts'
import type { Chip, StatusView } from '../words/status.ts'

export type Outlook = z.infer<typeof discoveryOutlook>

export const stageWords: Record<RunStage, string> = {
  discovering: 'looking for people',
  enriching: 'getting addresses',
  sending: 'sending',
  done: 'done for today',
}

const runStatusViews: Record<Run['status'], StatusView> = {
  running: { word: 'Running', hue: 'good', icon: 'play' },
  succeeded: { word: 'Done', hue: 'good', icon: 'check' },
  partial: { word: 'Partly', hue: 'waiting', icon: 'warning' },
  failed: { word: 'Failed', hue: 'needs', icon: 'alert' },
  skipped: { word: 'Skipped', hue: 'quiet', icon: 'stop' },
}

/** A run's status; one that waits for its provider says so. */
export function runView({ status, waiting }: Pick<Run, 'status' | 'waiting'>): StatusView {
  if (status === 'running' && waiting?.reason === 'provider') return { word: 'Waiting', hue: 'waiting', icon: 'clock' }
  return runStatusViews[status]
}

/** In one line: which run it is of how many, and what it does or when the next one begins. */
export function runLine(
  outlook: Outlook,
  campaign: { status: CampaignStatus; runs: number },
  now: number,
  reading: Reading,
): { count: string; now: string } {
  const { current, runsDone, nextRunAt } = outlook
  const all = formatCount(campaign.runs)
  if (current && campaign.status !== 'paused') {
    return { count: `Run ${formatCount(current.number ?? runsDone + 1)} of ${all}`, now: stageWords[current.stage] }
  }
  const count = runsDone === 0 ? `No run yet of ${all}` : `${formatCount(runsDone)} of ${all} runs done`
  if (campaign.status === 'completed') return { count: `${formatCount(runsDone)} of ${all} runs`, now: 'all done' }
  if (campaign.status === 'cancelled') return { count: `${formatCount(runsDone)} of ${all} runs`, now: 'cancelled' }
  if (campaign.status === 'paused') return { count, now: 'paused' }
  if (nextRunAt !== null) return { count, now: `next run ${instantInWords(nextRunAt, now, reading)}` }
  return { count, now: outlook.runsLeft === 0 ? 'nobody new any more, follow-ups go on' : 'no time for the next run yet' }
}

/** A day's way through: `200 found, 148 addresses, 148 sent, 9 replies`. */
export function wayInWords({ found, emailsFound, sent, replies }: Pick<Run, 'found' | 'emailsFound' | 'sent' | 'replies'>): string {
  return [
    `${formatCount(found)} found`,
    counted(emailsFound, 'address', 'addresses'),
    `${formatCount(sent)} sent`,
    counted(replies, 'reply', 'replies'),
  ].join(', ')
}

/** What a provider was paid: `12.4 of its credits, in 4 calls`. Whoever is found and then looked up is charged twice, so no people. */
export function costInWords({ credits, calls }: RunCost): string {
  const paid = credits === null ? 'It does not say how many credits' : `${formatDecimal(credits)} of its credits`
  return `${paid}, in ${counted(calls, 'call', 'calls')}`
}

export const creatorStatusViews: Record<CreatorStatus, StatusView> = {
  found: { word: 'Found', hue: 'quiet', icon: 'people' },
  asking: { word: 'Being asked', hue: 'waiting', icon: 'clock' },
  waiting: { word: 'Being looked up', hue: 'waiting', icon: 'clock' },
  addressed: { word: 'Address found', hue: 'good', icon: 'mail' },
  enrolled: { word: 'In the campaign', hue: 'good', icon: 'check' },
  no_address: { word: 'No address', hue: 'quiet', icon: 'cross' },
  bad_address: { word: 'Bad address', hue: 'quiet', icon: 'bounce' },
  left_out: { word: 'Left out', hue: 'quiet', icon: 'stop' },
  unsure: { word: 'Unsure', hue: 'needs', icon: 'alert' },
}

const creatorWords: Record<CreatorStatus, string> = {
  found: 'Waits to be asked about',
  asking: 'A provider is being asked for the address',
  waiting: 'A provider is looking for the address',
  addressed: 'The address is checked before they are written to',
  enrolled: 'Has an address, and is in the campaign',
  no_address: 'Nobody had an address',
  bad_address: 'The address cannot be written to',
  left_out: 'Is not written to',
  unsure: 'A provider may have charged for it without an answer; you decide',
}

/** Why a creator stands where they stand: the engine's words, else what the status means. */
export function creatorReason({ status, reason }: Pick<Creator, 'status' | 'reason'>): string {
  return reason || creatorWords[status]
}

export const creatorStatuses = Object.keys(creatorStatusViews) as CreatorStatus[]
export type CreatorFilter = 'all' | CreatorStatus

/** The chips worth showing: All, those with somebody in them, and the one that is chosen. */
export function creatorChips(counts: Partial<Record<CreatorFilter, number>>, chosen: CreatorFilter): Chip<CreatorFilter>[] {
  const filters: CreatorFilter[] = ['all', ...creatorStatuses]
  return filters
    .map((filter) => ({ filter, word: filter === 'all' ? 'All' : creatorStatusViews[filter].word, count: counts[filter] ?? 0 }))
    .filter((chip) => chip.count > 0 || chip.filter === 'all' || chip.filter === chosen)
}

/** What came of a file from Clay: `Took 120 addresses. 20 had none. 8 rows are of nobody here.` */
export function importInWords({ addresses, without, unknown }: { addresses: number; without: number; unknown: number }): string {
  return [
    addresses === 0 ? 'There was no new address in it.' : `Took ${counted(addresses, 'address', 'addresses')}.`,
    without > 0 ? `${counted(without, 'person', 'people')} had none.` : '',
    unknown > 0 ? `${counted(unknown, 'row is', 'rows are')} of nobody who waits here.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}
