import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../../context.ts'
import { mailboxIdsOf } from '../../db/campaigns/campaigns.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { creatorsUnderWay, firstMessagesWaiting, followUpsDue } from '../../db/discovery/run-figures.ts'
import { type RecurringCampaign, recurringCampaigns } from '../../db/discovery/runs.ts'
import { creditsOn } from '../../db/sends/ledger-view.ts'
import { sendingMailboxes } from '../../db/sends/queue.ts'
import { fairShares } from '../../rules/discovery/fair-shares.ts'
import { runSize } from '../../rules/discovery/run-size.ts'
import { averageGapMs } from '../../rules/forecast/times.ts'
import { currentOrNextOpening, localDay, nextMidnight, type Window } from '../../rules/sending/window.ts'
import { todaysOutlook } from '../forecast/today.ts'
import { sharedFacts } from '../sending/gate-facts.ts'

/** What a day has room for. */
export interface RunRoom {
  /** New people to look for. */
  wanted: number
  /** Why it is none, in words. */
  reason: string
  /** Credits that other campaigns' messages still need today. */
  others: number
}

/** A campaign whose day is to be measured; one that is not activated yet is measured as if it were now. */
export interface Measured {
  id: number | null
  window: Window
  mailboxIds: readonly number[]
  audience: DiscoveryAudience
  testMode: boolean
}

/**
 * How many new people a run of today would look for: what credits, caps and gaps leave beside the messages of other
 * campaigns, follow-ups, and whoever was found before.
 */
export async function runRoom(ctx: EngineContext, campaign: Measured): Promise<RunRoom> {
  const now = ctx.ports.clock.now()
  const { db } = ctx
  const { credits, day } = sharedFacts(db, now, ctx.awakeSince.at)
  const opening = currentOrNextOpening(campaign.window, now)
  if (opening === null) return { wanted: 0, reason: 'The schedule has no time in which anything may be sent.', others: 0 }
  // A window that opens on another day finds everything unused.
  const today = opening.opensAt < nextMidnight(now, credits.zone)
  const load = today ? await loadOfToday(ctx, campaign) : { others: 0, othersHere: 0, recurring: recurringCampaigns(db) }
  const span = { from: Math.max(now, opening.opensAt), to: opening.closesAt }
  const carried = campaign.id === null ? 0 : firstMessagesWaiting(db, campaign.id) + creatorsUnderWay(db, campaign.id)
  const followUps = campaign.id === null ? 0 : followUpsDue(ctx.db, campaign.id, opening.closesAt)
  const used = today && !campaign.testMode ? credits.used + credits.inFlight : 0
  const { wanted, reason } = runSize({
    creditsLeft: Math.max(0, credits.limit - used),
    others: load.others,
    followUps,
    carried,
    share: campaign.testMode ? null : shareOf(ctx, campaign, load.recurring, load.others),
    perRun: campaign.audience.perRun,
    fits: Math.max(0, slotsLeft(ctx, campaign.mailboxIds, day, span, today) - load.othersHere),
    followUpsFirst: campaign.audience.followUpsFirst,
  })
  return { wanted, reason, others: load.others }
}

/** What else leaves today: from campaigns of other audiences, and from the campaign's own mailboxes. */
async function loadOfToday(ctx: EngineContext, campaign: Measured) {
  const outlook = await todaysOutlook(ctx)
  const recurring = recurringCampaigns(ctx.db).filter((one) => one.status !== 'paused')
  const recurringIds = new Set(recurring.map(({ id }) => id))
  const mine = new Set(campaign.mailboxIds)
  let others = 0
  let othersHere = 0
  for (const index of outlook.person) {
    const person = outlook.queue.people[index]
    const id = person && outlook.queue.campaigns[person.campaign]?.id
    if (!person || id === undefined || id === campaign.id) continue
    if (!recurringIds.has(id)) others++
    const mailboxId = outlook.queue.mailboxes[person.mailbox]?.id
    if (mailboxId !== undefined && mine.has(mailboxId)) othersHere++
  }
  return { others, othersHere, recurring }
}

/** The same for a campaign of the database that runs. */
export function roomOfRun(ctx: EngineContext, campaign: { id: number; window: Window; audience: DiscoveryAudience; testMode: boolean }) {
  return runRoom(ctx, { ...campaign, mailboxIds: mailboxIdsOf(ctx.db, campaign.id) })
}

/** The end of the window that is open, or of the next one where that opens later today; else now. */
function closingToday(window: Window, now: number): number {
  const opening = currentOrNextOpening(window, now)
  return opening && opening.opensAt < nextMidnight(now, window.zone) ? opening.closesAt : now
}

/** Messages that the mailboxes of a campaign can send in a time, by gap and daily cap. */
function slotsLeft(
  ctx: EngineContext,
  mailboxIds: readonly number[],
  day: string,
  span: { from: number; to: number },
  today: boolean,
): number {
  let slots = 0
  for (const mailbox of sendingMailboxes(ctx.db, day)) {
    if (!mailboxIds.includes(mailbox.id)) continue
    const from = Math.max(span.from, mailbox.nextSendAt)
    if (from >= span.to) continue
    const gapMs = averageGapMs(mailbox.gapSeconds, mailbox.gapJitterSeconds)
    const byGap = gapMs === 0 ? Number.MAX_SAFE_INTEGER : Math.floor((span.to - 1 - from) / gapMs) + 1
    slots += Math.max(0, Math.min(mailbox.dailyCap - (today ? mailbox.claimedToday : 0), byGap))
  }
  return slots
}

/** What is left of a campaign's part of the day's credits; null where no other recurring campaign runs. */
function shareOf(ctx: EngineContext, campaign: Measured, recurring: readonly RecurringCampaign[], others: number): number | null {
  const now = ctx.ports.clock.now()
  const rivals = recurring.filter(
    (one) =>
      one.id !== campaign.id &&
      !one.testMode &&
      (one.open !== null || one.counted < one.audience.runs) &&
      closingToday(one.window, now) > now,
  )
  if (rivals.length === 0) return null
  const { zone, dailyCredits } = getWorkspace(ctx.db)
  const today = creditsOn(ctx.db, localDay(now, zone))
  const ours = campaign.id ?? 0
  const usedByThem = rivals.reduce((sum, { id }) => sum + (today.byCampaign.get(id) ?? 0), today.byCampaign.get(ours) ?? 0)
  const total = Math.max(0, dailyCredits - (today.credits - usedByThem) - others)
  const parties = [...rivals.map(({ id, audience }) => ({ id, ...audience })), { id: ours, ...campaign.audience }].map((party) => ({
    id: party.id,
    weight: party.share,
    most: party.perRun ?? total,
  }))
  const share = fairShares(total, parties).get(ours) ?? 0
  return Math.max(0, share - (today.byCampaign.get(ours) ?? 0))
}
