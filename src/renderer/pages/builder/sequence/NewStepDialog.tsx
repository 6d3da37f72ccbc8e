import { Button, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../../../components/Dialog.tsx'
import type { StepText } from '../draft/draft.ts'

interface Props {
  position: number
  onWrite(text: StepText): void
  onClose(): void
}

/** A further step of a campaign that was activated is written first, and then looked at. */
export function NewStepDialog({ position, onWrite, onClose }: Props) {
  const [subject, setSubject] = useState('')
  const [body, setBody] = useState('')
  const [days, setDays] = useState(3)
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button disabled={body.trim() === ''} onClick={() => onWrite({ subject, body, delayDays: days, delayHours: 0 })}>
        Review change
      </Button>
    </>
  )
  return (
    <Dialog title={`New step ${position}`} actions={actions} onClose={onClose}>
      <NumberInput
        label={position === 1 ? 'Days after entering' : 'Days after the step before'}
        min={0}
        max={365}
        value={days}
        onChange={(value) => setDays(Number(value) || 0)}
      />
      <TextInput
        label="Subject"
        description={position === 1 ? undefined : 'Empty: it continues the conversation'}
        maxLength={500}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      <Textarea
        label="Text"
        minRows={6}
        maxRows={12}
        autosize
        data-autofocus
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
    </Dialog>
  )
}
