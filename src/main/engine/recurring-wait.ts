import type { EngineContext } from './context.ts'
import { creatorsWith, withoutTime } from './db/creators-view.ts'
import type { Db } from './db/open.ts'
import { providerOf } from './db/providers.ts'
import { currentRun, type RecurringCampaign, type RunView, recurringCampaign, runsDone } from './db/runs-view.ts'
import type { Closed } from './rules/gate.ts'
import { nextOpening } from './rules/window.ts'

/** When the next day of a recurring campaign begins; null where there is none to come. UTC milliseconds. */
export function nextRunAt(db: Db, campaignId: number, campaign: RecurringCampaign, now: number): number | null {
  if (campaign.status !== 'active' && campaign.status !== 'scheduled') return null
  const begun = runsDone(db, campaignId) + (currentRun(db, campaignId) ? 1 : 0)
  return begun >= campaign.runs ? null : nextOpening(campaign.window, Math.max(now, campaign.lastCloses))
}

/**
 * Why a recurring campaign with nothing planned waits, and for how many people that holds; null for every other one, and
 * where it waits for nothing any more.
 */
export function recurringWait(ctx: EngineContext, campaignId: number): { closed: Closed; people: number } | null {
  const { db } = ctx
  const campaign = recurringCampaign(db, campaignId)
  if (!campaign || (campaign.status !== 'active' && campaign.status !== 'scheduled')) return null
  const now = ctx.ports.clock.now()
  const run = currentRun(db, campaignId)
  const working = run && whileOn(ctx, campaign, run, now)
  if (working) return working
  const until = nextRunAt(db, campaignId, campaign, now)
  const carried = withoutTime(db, campaignId) + creatorsWith(db, campaignId, 'addressed')
  if (carried > 0) {
    const words = carried === 1 ? 'One person is carried over and goes first' : `${carried} people are carried over and go first`
    const goesOn = until ?? nextOpening(campaign.window, Math.max(now, campaign.lastCloses))
    return { closed: { reason: 'carried_over', message: `${words} when the window opens again`, until: goesOn }, people: carried }
  }
  if (until === null) return null
  const message = until <= now ? 'The next run is about to begin' : 'The next run begins when the window opens'
  return { closed: { reason: 'next_run', message, until }, people: 0 }
}

/** Why a run that is on does not send; null where it has nobody left to look up. */
export function runWait(ctx: EngineContext, campaign: RecurringCampaign, run: RunView): Closed | null {
  return whileOn(ctx, campaign, run, ctx.ports.clock.now())?.closed ?? null
}

function whileOn(ctx: EngineContext, campaign: RecurringCampaign, run: RunView, now: number): { closed: Closed; people: number } | null {
  if (run.stage !== 'discovering' && run.stage !== 'enriching') return null
  const people = Math.max(0, run.wanted)
  const problem = campaign.testMode ? '' : blockedBy(ctx.db, run)
  if (problem !== '') return { closed: { reason: 'provider', message: problem, until: run.retryAt > now ? run.retryAt : null }, people }
  if (run.retryAt > now) {
    return { closed: { reason: 'provider', message: run.reason || 'A provider did not answer', until: run.retryAt }, people }
  }
  if (run.stage === 'discovering')
    return { closed: { reason: 'discovering', message: 'New people are being looked for', until: now }, people }
  return { closed: { reason: 'enriching', message: 'Their addresses are being looked up', until: now }, people }
}

/** What a person has to mend at a provider before a run goes on; empty where nothing is. */
function blockedBy(db: Db, run: RunView): string {
  const source = providerOf(db, 'influencers_club').problem
  if (run.stage === 'discovering' || source !== '') return source
  return providerOf(db, 'clay').problem
}
