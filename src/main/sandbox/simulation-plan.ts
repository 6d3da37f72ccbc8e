import { UserError } from '../../shared/errors.ts'
import type { CampaignInput, StepInput } from '../../shared/schemas/campaigns.ts'
import type { Mailbox } from '../../shared/schemas/mailboxes.ts'
import type { Instant } from '../engine/ports/machine.ts'

import type { Api } from './api.ts'

/** All that a simulation has to know of a workspace: it is handed to a thread of its own, and nothing is read again. */
export interface SimulationPlan {
  /** Where its clock begins. */
  now: Instant
  /** Local days of the workspace, today included. */
  days: number
  workspace: { zone: string; dailyCredits: number; leaveOutDays: number | null }
  /** Of today: what was used already is not there any more. */
  creditsToday: number
  mailboxes: SimulatedMailbox[]
  campaign: Omit<CampaignInput, 'mailboxIds'>
  steps: StepInput[]
  /** Names that the templates fill in, beside the built-in ones. */
  fields: string[]
  /** How many stand on the list; 0 where people are found. */
  people: number
  /** What of the workspace is not in the copy, in words; empty where nothing is. */
  leftOut: string
}

export interface SimulatedMailbox {
  email: string
  senderName: string
  dailyCap: number
  capToday: number
  gapSeconds: number
  gapJitterSeconds: number
}

/** What a draft must have; all else is made good in the copy. */
const needed = new Set(['no_steps', 'template_error', 'no_recipients', 'no_mailbox', 'no_criteria', 'empty_window'])

/**
 * Reads a campaign and what its days depend on, by the API.
 * @throws UserError NOT_FOUND, or PRECONDITION_FAILED where there is nothing that could run
 */
export async function planSimulation(api: Api, campaignId: number, days: number): Promise<SimulationPlan> {
  const campaign = await api.campaigns.get({ id: campaignId })
  const { items, recipients } = await api.campaigns.review({ id: campaignId })
  const missing = items.find(({ level, code }) => level === 'blocker' && needed.has(code))
  if (missing) {
    throw new UserError('PRECONDITION_FAILED', `There is nothing to simulate yet. ${missing.message}`, {
      advice: 'Complete the campaign, then simulate it.',
    })
  }
  const steps = await api.sequences.list({ id: campaignId })
  const [{ zone, dailyCredits, leaveOutDays }, credits, { now }] = await Promise.all([
    api.workspace.get(),
    api.credits.get(),
    api.engine.status(),
  ])
  const mailboxes = await Promise.all(campaign.mailboxIds.map((id) => api.mailboxes.get({ id })))
  const { name, audience, discovery, schedule, stopByCompany, optOutLine } = campaign
  return {
    now: Date.parse(now),
    days,
    workspace: { zone, dailyCredits, leaveOutDays },
    creditsToday: Math.max(0, dailyCredits - credits.used - credits.inFlight),
    mailboxes: mailboxes.map(simulated),
    // What test mode would not charge is counted here: what a person wants to know is what the real thing costs.
    campaign: { name, audience, discovery: discovery ?? undefined, testMode: false, schedule, stopByCompany, optOutLine },
    steps: steps.map(({ channel, subject, body, delayDays, delayHours }) => ({ channel, subject, body, delayDays, delayHours })),
    fields: [...new Set(steps.flatMap(({ variables }) => variables))],
    people: audience === 'list' ? recipients : 0,
    leftOut: othersInWords(await othersBeside(api, campaignId)),
  }
}

/** Names of the other campaigns that run in earnest: they take credits and places of mailboxes that the copy has for itself. */
async function othersBeside(api: Api, campaignId: number): Promise<string[]> {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await api.campaigns.list({ limit: 500, cursor })
    for (const { id, name, status, testMode } of page.items)
      if (id !== campaignId && !testMode && (status === 'active' || status === 'scheduled')) names.push(name)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return names
}

function othersInWords(names: readonly string[]): string {
  const [first, second] = names
  if (first === undefined) return ''
  const who =
    second === undefined
      ? `"${first}"`
      : names.length === 2
        ? `"${first}" and "${second}"`
        : `"${first}" and ${names.length - 1} more campaigns`
  return `${who} ${names.length === 1 ? 'is' : 'are'} not counted here: what ${names.length === 1 ? 'it takes' : 'they take'} of the same credits and mailboxes comes off these figures.`
}

function simulated({ email, senderName, dailyCap, sentToday, gapSeconds, gapJitterSeconds }: Mailbox): SimulatedMailbox {
  return { email, senderName, dailyCap, capToday: Math.max(1, dailyCap - sentToday), gapSeconds, gapJitterSeconds }
}
