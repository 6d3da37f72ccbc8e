import { useStore } from 'zustand'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useClock, useDesk } from '../../../hooks/desk-context.tsx'
import { scheduleSentence } from '../../../lib/campaigns/schedule-sentence.ts'
import { gapInWords } from '../../../lib/mailboxes/gap.ts'
import { builderAudiences } from '../audiences/index.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { usePlan } from '../draft/use-plan.ts'

/** What comes of the schedule. Every number is the engine's. */
export function PlanSummary() {
  const { campaign } = useBuilder()
  const desk = useDesk()
  const { reading } = useClock()
  const { value: plan, problem, touch } = usePlan()
  const mailboxes = useStore(desk.mailboxes.store, (state) => state.value)
  const { WhatComes } = builderAudiences[campaign.audience]
  const chosen = mailboxes?.filter(({ id }) => campaign.mailboxIds.includes(id)) ?? []
  return (
    <section className="panel bd-plan-summary" aria-label="What comes of it">
      <h2>What comes of it</h2>
      <p className="bd-plan-sentence">
        {scheduleSentence(campaign.schedule, reading.hour12)}
        {chosen.length === 1 && chosen[0] ? `; ${gapInWords(chosen[0].gapSeconds)}` : ''}
        {chosen.length > 1 ? `; from ${chosen.length} mailboxes` : ''}.
      </p>
      {problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />}
      {!plan && !problem && <SkeletonRows label="Making the plan" />}
      <WhatComes plan={plan} />
    </section>
  )
}
