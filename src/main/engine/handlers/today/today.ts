import { iso, isoOrNull } from '../../../../shared/instant.ts'
import type { Today, TodayCampaign } from '../../../../shared/schemas/today.ts'
import type { EngineContext } from '../../context.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { heldGroups, unconfirmedCount } from '../../db/sends/needs.ts'
import { runningCampaigns } from '../../db/sends/queue.ts'
import { repliesOn, sentBetween, todaysCampaigns } from '../../db/sends/today-view.ts'
import { currentOrNextOpening, dayStart, localDay, nextMidnight } from '../../rules/sending/window.ts'
import { notRunning } from '../../views/campaigns/present.ts'
import { todaysOutlook } from '../../views/forecast/today.ts'
import { campaignOutlook, factsNow } from '../../views/sending/waiting.ts'
import { dayLine, type Span } from './dots.ts'

/** The local day of the workspace: what was sent, what is still to leave, what is held. */
export async function todayOf(ctx: EngineContext): Promise<Today> {
  // First, because it lets others have a turn: all that is read after it is of one moment.
  const outlook = await todaysOutlook(ctx)
  const { zone } = getWorkspace(ctx.db)
  const now = ctx.ports.clock.now()
  const day = localDay(now, zone)
  const span = { from: dayStart(day, zone), to: nextMidnight(now, zone) }
  const sent = sentBetween(ctx.db, span.from, span.to)
  const replies = repliesOn(ctx.db, day)
  const planned = plannedByCampaign(outlook)
  const rows = todaysCampaigns(ctx.db, [...sent.keys(), ...replies.keys()])
  const shared = factsNow(ctx)
  const campaigns = rows.map(({ id, name, audience, status, reason }): TodayCampaign => {
    const stopped = notRunning({ status, reason })
    const ended = status === 'completed' || status === 'cancelled'
    const next = stopped || ended ? { nextSendAt: null, waiting: stopped } : campaignOutlook(ctx, { id, audience }, shared)
    return {
      id,
      name,
      status,
      planned: planned.get(id) ?? 0,
      sent: sent.get(id) ?? 0,
      replies: replies.get(id) ?? 0,
      nextSendAt: isoOrNull(next.nextSendAt),
      waiting: next.waiting,
    }
  })
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return {
    day,
    zone,
    now: iso(now),
    ...openingHours(ctx, span),
    ...dayLine(ctx.db, span, outlook, sum(sent), names),
    sent: sum(sent),
    planned: outlook.at.length,
    held: heldGroups(ctx.db).reduce((all, { count }) => all + count, 0),
    unconfirmed: unconfirmedCount(ctx.db),
    replies: sum(replies),
    campaigns,
  }
}

function plannedByCampaign({ person, queue }: Awaited<ReturnType<typeof todaysOutlook>>): Map<number, number> {
  const counts = new Map<number, number>()
  for (const index of person) {
    const id = queue.campaigns[queue.people[index]?.campaign ?? -1]?.id ?? 0
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** From the first opening of a running campaign on that day to the last closing. */
function openingHours(ctx: EngineContext, { from, to }: Span): { opensAt: string | null; closesAt: string | null } {
  let opensAt: number | null = null
  let closesAt: number | null = null
  for (const { window } of runningCampaigns(ctx.db)) {
    for (let at = from; at < to; ) {
      const opening = currentOrNextOpening(window, at)
      if (!opening || opening.opensAt >= to) break
      opensAt = Math.min(opensAt ?? to, Math.max(from, opening.opensAt))
      closesAt = Math.max(closesAt ?? from, Math.min(to, opening.closesAt))
      at = opening.closesAt
    }
  }
  return { opensAt: isoOrNull(opensAt), closesAt: isoOrNull(closesAt) }
}

function sum(counts: ReadonlyMap<number, number>): number {
  let all = 0
  for (const count of counts.values()) all += count
  return all
}
