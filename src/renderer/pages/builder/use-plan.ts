import type { Plan } from '../../../shared/schemas/plan.ts'
import { useDesk } from '../../desk-context.tsx'
import { type LiveValue, useLiveValue } from '../../use-live.ts'
import { useBuilder } from './builder-context.tsx'

/** What leaves when, as the engine foretells it from what is saved. */
export function usePlan(): LiveValue<Plan> {
  const { id } = useBuilder()
  const desk = useDesk()
  return useLiveValue(
    `plan ${id}`,
    () => desk.client.plans.get({ id }),
    (event) => event.campaignId === id || event.type.startsWith('mailbox.') || event.type.startsWith('workspace.'),
  )
}
