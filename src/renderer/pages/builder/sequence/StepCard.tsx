import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ActionIcon, Menu } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import { Icon } from '../../../components/Icon.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { stepKey } from '../draft/draft.ts'
import type { StepActions } from './use-step-actions.tsx'
import { WaitField } from './WaitField.tsx'

interface Props {
  step: Step
  chosen: boolean
  onChoose(): void
  actions: StepActions
}

/** One step of the time line, with the wait before it. Alt with the arrow keys moves it. */
export function StepCard({ step, chosen, onChoose, actions }: Props) {
  const { steps, hasEnded, saving } = useBuilder()
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: step.id })
  const index = step.position - 1
  const refused = saving.refused.has(stepKey(step.id))

  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    if (event.altKey) actions.move(step, index + by)
    else {
      const buttons = [...(event.currentTarget.closest('ol')?.querySelectorAll<HTMLElement>('.bd-step-open') ?? [])]
      buttons[index + by]?.focus()
    }
  }

  return (
    <li
      ref={setNodeRef}
      className="bd-timeline-item"
      data-step={step.id}
      data-dragging={isDragging}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className="bd-timeline-between">
        <WaitField step={step} />
        {!hasEnded && step.position > 1 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Add a step before step ${step.position}`}
            title="Add a step here"
            onClick={() => actions.add(step.position)}
          >
            <Icon name="plus" />
          </ActionIcon>
        )}
      </div>
      <div className="bd-step-card" data-chosen={chosen}>
        {!hasEnded && (
          <button
            type="button"
            className="bd-step-grip"
            ref={setActivatorNodeRef}
            {...attributes}
            {...listeners}
            aria-label={`Drag step ${step.position}`}
          >
            <Icon name="grip" />
          </button>
        )}
        <button
          type="button"
          className="bd-step-open"
          aria-current={chosen ? 'true' : undefined}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          onClick={onChoose}
          onKeyDown={onKeyDown}
        >
          <span className="clip bd-step-subject">
            {step.position}. {titleOf(step, steps)}
          </span>
          <span className="clip small muted">{firstLine(step.body)}</span>
          {refused && (
            <span className="small hue-needs">
              <Icon name="alert" /> To correct
            </span>
          )}
        </button>
        {!hasEnded && (
          <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Actions of step ${step.position}`}>
                <Icon name="more" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {index > 0 && (
                <Menu.Item leftSection={<Icon name="up" />} onClick={() => actions.move(step, index - 1)}>
                  Move up
                </Menu.Item>
              )}
              {index < steps.length - 1 && (
                <Menu.Item leftSection={<Icon name="down" />} onClick={() => actions.move(step, index + 1)}>
                  Move down
                </Menu.Item>
              )}
              <Menu.Item leftSection={<Icon name="copy" />} onClick={() => actions.duplicate(step)}>
                Duplicate
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="trash" />} onClick={() => actions.remove(step)}>
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </li>
  )
}

/** What a step is called here: its subject, or that it continues the conversation. */
export function titleOf(step: Step, steps: readonly Step[]): string {
  const own = step.subject.trim()
  if (own !== '') return own
  const before = steps.slice(0, step.position - 1).findLast(({ subject }) => subject.trim() !== '')
  return before ? `Re: ${before.subject.trim()}` : 'No subject yet'
}

function firstLine(body: string): string {
  return body.replace(/\s+/g, ' ').trim().slice(0, 120)
}
