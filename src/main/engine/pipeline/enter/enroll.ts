import type { EngineContext } from '../../context.ts'
import { campaignsToPlan, pendingPeople } from '../../db/campaigns/pending.ts'
import { unplanRun } from '../../db/discovery/runs.ts'
import { planNext } from '../../lifecycle/enrollment/plan.ts'
import type { Instant } from '../../ports/machine.ts'

import type { Claim, Stage } from '../../runner/stage.ts'
import { planBasis } from '../../views/sending/plan-basis.ts'

/** People planned per commit. */
const chunk = 500

/**
 * Gives everybody who entered a running campaign their first Send. What waits is every enrollment that is still
 * `pending`; a crash leaves them so.
 */
export function createEnrollStage(ctx: EngineContext): Stage {
  const waiting = () => campaignsToPlan(ctx.db)

  return {
    name: 'enroll',
    recover() {},
    nextDue: (now: Instant) => (waiting().length > 0 ? now : null),
    claim: (): Claim[] => waiting().map((campaignId) => ({ lane: `enroll:${campaignId}`, run: async () => planPending(ctx, campaignId) })),
  }
}

/** Plans one chunk; what is left is found again at the next look. */
function planPending(ctx: EngineContext, campaignId: number): void {
  ctx.commit('enroll.plan', (tx) => {
    const basis = planBasis(tx, campaignId, tx.at)
    if (!basis) return
    const people = pendingPeople(tx, campaignId, chunk)
    for (const enrollmentId of people) planNext(tx, basis, enrollmentId)
    // Who came in late gets a time of the day that is on.
    if (people.length > 0 && basis.parkUntil !== null) unplanRun(tx, campaignId)
    if (people.length > 0) tx.emit({ type: 'campaign.changed', campaignId, message: 'The next messages are planned' })
  })
}
