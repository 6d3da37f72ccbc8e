import type { Campaign, Schedule, Step } from '../../../shared/schemas/campaigns.ts'
import type { DiscoveryAudience } from '../../../shared/schemas/discovery.ts'
import { audiences } from '../audiences/index.ts'
import { enricherWords, whomInWords } from '../discovery/words.ts'

/** A campaign with its steps, as they were together at one version. */
export interface Snapshot<C extends Campaign = Campaign> {
  campaign: C
  steps: Step[]
}

/** One thing that is another than it was. */
export interface Difference {
  /** `Step 2, text` */
  what: string
  /** What it says now, short; empty where there is nothing to say. */
  now: string
}

/** What was changed from one snapshot to the other, in words; in the order of the builder's steps. */
export function differences(before: Snapshot, after: Snapshot): Difference[] {
  const found: Difference[] = []
  const say = (what: string, now: string) => found.push({ what, now })
  const was = new Map(before.steps.map((step) => [step.id, step]))
  const is = new Set(after.steps.map((step) => step.id))
  if (before.campaign.status !== after.campaign.status) say('Status', after.campaign.status)
  if (before.campaign.name !== after.campaign.name) say('Name', after.campaign.name)
  for (const step of after.steps) {
    const old = was.get(step.id)
    if (!old) say(`Step ${step.position}`, 'added')
    else stepDifferences(old, step, say)
  }
  for (const step of before.steps) if (!is.has(step.id)) say(`Step ${step.position}`, 'deleted')
  if (orderOf(before, is) !== orderOf(after, new Set(was.keys()))) say('Order of the steps', 'changed')
  settingDifferences(before.campaign, after.campaign, say)
  return found
}

type Say = (what: string, now: string) => void

function stepDifferences(before: Step, after: Step, say: Say): void {
  if (before.subject !== after.subject) say(`Step ${after.position}, subject`, after.subject || 'empty')
  if (before.body !== after.body) say(`Step ${after.position}, text`, after.body)
  if (before.delayDays !== after.delayDays || before.delayHours !== after.delayHours) {
    say(`Step ${after.position}, wait`, `${after.delayDays} days, ${after.delayHours} hours`)
  }
}

function settingDifferences(before: Campaign, after: Campaign, say: Say): void {
  const differs = (...fields: (keyof Schedule)[]) => fields.some((field) => text(before.schedule[field]) !== text(after.schedule[field]))
  if (before.audience !== after.audience) say('Audience', audiences[after.audience].title.toLowerCase())
  if (before.testMode !== after.testMode) say('Test mode', after.testMode ? 'on' : 'off')
  if (after.discovery && before.discovery) discoveryDifferences(before.discovery, after.discovery, say)
  if (differs('days')) say('Days', 'changed')
  if (differs('start', 'end')) say('Hours', `${after.schedule.start} to ${after.schedule.end}`)
  if (differs('zone')) say('Time zone', after.schedule.zone)
  if (differs('startDate')) say('Start date', after.schedule.startDate ?? 'none')
  if (text(before.mailboxIds) !== text(after.mailboxIds)) say('Mailboxes', 'changed')
  if (before.stopByCompany !== after.stopByCompany) say('Stop by company', after.stopByCompany ? 'on' : 'off')
  if (before.optOutLine !== after.optOutLine) say('Opt-out line', after.optOutLine || 'empty')
}

function discoveryDifferences(before: DiscoveryAudience, after: DiscoveryAudience, say: Say): void {
  if (text(before.criteria) !== text(after.criteria)) say('Whom it looks for', whomInWords(after.criteria))
  if (text(before.enrichment) !== text(after.enrichment)) {
    say('Who gives addresses', after.enrichment.map((one) => enricherWords[one].name).join(', '))
  }
  if (before.runs !== after.runs) say('Number of runs', String(after.runs))
  if (before.perRun !== after.perRun) say('New people a day', after.perRun === null ? 'as many as the credits allow' : String(after.perRun))
  if (before.followUpsFirst !== after.followUpsFirst)
    say('Credits of a day', after.followUpsFirst ? 'follow-ups first' : 'new people first')
  if (before.share !== after.share) say('Share', String(after.share))
}

function orderOf({ steps }: Snapshot, among: ReadonlySet<number>): string {
  return text(steps.map(({ id }) => id).filter((id) => among.has(id)))
}

function text(value: unknown): string {
  return JSON.stringify(value)
}
