import type { PurchaseKind } from '../../../../../shared/schemas/runs.ts'
import type { EngineContext } from '../../../context.ts'
import { getWorkspace } from '../../../db/core/workspace.ts'
import { creatorsOfPurchase, hasCreators } from '../../../db/discovery/creators.ts'
import { purchasesCutOff, type WaitingPurchase, waitingPurchases } from '../../../db/discovery/purchases.ts'
import { type RecurringCampaign, recurringCampaigns } from '../../../db/discovery/runs.ts'
import { answerLost } from '../../../lifecycle/discovery/ask.ts'
import type { Instant } from '../../../ports/machine.ts'

import type { Claim, Stage } from '../../../runner/stage.ts'
import { admit } from './admit.ts'
import { ask } from './ask.ts'
import { poll } from './poll.ts'

/** What asks for addresses; a crash in the middle leaves it open whether that was charged. */
const addressKinds: ReadonlySet<PurchaseKind> = new Set(['profile', 'routine', 'table'])
const cutOff = 'Campaign Desk stopped before the answer came. It may have been charged.'

/**
 * Finds addresses for creators, and takes those in who have one. Each call that may cost is written down before it is made;
 * what may have been charged without an answer is never asked again by itself.
 */
export function createEnrichStage(ctx: EngineContext): Stage {
  /** When there is something to do for a campaign; null while there is not. */
  function dueOf(campaign: RecurringCampaign, now: Instant): Instant | null {
    if (campaign.status !== 'active') return null
    if (hasCreators(ctx.db, campaign.id, 'addressed')) return now
    const { open } = campaign
    if (open?.stage !== 'enriching' || getWorkspace(ctx.db).paused || now >= open.closesAt) return null
    return hasCreators(ctx.db, campaign.id, 'found') ? Math.max(now, open.retryAt) : null
  }

  function work(campaignId: number): () => Promise<void> {
    return async () => {
      if (hasCreators(ctx.db, campaignId, 'addressed')) await admit(ctx, campaignId)
      else await ask(ctx, campaignId)
    }
  }

  const laneOf = ({ id, campaignId }: WaitingPurchase) => `enrich:${campaignId ?? `purchase-${id}`}`

  return {
    name: 'enrich',
    recover() {
      const cut = purchasesCutOff(ctx.db).filter(({ kind }) => addressKinds.has(kind) || kind === 'try')
      if (cut.length === 0) return
      ctx.commit('enrich.recover', (tx) => {
        for (const { id, campaignId } of cut) {
          const isAboutPeople = creatorsOfPurchase(tx, id).length > 0
          answerLost(tx, id, cutOff)
          if (isAboutPeople) tx.emit({ type: 'run.changed', campaignId, message: cutOff })
        }
      })
    },
    nextDue(now) {
      const times = recurringCampaigns(ctx.db).map((campaign) => dueOf(campaign, now))
      const polls = waitingPurchases(ctx.db).map(({ pollAt }) => pollAt)
      return [...times, ...polls].reduce<number | null>((a, b) => (a === null || b === null ? (a ?? b) : Math.min(a, b)), null)
    },
    claim(now): Claim[] {
      const polls = waitingPurchases(ctx.db)
        .filter(({ pollAt }) => pollAt <= now)
        .map((purchase) => ({ lane: laneOf(purchase), run: () => poll(ctx, purchase) }))
      const due = recurringCampaigns(ctx.db).filter((campaign) => (dueOf(campaign, now) ?? Number.POSITIVE_INFINITY) <= now)
      return [...polls, ...due.map(({ id }) => ({ lane: `enrich:${id}`, run: work(id) }))]
    },
  }
}
