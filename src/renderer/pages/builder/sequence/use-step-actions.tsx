import { type ReactNode, useState } from 'react'
import type { PlannedChange, Step } from '../../../../shared/schemas/campaigns.ts'
import { toasts } from '../../../stores/toasts.ts'
import { ChangeDialog } from '../change/ChangeDialog.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import type { StepText } from '../draft/draft.ts'
import { NewStepDialog } from './NewStepDialog.tsx'

export interface StepActions {
  /** At a position, 1 is the first. */
  add(position: number): void
  duplicate(step: Step): void
  remove(step: Step): void
  /** `index` counts from 0. */
  move(step: Step, index: number): void
  /** What is asked right now. */
  question: ReactNode
}

const greeting = 'Hello {{ firstName | default: "there" }},\n\n'

interface Asked {
  change: PlannedChange
  apply(): Promise<unknown>
}

/**
 * What can be done with steps. In a draft it is done at once, and a deletion can be taken back; in a campaign that was
 * activated each is looked at before it is made.
 * @param choose makes a step the one that is edited
 */
export function useStepActions(choose: (stepId: number) => void): StepActions {
  const { id, draft, steps, isDraft, attempt } = useBuilder()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [writingAt, setWritingAt] = useState<number | null>(null)

  async function addNow(position: number, text: StepText): Promise<void> {
    const step = await draft.addStep(position, text)
    choose(step.id)
  }

  function add(position: number): void {
    if (!isDraft) {
      setWritingAt(position)
      return
    }
    const text = { subject: '', body: greeting, delayDays: position === 1 ? 0 : 3, delayHours: 0 }
    void attempt('No step was added.', addNow(position, text))
  }

  function duplicate(step: Step): void {
    const { subject, body, delayDays, delayHours, position } = step
    const text = { subject, body, delayDays: position === 1 ? 3 : delayDays, delayHours }
    if (isDraft) void attempt('The step was not copied.', addNow(position + 1, text))
    else {
      const change: PlannedChange = { kind: 'addStep', position: position + 1, step: { channel: 'email', ...text } }
      setAsked({ change, apply: () => addNow(position + 1, text) })
    }
  }

  async function removeNow(step: Step): Promise<void> {
    const index = steps.findIndex(({ id }) => id === step.id)
    const next = steps[index + 1] ?? steps[index - 1]
    await draft.removeStep(step.id)
    if (next) choose(next.id)
  }

  function remove(step: Step): void {
    if (!isDraft) {
      setAsked({ change: { kind: 'removeStep', stepId: step.id }, apply: () => removeNow(step) })
      return
    }
    const { position, subject, body, delayDays, delayHours } = step
    const undo = () => void attempt('The step was not put back.', addNow(position, { subject, body, delayDays, delayHours }))
    void attempt('The step was not deleted.', removeNow(step)).then((done) => {
      if (done) toasts.say(`Step ${position} is deleted.`, { action: { label: 'Undo', run: undo }, seconds: 10 })
    })
  }

  function move(step: Step, index: number): void {
    if (index < 0 || index >= steps.length || steps[index]?.id === step.id) return
    if (isDraft) {
      void attempt('The step was not moved.', draft.moveStep(step.id, index))
      return
    }
    const rest = steps.filter(({ id }) => id !== step.id).map((one) => one.id)
    const stepIds = [...rest.slice(0, index), step.id, ...rest.slice(index)]
    setAsked({ change: { kind: 'reorder', stepIds }, apply: () => draft.moveStep(step.id, index) })
  }

  const question = (
    <>
      {writingAt !== null && (
        <NewStepDialog
          position={writingAt}
          onWrite={(text) => {
            setWritingAt(null)
            const change: PlannedChange = { kind: 'addStep', position: writingAt, step: { channel: 'email', ...text } }
            setAsked({ change, apply: () => addNow(writingAt, text) })
          }}
          onClose={() => setWritingAt(null)}
        />
      )}
      {asked && (
        <ChangeDialog
          campaignId={id}
          change={asked.change}
          onApply={async () => {
            await asked.apply()
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
  return { add, duplicate, remove, move, question }
}
