import type { DiscoveryAudience } from '../../shared/schemas/discovery.ts'
import type { EngineContext } from './context.ts'
import { mailboxIdsOf } from './db/campaigns.ts'
import { sendingMailboxes } from './db/queue.ts'
import { creatorsUnderWay, firstMessagesWaiting, recurringCampaigns } from './db/runs.ts'
import { statement } from './db/statement.ts'
import { getWorkspace } from './db/workspace.ts'
import { todaysOutlook } from './forecast/today.ts'
import { sharedFacts } from './gate-facts.ts'
import { averageGapMs } from './rules/forecast/times.ts'
import { fairShares } from './rules/recurring/fair-shares.ts'
import { runSize } from './rules/recurring/run-size.ts'
import { currentOrNextOpening, dayStart, localDay, nextMidnight, type Window } from './rules/window.ts'

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
  const outlook = await todaysOutlook(ctx)
  const now = ctx.ports.clock.now()
  const { db } = ctx
  const { credits, day } = sharedFacts(db, now, ctx.awakeSince.at)
  const recurring = recurringCampaigns(db).filter((one) => one.status !== 'paused')
  const recurringIds = new Set(recurring.map(({ id }) => id))

  const closesAt = closingToday(campaign.window, now)
  const mine = new Set(campaign.mailboxIds)
  const due = new Map<number, number>()
  let othersHere = 0
  let others = 0
  for (const index of outlook.person) {
    const person = outlook.queue.people[index]
    const id = person && outlook.queue.campaigns[person.campaign]?.id
    if (!person || id === undefined) continue
    due.set(id, (due.get(id) ?? 0) + 1)
    if (id === campaign.id) continue
    if (!recurringIds.has(id)) others++
    const mailboxId = outlook.queue.mailboxes[person.mailbox]?.id
    if (mailboxId !== undefined && mine.has(mailboxId)) othersHere++
  }

  const carried = campaign.id === null ? 0 : firstMessagesWaiting(db, campaign.id) + creatorsUnderWay(db, campaign.id)
  const followUps = campaign.id === null ? 0 : followUpsDue(ctx, campaign.id, closesAt)
  const creditsLeft = campaign.testMode ? credits.limit : Math.max(0, credits.limit - credits.used - credits.inFlight)
  const fits = Math.max(0, slotsLeft(ctx, campaign.mailboxIds, day, closesAt) - othersHere)
  const share = campaign.testMode ? null : shareOf(ctx, campaign, recurring, others)
  const { wanted, reason } = runSize({
    creditsLeft,
    others,
    followUps,
    carried,
    share,
    perRun: campaign.audience.perRun,
    fits,
    followUpsFirst: campaign.audience.followUpsFirst,
  })
  return { wanted, reason, others }
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

/** Messages that the mailboxes of a campaign can still send until then, by gap and daily cap. */
function slotsLeft(ctx: EngineContext, mailboxIds: readonly number[], day: string, closesAt: number): number {
  const now = ctx.ports.clock.now()
  let slots = 0
  for (const mailbox of sendingMailboxes(ctx.db, day)) {
    if (!mailboxIds.includes(mailbox.id)) continue
    const from = Math.max(now, mailbox.nextSendAt)
    if (from >= closesAt) continue
    const gapMs = averageGapMs(mailbox.gapSeconds, mailbox.gapJitterSeconds)
    const byGap = gapMs === 0 ? Number.MAX_SAFE_INTEGER : Math.floor((closesAt - 1 - from) / gapMs) + 1
    slots += Math.max(0, Math.min(mailbox.dailyCap - mailbox.claimedToday, byGap))
  }
  return slots
}

/** Messages due until the window's end to people of a campaign who had one before. */
export function followUpsDue(ctx: Pick<EngineContext, 'db'>, campaignId: number, closesAt: number): number {
  return statement(
    ctx.db,
    `select count(*) from sends s where s.campaign_id = ? and s.status = 'scheduled' and s.held is null and s.due_at < ?
       and exists (select 1 from sends p where p.enrollment_id = s.enrollment_id and p.sent_at is not null)`,
  )
    .pluck()
    .get(campaignId, closesAt) as number
}

/** What is left of a campaign's part of the day's credits; null where no other recurring campaign runs. */
function shareOf(ctx: EngineContext, campaign: Measured, recurring: ReturnType<typeof recurringCampaigns>, others: number): number | null {
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
  const today = messagesSince(ctx, dayStart(localDay(now, zone), zone))
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

function messagesSince(ctx: EngineContext, from: number): { credits: number; byCampaign: Map<number, number> } {
  const { zone } = getWorkspace(ctx.db)
  const rows = statement(
    ctx.db,
    `select campaign_id as campaignId, sum(credits) as credits, sum(credits) filter (where kind = 'message') as messages
     from ledger where day = ? group by campaign_id`,
  ).all(localDay(from, zone)) as { campaignId: number | null; credits: number; messages: number | null }[]
  return {
    credits: rows.reduce((sum, { credits }) => sum + credits, 0),
    byCampaign: new Map(rows.map(({ campaignId, messages }) => [campaignId ?? 0, messages ?? 0])),
  }
}
