import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { Button } from '@mantine/core'
import { Icon } from '../../../components/Icon.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { StepCard } from './StepCard.tsx'
import type { StepActions } from './use-step-actions.tsx'

interface Props {
  chosenId: number
  onChoose(stepId: number): void
  actions: StepActions
}

/** The steps from top to bottom, with the wait before each. */
export function Timeline({ chosenId, onChoose, actions }: Props) {
  const { steps, hasEnded } = useBuilder()
  const sensors = useSensors(
    // A few pixels: a click on the handle is no drag.
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )

  function onDragEnd({ active, over }: DragEndEvent): void {
    const step = steps.find(({ id }) => id === active.id)
    const index = steps.findIndex(({ id }) => id === over?.id)
    if (step && index >= 0) actions.move(step, index)
  }

  const ids = steps.map(({ id }) => id)
  const place = (id: string | number) => `place ${ids.indexOf(Number(id)) + 1} of ${ids.length}`
  return (
    <section className="panel bd-timeline" aria-label="Steps">
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={onDragEnd}
        accessibility={{
          announcements: {
            onDragStart: ({ active }) => `Picked up the step at ${place(active.id)}.`,
            onDragOver: ({ over }) => (over ? `It would stand at ${place(over.id)}.` : undefined),
            onDragEnd: ({ over }) => (over ? `Put down at ${place(over.id)}.` : 'Put back.'),
            onDragCancel: () => 'Put back.',
          },
        }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy} disabled={hasEnded}>
          <ol className="bd-timeline-list">
            {steps.map((step) => (
              <StepCard key={step.id} step={step} chosen={step.id === chosenId} onChoose={() => onChoose(step.id)} actions={actions} />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      {!hasEnded && (
        <Button
          variant="default"
          size="xs"
          className="bd-timeline-add"
          leftSection={<Icon name="plus" />}
          onClick={() => actions.add(steps.length + 1)}
        >
          Add a follow-up
        </Button>
      )}
    </section>
  )
}
