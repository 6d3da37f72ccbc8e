import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import type { EngineContext } from '../../context.ts'
import { type CampaignRow, mailboxIdsOf, scheduleOf } from '../../db/campaigns/campaigns.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { recurringCampaign } from '../../db/discovery/runs.ts'
import { type QueueMailbox, sendingMailboxes } from '../../db/sends/queue.ts'
import { averageGapMs } from '../../rules/forecast/times.ts'
import { currentOrNextOpening, localDay, nextMidnight, type Opening } from '../../rules/sending/window.ts'
import { workingWeek } from '../../rules/sending/words.ts'
import { runRoom } from './run-room.ts'

/**
 * New people that a run would look for: one of today where its window is open or still opens, else one of an ordinary day.
 * @param campaign null for one that is not stored yet: every mailbox could send for it, in the working week
 */
export async function peoplePerRun(
  ctx: EngineContext,
  campaign: CampaignRow | null,
  { audience, testMode }: { audience: DiscoveryAudience; testMode: boolean },
): Promise<number> {
  const now = ctx.ports.clock.now()
  const { zone, dailyCredits } = getWorkspace(ctx.db)
  const window = campaign ? scheduleOf(campaign) : workingWeek(zone)
  const chosen = campaign ? mailboxIdsOf(ctx.db, campaign.id) : []
  const mailboxes = sendingMailboxes(ctx.db, localDay(now, zone)).filter(({ id }) => chosen.length === 0 || chosen.includes(id))
  const opening = currentOrNextOpening(window, now)
  const hadToday = campaign !== null && recurringCampaign(ctx.db, campaign.id)?.lastDay === localDay(now, window.zone)
  if (opening && opening.opensAt < nextMidnight(now, window.zone) && !hadToday && mailboxes.length > 0) {
    const measured = { id: campaign?.id ?? null, window, mailboxIds: mailboxes.map(({ id }) => id), audience, testMode }
    return (await runRoom(ctx, measured)).wanted
  }
  return Math.min(dailyCredits, audience.perRun ?? Number.MAX_SAFE_INTEGER, opening ? slotsOf(opening, mailboxes) : 0)
}

/** Messages that fit into a whole window; any number where there is no mailbox to ask. */
function slotsOf({ opensAt, closesAt }: Opening, mailboxes: readonly QueueMailbox[]): number {
  if (mailboxes.length === 0) return Number.MAX_SAFE_INTEGER
  return mailboxes.reduce((sum, { dailyCap, gapSeconds, gapJitterSeconds }) => {
    const gapMs = averageGapMs(gapSeconds, gapJitterSeconds)
    return sum + Math.min(dailyCap, gapMs === 0 ? dailyCap : Math.floor((closesAt - 1 - opensAt) / gapMs) + 1)
  }, 0)
}
