import { os } from '../base.ts'
import { gapsOf } from './gaps.ts'
import { daysOf, funnelOf } from './history.ts'
import { plannedMessages, planOf } from './plan.ts'

export const plans = {
  get: os.plans.get.handler(({ input, context }) => planOf(context, input.id)),
  messages: os.plans.messages.handler(({ input, context }) => plannedMessages(context, input)),
  gaps: os.plans.gaps.handler(({ input, context }) => gapsOf(context, input.id, input.limit)),
  funnel: os.plans.funnel.handler(({ input, context }) => funnelOf(context, input.id)),
  days: os.plans.days.handler(({ input, context }) => daysOf(context, input.id)),
}
