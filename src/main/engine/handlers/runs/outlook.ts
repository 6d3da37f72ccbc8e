import { isoOrNull } from '../../../../shared/instant.ts'
import type { DiscoveryOutlook } from '../../../../shared/schemas/runs.ts'
import { nextRunAt } from '../../audiences/discovery-wait.ts'
import type { EngineContext } from '../../context.ts'
import { awaitingFile, creatorsWith } from '../../db/discovery/creators-view.ts'
import { creatorsUnderWay } from '../../db/discovery/run-figures.ts'
import { countedRuns, recurringCampaign } from '../../db/discovery/runs.ts'
import { carriedMessages, openRunView } from '../../db/discovery/runs-view.ts'

import { needRecurring } from './need.ts'
import { presentRun } from './present.ts'

/** The run that is on, the next one, and who is carried over. */
export function outlookOfRuns(ctx: EngineContext, campaignId: number): DiscoveryOutlook {
  const { db } = ctx
  const { campaign, discovery } = needRecurring(db, campaignId)
  const now = ctx.ports.clock.now()
  const recurring = recurringCampaign(db, campaignId)
  const open = openRunView(db, campaignId)
  const counted = countedRuns(db, campaignId)
  const done = Math.max(0, counted - (open?.number == null ? 0 : 1))
  const ended = campaign.status === 'completed' || campaign.status === 'cancelled'
  const underWay = open === null ? creatorsUnderWay(db, campaignId) : 0
  return {
    runsDone: done,
    runsLeft: ended ? 0 : Math.max(0, discovery.runs - done),
    nextRunAt: isoOrNull(recurring && nextRunAt(recurring, now)),
    current: open && presentRun(ctx, open, campaign),
    carried: [
      ...carriedMessages(db, campaignId),
      ...(underWay === 0 ? [] : [{ count: underWay, message: 'Found, and their addresses are still to be looked up' }]),
    ],
    unsure: ended ? 0 : creatorsWith(db, campaignId, 'unsure'),
    awaitingFile: awaitingFile(db, campaignId),
  }
}
