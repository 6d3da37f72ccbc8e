import { Link } from 'wouter'
import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import { When } from '../../../components/When.tsx'
import { recipientView } from '../../../lib/campaigns/recipients.ts'
import { DecideButtons } from './DecideButtons.tsx'
import type { Decision } from './DecideDialog.tsx'

interface Props {
  recipient: Recipient
  stepCount: number
  onDecide(decision: Decision): void
}

/** How it stands with one person: status, how far, what is next, and why it waits. */
export function PersonFacts({ recipient, stepCount, onDecide }: Props) {
  const { contactId, unconfirmedSendId, nextSendAt, nextStep, waiting, reason, companyName } = recipient
  return (
    <dl className="person-facts">
      <dt>Status</dt>
      <dd>
        <StatusBadge view={recipientView(recipient)} />
      </dd>
      {companyName && (
        <>
          <dt>Company</dt>
          <dd>{companyName}</dd>
        </>
      )}
      <dt>Sent</dt>
      <dd>
        {recipient.stepsSent} of {stepCount} steps
      </dd>
      {nextSendAt && (
        <>
          <dt>Next</dt>
          <dd>
            {nextStep !== null && `Step ${nextStep}, `}
            <When at={nextSendAt} />
          </dd>
        </>
      )}
      {(waiting || reason) && (
        <>
          <dt>{waiting ? 'Waits for' : 'Why'}</dt>
          <dd>{waiting?.message ?? reason}</dd>
        </>
      )}
      {contactId !== null && (
        <>
          <dt>Contact</dt>
          <dd>
            <Link href={`/contacts?open=${contactId}`}>
              {waiting?.reason === 'missing_variable' ? 'Open the contact and fill it in' : 'Open the contact'}
            </Link>
          </dd>
        </>
      )}
      {unconfirmedSendId !== null && (
        <>
          <dt>Decide</dt>
          <dd>
            <DecideButtons recipient={recipient} sendId={unconfirmedSendId} onDecide={onDecide} />
          </dd>
        </>
      )}
    </dl>
  )
}
