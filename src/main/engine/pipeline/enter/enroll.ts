import type { EngineContext } from '../../context.ts'
import { statement } from '../../db/core/statement.ts'
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
  const waiting = () =>
    statement(
      ctx.db,
      `select c.id from campaigns c
       where c.status in ('active', 'scheduled')
         and exists (select 1 from enrollments e where e.campaign_id = c.id and e.status = 'pending')
         and exists (select 1 from steps s where s.campaign_id = c.id and s.removed_at is null)
         and exists (select 1 from campaign_mailboxes m where m.campaign_id = c.id)
       order by c.id`,
    )
      .pluck()
      .all() as number[]

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
    const people = statement(tx, `select id from enrollments where campaign_id = ? and status = 'pending' order by id limit ?`)
      .pluck()
      .all(campaignId, chunk) as number[]
    for (const enrollmentId of people) planNext(tx, basis, enrollmentId)
    // Who came in late gets a time of the day that is on.
    if (people.length > 0 && basis.parkUntil !== null) unplanRun(tx, campaignId)
    if (people.length > 0) tx.emit({ type: 'campaign.changed', campaignId, message: 'The next messages are planned' })
  })
}
