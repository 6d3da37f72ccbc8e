import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { EmptyState } from '../../../components/EmptyState.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { Editor } from './Editor.tsx'
import { MessagePane } from './MessagePane.tsx'
import { Timeline } from './Timeline.tsx'
import { usePeople } from './use-people.ts'
import { useStepActions } from './use-step-actions.tsx'

/** What happens to them: the steps on the left, the text of one in the middle, the real message on the right. */
export function SequenceStep() {
  const { id, steps, hasEnded } = useBuilder()
  const [chosenId, setChosenId] = useState<number | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const chosen = steps.find((step) => step.id === chosenId) ?? steps[0]
  const people = usePeople(id)
  const actions = useStepActions((stepId) => {
    setChosenId(stepId)
    // Onto the card of the step that is edited now, once it is drawn.
    setTimeout(() => root.current?.querySelector<HTMLElement>(`[data-step="${stepId}"] .bd-step-open`)?.focus(), 60)
  })
  if (!chosen) {
    return (
      <section className="panel" aria-label="Sequence">
        <EmptyState title="No step yet">
          A step is one message. The first goes out when somebody enters; each further one waits for some days, and is not sent once they
          answer.
        </EmptyState>
        {!hasEnded && (
          <div className="bd-empty-action">
            <Button leftSection={<Icon name="plus" />} onClick={() => actions.add(1)}>
              Write the first message
            </Button>
          </div>
        )}
        {actions.question}
      </section>
    )
  }
  return (
    <div className="bd-sequence" ref={root}>
      <Timeline chosenId={chosen.id} onChoose={setChosenId} actions={actions} />
      <Editor key={chosen.id} step={chosen} />
      <MessagePane step={chosen} people={people} />
      {actions.question}
    </div>
  )
}
