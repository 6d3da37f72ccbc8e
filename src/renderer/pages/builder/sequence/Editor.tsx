import { Textarea, TextInput } from '@mantine/core'
import { useRef } from 'react'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useBuilder } from '../draft/builder-context.tsx'
import { stepKey } from '../draft/draft.ts'
import { titleOf } from './StepCard.tsx'
import { VariableMenu } from './VariableMenu.tsx'

/** Subject and text of one step, as templates. What the engine does not take is said here. */
export function Editor({ step }: { step: Step }) {
  const { draft, steps, saving, hasEnded } = useBuilder()
  const subject = useRef<HTMLInputElement>(null)
  const body = useRef<HTMLTextAreaElement>(null)
  const last = useRef<'subject' | 'body'>('body')
  const refused = saving.refused.get(stepKey(step.id))
  const continues = step.position > 1 && step.subject.trim() === ''
  return (
    <section className="panel bd-editor" aria-label={`Step ${step.position}`}>
      <div className="bd-editor-head">
        <h2>Step {step.position}</h2>
        {!hasEnded && (
          <VariableMenu
            onInsert={(text, caretBack) => {
              const field = last.current === 'subject' ? subject.current : body.current
              if (field) insertText(field, text, caretBack)
            }}
          />
        )}
      </div>
      <TextInput
        ref={subject}
        label="Subject"
        maxLength={500}
        readOnly={hasEnded}
        placeholder={continues ? titleOf(step, steps) : 'What it is about'}
        description={continues ? `Empty: continues the conversation as “${titleOf(step, steps)}”` : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={step.subject}
        onFocus={() => {
          last.current = 'subject'
        }}
        onChange={(event) => draft.editStep(step.id, { subject: event.currentTarget.value })}
      />
      <Textarea
        ref={body}
        label="Text"
        className="bd-editor-body"
        readOnly={hasEnded}
        value={step.body}
        spellCheck
        onFocus={() => {
          last.current = 'body'
        }}
        onChange={(event) => draft.editStep(step.id, { body: event.currentTarget.value })}
      />
      {refused && <ProblemNote problem={{ ...refused, message: `Not saved: ${refused.message}` }} />}
    </section>
  )
}

/**
 * Puts text where the caret of a field stands (or in place of what is marked), in a way that the field's own undo knows.
 * @param caretBack so many characters before the end of it the caret stands afterwards
 */
function insertText(field: HTMLInputElement | HTMLTextAreaElement, text: string, caretBack: number): void {
  field.focus()
  // The only way to a field's own undo; where a browser has dropped it, the text comes without.
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const caret = (field.selectionStart ?? 0) - caretBack
  field.setSelectionRange(caret, caret)
}
