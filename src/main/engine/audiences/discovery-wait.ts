import { mailboxesStopped } from '../db/campaigns/campaign-mailboxes.ts'
import { countPeople } from '../db/campaigns/people-count.ts'
import type { Db } from '../db/core/open.ts'
import { getWorkspace } from '../db/core/workspace.ts'
import { hasCreators } from '../db/discovery/creators.ts'
import { nextLook } from '../db/discovery/purchases.ts'
import { creatorsUnderWay } from '../db/discovery/run-figures.ts'
import { type OpenRun, type RecurringCampaign, recurringCampaign } from '../db/discovery/runs.ts'
import { dueRuns } from '../rules/discovery/due-runs.ts'
import type { Closed } from '../rules/sending/gate.ts'
import type { AudienceWait } from './audience.ts'

const allPaused: Closed = { reason: 'engine_stopped', message: 'You paused all sending', until: null }

/** When the next day of a recurring campaign begins, `now` where it is about to; null where none is to come. UTC ms. */
export function nextRunAt(campaign: RecurringCampaign, now: number): number | null {
  if (campaign.status === 'paused' || campaign.counted >= campaign.audience.runs) return null
  const { current, next } = dueRuns({
    window: campaign.window,
    now,
    since: campaign.lastClosesAt ?? campaign.activatedAt,
    lastDay: campaign.lastDay,
  })
  return current ? now : next
}

/** What a recurring campaign waits for beside the messages that are planned; null where it is nothing. */
export function recurringWait(db: Db, campaignId: number, now: number): AudienceWait | null {
  const campaign = recurringCampaign(db, campaignId)
  if (!campaign || campaign.status === 'paused') return null
  if (getWorkspace(db).paused) return { closed: allPaused, people: 0, working: false }
  if (campaign.open) {
    const closed = runWait(db, campaign.open, now)
    if (closed) return { closed, people: Math.max(1, campaign.open.wanted), working: true }
  }
  const until = nextRunAt(campaign, now)
  const stopped = until === null ? null : mailboxesStopped(db, campaignId)
  if (stopped !== null)
    return {
      closed: { reason: 'mailbox_paused', message: `${stopped} No run begins before it sends again.`, until: null },
      people: 0,
      working: false,
    }
  const carried = countPeople(db, campaignId, 'pending') + creatorsUnderWay(db, campaignId)
  if (carried > 0) {
    const words = carried === 1 ? 'One person is carried over and goes first' : `${carried} people are carried over and go first`
    return { closed: { reason: 'carried_over', message: `${words} when the window opens next`, until }, people: carried, working: false }
  }
  if (until === null) return null
  const message = until <= now ? 'The next run is about to begin' : 'The next run begins when the window opens'
  return { closed: { reason: 'next_run', message, until }, people: 0, working: false }
}

/** Why a run that is on sends nobody anything yet; null once it has found and looked up whom it could. */
export function runWait(db: Db, run: Pick<OpenRun, 'campaignId' | 'stage' | 'retryAt' | 'reason'>, now: number): Closed | null {
  if (run.stage !== 'discovering' && run.stage !== 'enriching') return null
  if (getWorkspace(db).paused) return allPaused
  if (run.retryAt > now) return { reason: 'provider', message: run.reason || 'A provider did not answer', until: run.retryAt }
  if (run.stage === 'discovering') return { reason: 'discovering', message: 'New people are being looked for', until: now }
  const others = hasCreators(db, run.campaignId, 'found') || hasCreators(db, run.campaignId, 'addressed')
  const clay = others ? null : nextLook(db, run.campaignId)
  if (!clay) return { reason: 'enriching', message: 'Their addresses are being looked up', until: now }
  if (clay.message !== '') return { reason: 'provider', message: clay.message, until: clay.pollAt }
  const addresses = clay.items === 1 ? '1 address' : `${clay.items} addresses`
  // Nobody is to believe that test mode asked somebody whom it pays.
  const message = clay.invented
    ? `${addresses} ${clay.items === 1 ? 'is' : 'are'} being looked up, as a test`
    : `Clay is looking up ${addresses}`
  return { reason: 'enriching', message, until: clay.pollAt }
}
