import { Button } from '@mantine/core'
import type { PlannedMessage } from '../../../../shared/schemas/plan.ts'
import { Dialog } from '../../../components/Dialog.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { When } from '../../../components/When.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { Letter } from '../sequence/Letter.tsx'

/** One message of the plan in full. */
export function PlannedLetter({ message, onClose }: { message: PlannedMessage; onClose(): void }) {
  const { id } = useBuilder()
  const desk = useDesk()
  const { stepId, contactId, at } = message
  const letter = useLiveValue(
    `letter ${stepId} ${contactId}`,
    () => desk.client.sequences.preview({ id, step: stepId, ...(contactId !== null && { contactId }) }),
    () => false,
  )
  return (
    <Dialog
      title={`Message ${message.stepPosition} to ${message.name || message.email || 'somebody'}`}
      problem={letter.problem}
      onClose={onClose}
      actions={
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      }
    >
      <p className="muted">
        {at === null ? message.message : 'About '}
        {at !== null && <When at={at} />}
        {at !== null && message.mailboxEmail !== null && ` from ${message.mailboxEmail}`}
      </p>
      {!letter.value && !letter.problem && <SkeletonRows label="Writing the message" />}
      {letter.value && <Letter preview={letter.value} />}
    </Dialog>
  )
}
