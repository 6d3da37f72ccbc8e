import { useEffect } from 'react'
import type { Plan } from '../../../../shared/schemas/plan.ts'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { type LiveValue, useLiveValue } from '../../../hooks/use-live.ts'
import { useBuilder } from './builder-context.tsx'

/** A plan that begins longer ago than this is of another moment. */
const agedMs = 90_000

/** What leaves when, as the engine foretells it from what is saved; of a draft as if it were activated now. */
export function usePlan(): LiveValue<Plan> {
  const { id, isDraft } = useBuilder()
  const desk = useDesk()
  const { now } = useClock()
  const plan = useLiveValue(
    `plan ${id}`,
    () => desk.client.plans.get({ id }),
    (event) => event.campaignId === id || event.type.startsWith('mailbox.') || event.type.startsWith('workspace.'),
  )
  const { touch } = plan
  // Of a draft that is only looked at there is no event, but its first message cannot have left already.
  const aged = isDraft && plan.value?.firstAt != null && now - Date.parse(plan.value.firstAt) > agedMs
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again as long as the clock goes on and it is still so
  useEffect(() => {
    if (aged) touch()
  }, [aged, touch, now])
  return plan
}
