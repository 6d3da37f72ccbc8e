import { iso, isoOrNull } from '../../../../shared/instant.ts'
import type { Campaign, CampaignStats, Wait } from '../../../../shared/schemas/campaigns.ts'
import type { EngineContext } from '../../context.ts'
import { type CampaignParts, type CampaignRow, needCampaign, partsOf, scheduleOf } from '../../db/campaigns/campaigns.ts'
import { statsOf } from '../../db/campaigns/stats.ts'
import { getWorkspace } from '../../db/core/workspace.ts'
import { dayStart, localDay } from '../../rules/sending/window.ts'
import type { SharedFacts } from '../sending/gate-facts.ts'
import { campaignOutlook, factsNow } from '../sending/waiting.ts'

/** A campaign as clients get it. */
export function readCampaign(ctx: EngineContext, id: number): Campaign {
  const row = needCampaign(ctx.db, id)
  const parts = partsOf(ctx.db, [id])
  return presentCampaign(ctx, row, parts, factsNow(ctx))
}

export function presentCampaign(ctx: EngineContext, row: CampaignRow, parts: Map<number, CampaignParts>, shared: SharedFacts): Campaign {
  const { mailboxIds, stepCount, discovery } = parts.get(row.id) ?? { mailboxIds: [], stepCount: 0, discovery: null }
  const { nextSendAt, waiting } = outlook(ctx, row, shared)
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    audience: row.audience,
    discovery,
    testMode: row.testMode,
    status: row.status,
    reason: row.reason,
    mailboxIds,
    schedule: scheduleOf(row),
    stopByCompany: row.stopByCompany,
    optOutLine: row.optOutLine,
    stepCount,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    activatedAt: isoOrNull(row.activatedAt),
    finishedAt: isoOrNull(row.finishedAt),
    nextSendAt: isoOrNull(nextSendAt),
    waiting,
  }
}

function outlook(ctx: EngineContext, row: CampaignRow, shared: SharedFacts): { nextSendAt: number | null; waiting: Wait | null } {
  if (row.status === 'completed' || row.status === 'cancelled') return { nextSendAt: null, waiting: null }
  const stopped = notRunning(row)
  if (stopped) return { nextSendAt: null, waiting: stopped }
  return campaignOutlook(ctx, row, shared)
}

/** What a person's own pause is kept as. */
export const pausedByYou = 'Paused by you'

/** Why a campaign that is not running sends nothing; null for one that runs. */
export function notRunning(row: Pick<CampaignRow, 'status'> & { reason?: string }): Wait | null {
  if (row.status === 'draft') return { reason: 'not_activated', message: 'The campaign is not activated yet', until: null }
  if (row.status === 'paused') {
    // A recurring one pauses by itself where it finds nobody any more.
    const own = row.reason && row.reason !== pausedByYou ? row.reason : 'You paused the campaign'
    return { reason: 'campaign_paused', message: own, until: null }
  }
  return null
}

/** Numbers of campaigns, with "today" in the workspace's zone. */
export function statsNow(ctx: EngineContext, ids: readonly number[]): Map<number, CampaignStats> {
  const { zone } = getWorkspace(ctx.db)
  return statsOf(ctx.db, ids, dayStart(localDay(ctx.ports.clock.now(), zone), zone))
}
