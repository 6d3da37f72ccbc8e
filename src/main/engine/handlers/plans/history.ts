import { DateTime } from 'luxon'
import type { FunnelStep, RunDay } from '../../../../shared/schemas/plan.ts'
import type { EngineContext } from '../../context.ts'
import { needCampaign } from '../../db/campaigns/campaigns.ts'
import { type EndCount, endsByStep, endsSince, sentIn, stepCounts } from '../../db/campaigns/history.ts'

const daysShown = 90

/** @throws UserError NOT_FOUND */
export function funnelOf(ctx: EngineContext, id: number): FunnelStep[] {
  needCampaign(ctx.db, id)
  const ends = endsByStep(ctx.db, id)
  const ended = (stepId: number, status: EndCount['status']) =>
    ends.find((end) => end.stepId === stepId && end.status === status)?.count ?? 0
  return stepCounts(ctx.db, id).map((step) => ({
    ...step,
    replied: ended(step.stepId, 'replied'),
    bounced: ended(step.stepId, 'bounced'),
    optedOut: ended(step.stepId, 'opted_out'),
  }))
}

/**
 * The last 90 local days of the campaign's zone, the earliest first.
 * @throws UserError NOT_FOUND
 */
export function daysOf(ctx: EngineContext, id: number): RunDay[] {
  const { zone } = needCampaign(ctx.db, id)
  const today = DateTime.fromMillis(ctx.ports.clock.now(), { zone }).startOf('day')
  const first = today.minus({ days: daysShown - 1 })
  const ends = endsSince(ctx.db, id, first.toMillis())
  const days: RunDay[] = []
  for (let day = first; day <= today; day = day.plus({ days: 1 })) {
    const from = day.toMillis()
    const to = day.plus({ days: 1 }).toMillis()
    const on = (status: 'replied' | 'bounced') => ends.filter((end) => end.status === status && end.at >= from && end.at < to).length
    const row = { day: day.toISODate() ?? '', sent: sentIn(ctx.db, id, from, to), replies: on('replied'), bounces: on('bounced') }
    if (row.sent + row.replies + row.bounces > 0) days.push(row)
  }
  return days
}
