import { noteSuccess } from '../../accounts/provider-health.ts'
import type { EngineContext } from '../../context.ts'
import { providerOf } from '../../db/discovery/providers.ts'
import { wakeRunOf } from '../../db/discovery/runs.ts'
import { needRecurring } from './need.ts'

/**
 * Asks providers again now: what was wrong with them is taken as mended until they say otherwise.
 * @throws UserError NOT_FOUND, CONFLICT
 */
export function tryAgain(ctx: EngineContext, campaignId: number): void {
  ctx.commit('runs.tryAgain', (tx) => {
    const { campaign } = needRecurring(tx, campaignId)
    const waited = wakeRunOf(tx, campaignId)
    if (!campaign.testMode) {
      for (const kind of ['influencers_club', 'clay'] as const) {
        if (providerOf(tx, kind).problem !== '') noteSuccess(tx, kind, null)
      }
    }
    if (waited) tx.emit({ type: 'run.changed', campaignId, message: 'You let it try again' })
  })
}
