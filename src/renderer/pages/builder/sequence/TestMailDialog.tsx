import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Step } from '../../../../shared/schemas/campaigns.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Dialog } from '../../../components/Dialog.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { toasts } from '../../../stores/toasts.ts'
import { useBuilder } from '../draft/builder-context.tsx'
import { stepKey } from '../draft/draft.ts'

interface Props {
  step: Step
  contactId: number | null
  onClose(): void
}

/** One message to oneself, at one of the own mailboxes. It leaves the machine, so the address is named first. */
export function TestMailDialog({ step, contactId, onClose }: Props) {
  const { id, draft, campaign, saving, isDraft, go } = useBuilder()
  const desk = useDesk()
  const action = useAction()
  const mailboxes = useStore(desk.mailboxes.store, (state) => state.value)
  const own = mailboxes?.find((mailbox) => campaign.mailboxIds.includes(mailbox.id))?.email ?? ''
  const [to, setTo] = useState<string | null>(null)
  const [refusal, setRefusal] = useState('')
  const address = to ?? own
  const addresses = mailboxes?.map((mailbox) => mailbox.email) ?? []
  const refused = saving.refused.get(stepKey(step.id))

  async function send(): Promise<void> {
    setRefusal('')
    let said = { ok: false, message: '' }
    const done = await action.run(async () => {
      // The test says what is stored: what was typed goes there first.
      await draft.autosave.flush()
      said = await desk.client.sequences.testMail({ id, step: step.id, to: address, ...(contactId !== null && { contactId }) })
    })
    if (!done) return
    if (!said.ok) {
      setRefusal(said.message)
      return
    }
    toasts.say(said.message, { hue: 'good' })
    onClose()
  }

  if (campaign.mailboxIds.length === 0) {
    const ways = (
      <>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => go('schedule')} data-autofocus>
          Choose a mailbox
        </Button>
      </>
    )
    return (
      <Dialog title={`Send step ${step.position} to yourself`} actions={ways} onClose={onClose}>
        <p>The campaign has no mailbox to send from yet. Choose one first; what you wrote stays.</p>
      </Dialog>
    )
  }

  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <ActionButton busy={action.busy} busyLabel="Sending" onClick={() => void send()} data-autofocus disabled={address === ''}>
        Send the test{address === '' ? '' : ` to ${address}`}
      </ActionButton>
    </>
  )
  return (
    <Dialog title={`Send step ${step.position} to yourself`} problem={action.problem} actions={actions} onClose={onClose}>
      <p>One message, as the person shown would get it, with “[Test]” before its subject. It costs no credit.</p>
      <NativeSelect label="Your address" data={addresses} value={address} onChange={(event) => setTo(event.currentTarget.value)} />
      {refused && (
        <ProblemNote problem={{ ...refused, message: 'What you typed last is not saved, so the test says what was saved before.' }} />
      )}
      {!isDraft && saving.unsaved.size > 0 && <p className="muted">The change that you have not applied yet is not in the test.</p>}
      {refusal && <ProblemNote problem={{ code: 'BAD_REQUEST', message: refusal, advice: '' }} />}
    </Dialog>
  )
}
