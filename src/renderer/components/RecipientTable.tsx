import { Button } from '@mantine/core'
import { memo } from 'react'
import type { Recipient } from '../../shared/schemas/campaigns.ts'
import { formatCount } from '../lib/counts.ts'
import { recipientView } from '../lib/words.ts'
import { moveBetweenRows } from '../row-keys.ts'
import type { Decision } from './DecideDialog.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { When } from './When.tsx'

interface Actions {
  onOpen(recipient: Recipient): void
  onDecide(decision: Decision): void
}

interface Props extends Actions {
  recipients: readonly Recipient[]
  stepCount: number
  openId: number | null
}

export function RecipientTable({ recipients, stepCount, openId, onOpen, onDecide }: Props) {
  return (
    <table className="table" aria-label="Recipients" data-testid="recipients">
      <colgroup>
        <col />
        <col style={{ width: '22%' }} />
        <col className="col-status" />
        <col className="col-count" />
        <col className="col-when" />
        <col className="col-decide" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Address</th>
          <th scope="col">Status</th>
          <th scope="col" className="number">
            Sent
          </th>
          <th scope="col">Next message</th>
          <th scope="col">Waits for</th>
        </tr>
      </thead>
      <tbody>
        {recipients.map((recipient) => (
          <Row
            key={recipient.id}
            recipient={recipient}
            stepCount={stepCount}
            open={recipient.id === openId}
            onOpen={onOpen}
            onDecide={onDecide}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps extends Actions {
  recipient: Recipient
  stepCount: number
  open: boolean
}

const Row = memo(function Row({ recipient, stepCount, open, onOpen, onDecide }: RowProps) {
  const { email, fullName, stepsSent, nextSendAt, unconfirmedSendId } = recipient
  return (
    <tr className="row" data-chosen={open} data-recipient={recipient.id} onClick={() => onOpen(recipient)} onKeyDown={moveBetweenRows}>
      <td>
        <button type="button" className="row-button clip" aria-expanded={open} title={fullName || undefined}>
          {fullName || email || 'Deleted contact'}
        </button>
      </td>
      <td title={email ?? undefined}>{email ?? <span className="muted">Contact was deleted</span>}</td>
      <td>
        <StatusBadge view={recipientView(recipient)} />
      </td>
      <td className="number">
        {formatCount(stepsSent)} / {formatCount(stepCount)}
      </td>
      <td>{nextSendAt && <When at={nextSendAt} />}</td>
      <td>
        {unconfirmedSendId === null ? (
          <Waiting recipient={recipient} />
        ) : (
          <Decide recipient={recipient} sendId={unconfirmedSendId} onDecide={onDecide} />
        )}
      </td>
    </tr>
  )
})

function Waiting({ recipient }: { recipient: Recipient }) {
  const words = recipient.waiting?.message ?? recipient.reason
  return (
    <span className="muted" title={words}>
      {words}
    </span>
  )
}

/** Nobody but a person can know: both decisions stand in the row. */
export function Decide({ recipient, sendId, onDecide }: { recipient: Recipient; sendId: number; onDecide(decision: Decision): void }) {
  const decide = (outcome: Decision['outcome']) => (event: { stopPropagation(): void }) => {
    event.stopPropagation()
    onDecide({ recipient, sendId, outcome })
  }
  return (
    <span className="decide">
      <Button size="compact-xs" variant="default" onClick={decide('sent')}>
        It was sent
      </Button>
      <Button size="compact-xs" variant="default" onClick={decide('not_sent')}>
        It was not sent – send it
      </Button>
    </span>
  )
}
