import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import { Ask } from '../../../components/campaign/CampaignDialogs.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'

export interface Decision {
  recipient: Recipient
  sendId: number
  outcome: 'sent' | 'not_sent'
}

/** The two ways to decide a message of which nobody knows whether it left. Both are asked once more. */
export function DecideDialog({ decision, onClose }: { decision: Decision; onClose(): void }) {
  const desk = useDesk()
  const { recipient, sendId, outcome } = decision
  const who = recipient.email ?? (recipient.fullName || 'this person')
  const sent = outcome === 'sent'
  return (
    <Ask
      title={sent ? 'It was sent' : 'It was not sent'}
      verb={sent ? 'Record as sent' : 'Send it'}
      busyVerb="One moment"
      onClose={onClose}
      work={async () => {
        await desk.client.sends.resolve({ id: sendId, outcome })
      }}
    >
      {sent ? (
        <p>Record the message to {who} as sent? It costs 1 credit, and the sequence goes on from there.</p>
      ) : (
        <p>
          Send the message to {who} again at the next chance? If the first one did arrive, they get it twice. Look into the Sent folder of
          the mailbox first.
        </p>
      )}
    </Ask>
  )
}
