import { z } from 'zod'
import { id } from '../schemas/common.ts'
import { funnelStep, gapRow, plan, planPage, planQuery, runDay } from '../schemas/plan.ts'
import { needs, today as todaySchema } from '../schemas/today.ts'
import { base } from './base.ts'

export const today = {
  get: base
    .route({ method: 'GET', path: '/today', tags: ['Today'], summary: "Today's time line: what was sent, what is planned, what is held" })
    .output(todaySchema),
  needs: base
    .route({ method: 'GET', path: '/today/needs', tags: ['Today'], summary: 'What waits for a person, the gravest first' })
    .output(needs),
}

export const plans = {
  get: base
    .route({ method: 'GET', path: '/campaigns/{id}/plan', tags: ['Plan'], summary: 'What leaves when, by day and hour' })
    .input(z.strictObject({ id }))
    .output(plan),
  messages: base
    .route({ method: 'GET', path: '/campaigns/{id}/plan/messages', tags: ['Plan'], summary: 'Who gets what, and about when' })
    .input(planQuery)
    .output(planPage),
  gaps: base
    .route({
      method: 'GET',
      path: '/campaigns/{id}/gaps',
      tags: ['Plan'],
      summary: 'Recipients whose messages lack a variable, the worst first',
    })
    .input(z.strictObject({ id, limit: z.coerce.number().int().min(1).max(100).default(20) }))
    .output(z.array(gapRow)),
  funnel: base
    .route({ method: 'GET', path: '/campaigns/{id}/funnel', tags: ['Plan'], summary: 'Step by step: planned, sent, answered, bounced' })
    .input(z.strictObject({ id }))
    .output(z.array(funnelStep)),
  days: base
    .route({ method: 'GET', path: '/campaigns/{id}/days', tags: ['Plan'], summary: 'What happened on each of the last 90 days' })
    .input(z.strictObject({ id }))
    .output(z.array(runDay)),
}
