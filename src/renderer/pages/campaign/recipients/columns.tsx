import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import { StatusBadge } from '../../../components/StatusBadge.tsx'
import type { Column } from '../../../components/table/types.ts'
import { When } from '../../../components/When.tsx'
import { recipientView } from '../../../lib/campaigns/recipients.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import { DecideButtons } from './DecideButtons.tsx'
import type { Decision } from './DecideDialog.tsx'

/** What the row of a person is called. */
export function recipientName({ fullName, email }: Recipient): string {
  return fullName || email || 'Deleted contact'
}

export function recipientColumns(stepCount: number, onDecide: (decision: Decision) => void): Column<Recipient>[] {
  return [
    { key: 'name', title: 'Name', cell: recipientName, hint: recipientName },
    {
      key: 'address',
      title: 'Address',
      width: '20%',
      cell: ({ email }) => email ?? <span className="muted">Contact was deleted</span>,
      hint: ({ email }) => email ?? '',
    },
    { key: 'status', title: 'Status', width: '112px', cell: (recipient) => <StatusBadge view={recipientView(recipient)} /> },
    {
      key: 'sent',
      title: 'Sent',
      width: '64px',
      align: 'end',
      cell: ({ stepsSent }) => `${formatCount(stepsSent)} / ${formatCount(stepCount)}`,
    },
    { key: 'next', title: 'Next message', width: '112px', cell: ({ nextSendAt }) => nextSendAt && <When at={nextSendAt} /> },
    {
      key: 'waiting',
      title: 'Why',
      width: '28%',
      cell: (recipient) =>
        recipient.unconfirmedSendId === null ? (
          <span className="muted">{waitingWords(recipient)}</span>
        ) : (
          <DecideButtons recipient={recipient} sendId={recipient.unconfirmedSendId} onDecide={onDecide} />
        ),
      hint: (recipient) => (recipient.unconfirmedSendId === null ? waitingWords(recipient) : ''),
    },
  ]
}

function waitingWords({ waiting, reason }: Recipient): string {
  return waiting?.message ?? reason
}
