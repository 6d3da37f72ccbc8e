import { Button } from '@mantine/core'
import type { Recipient } from '../../shared/schemas/campaigns.ts'
import { useDesk } from '../desk-context.tsx'
import { useAction } from '../use-action.ts'
import { ActionButton } from './ActionButton.tsx'
import { Dialog } from './Dialog.tsx'

export interface Decision {
  recipient: Recipient
  sendId: number
  outcome: 'sent' | 'not_sent'
}

/** The two ways to decide a message of which nobody knows whether it left. Both are asked once more. */
export function DecideDialog({ decision, onClose }: { decision: Decision; onClose(): void }) {
  const desk = useDesk()
  const action = useAction()
  const { recipient, sendId, outcome } = decision
  const who = recipient.email ?? (recipient.fullName || 'this person')
  const sent = outcome === 'sent'
  const resolve = async () => {
    const done = await action.run(async () => {
      await desk.client.sends.resolve({ id: sendId, outcome })
      desk.recipients.list.touch(recipient.id)
      desk.person.touch(recipient.id)
      desk.campaigns.touch(recipient.campaignId)
    })
    if (done) onClose()
  }
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        Cancel
      </Button>
      <ActionButton busy={action.busy} busyLabel="One moment" onClick={resolve}>
        {sent ? 'Record as sent' : 'Send it'}
      </ActionButton>
    </>
  )
  return (
    <Dialog title={sent ? 'It was sent' : 'It was not sent'} problem={action.problem} actions={actions} onClose={onClose}>
      {sent ? (
        <p>Record the message to {who} as sent? It costs 1 credit, and the sequence goes on from there.</p>
      ) : (
        <p>
          Send the message to {who} again at the next chance? If the first one did arrive, they get it twice. Look into the Sent folder of
          the mailbox first.
        </p>
      )}
    </Dialog>
  )
}
