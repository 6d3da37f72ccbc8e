import type { CampaignStatus, Wait, WaitReason } from '../../../../shared/schemas/campaigns.ts'
import { heldWait } from './held.ts'
import { isOpen, localDay, nextMidnight, nextOpening, type Window } from './window.ts'

type Instant = number

/** Replies must have been read this recently, or nothing is sent: somebody may have answered. */
export const maxUnreadMs = 15 * 60_000

/** Everything that decides whether one message may leave now. */
export interface GateFacts {
  now: Instant
  engine: {
    paused: boolean
    /** When the engine was started or woke up: replies must have been read since. */
    awakeSince: Instant
  }
  /** In test mode nothing leaves: neither a mailbox nor credits have a say. */
  campaign: { status: CampaignStatus; window: Window; testMode?: boolean }
  mailbox: {
    paused: boolean
    /** Words beside a pause or a provider's limit. */
    reason: string
    lastSyncedAt: Instant | null
    /** When replies are read next. */
    nextSyncAt: Instant
    nextSendAt: Instant
    dailyCap: number
    claimedToday: number
  } | null
  credits: { limit: number; used: number; inFlight: number; zone: string }
  send: { dueAt: Instant; attempts: number; held: string | null; reason: string }
}

/** A named reason with the next time; `until` null where a person has to act. UTC milliseconds. */
export interface Closed {
  reason: WaitReason
  message: string
  until: Instant | null
}

/** How the plan of a day begins its words about a message that it puts off to the next. */
const carriedOver = 'Carried over'

/**
 * Why a message may not leave now, or null when it may (rules 3, 4, 6 and 10). The one place that decides: claiming,
 * the timer and every screen ask it. The first reason that holds is the one that is named.
 */
export function gate(facts: GateFacts): Closed | null {
  const closed = byPerson(facts) ?? byTime(facts)
  if (closed || facts.campaign.testMode) return closed
  return byMailbox(facts) ?? byBudget(facts)
}

/** What only a person can lift. */
function byPerson({ engine, campaign, mailbox, send }: GateFacts): Closed | null {
  if (campaign.status === 'draft') return closed('not_activated', 'The campaign is not activated yet', null)
  if (campaign.status === 'paused') return closed('campaign_paused', 'You paused the campaign', null)
  if (campaign.status !== 'active' && campaign.status !== 'scheduled') return closed('campaign_paused', 'The campaign has ended', null)
  if (send.held !== null) {
    const { reason, message } = heldWait(send.held, send.reason)
    return closed(reason, message, null)
  }
  if (engine.paused) return closed('engine_stopped', 'You paused all sending', null)
  if (mailbox === null) return closed('mailbox_missing', 'The campaign has no mailbox', null)
  if (mailbox.paused) return closed('mailbox_paused', mailbox.reason || 'The mailbox is paused', null)
  return null
}

function byTime({ now, campaign, mailbox, send }: GateFacts): Closed | null {
  const window = campaign.window
  if (send.dueAt > now) {
    // The pause of the mailbox may end later: a time that is named is one at which it can leave.
    const pauseEnds = campaign.testMode ? 0 : (mailbox?.nextSendAt ?? 0)
    const until = nextOpening(window, Math.max(send.dueAt, pauseEnds))
    if (send.attempts > 0) return closed('retry_later', send.reason || 'It is tried again later', until)
    if (send.reason.startsWith(carriedOver)) return closed('carried_over', send.reason, until)
    return closed('not_due', 'Not due yet', until)
  }
  if (isOpen(window, now)) return null
  const until = nextOpening(window, now)
  const days = window.days.length === 7 ? 'every day' : 'on the chosen days'
  if (until === null) return closed('outside_window', 'The schedule has no time in which anything may be sent', null)
  if (window.startDate !== null && localDay(now, window.zone) < window.startDate)
    return closed('start_date', `It starts on ${window.startDate}`, until)
  return closed('outside_window', `Messages leave ${days} from ${window.start} to ${window.end} (${window.zone})`, until)
}

function byMailbox({ now, engine, campaign, mailbox }: GateFacts): Closed | null {
  if (mailbox === null) return null
  const read = mailbox.lastSyncedAt
  if (read === null || read < engine.awakeSince || read < now - maxUnreadMs || read > now) {
    const until = nextOpening(campaign.window, Math.max(now, mailbox.nextSyncAt))
    return closed('mailbox_unread', 'Replies are read first, so that nobody who answered is written to', until)
  }
  if (mailbox.nextSendAt > now) {
    const until = nextOpening(campaign.window, mailbox.nextSendAt)
    if (mailbox.reason) return closed('retry_later', mailbox.reason, until)
    return closed('gap', 'The pause between two messages of this mailbox', until)
  }
  return null
}

function byBudget({ now, campaign, mailbox, credits }: GateFacts): Closed | null {
  if (credits.used + credits.inFlight >= credits.limit) {
    return closed('credits', `Today's ${credits.limit} credits are used up`, afterMidnight(campaign.window, now, credits.zone))
  }
  if (mailbox !== null && mailbox.claimedToday >= mailbox.dailyCap) {
    return closed('daily_cap', `The mailbox has sent its ${mailbox.dailyCap} for today`, afterMidnight(campaign.window, now, credits.zone))
  }
  return null
}

function afterMidnight(window: Window, now: Instant, zone: string): Instant | null {
  return nextOpening(window, nextMidnight(now, zone))
}

function closed(reason: WaitReason, message: string, until: Instant | null): Closed {
  return { reason, message, until }
}

/** As clients get it: instants as ISO text. */
export function toWait(reason: Closed): Wait {
  return { ...reason, until: reason.until === null ? null : new Date(reason.until).toISOString() }
}
