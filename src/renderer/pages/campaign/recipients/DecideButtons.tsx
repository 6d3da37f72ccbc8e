import { Button } from '@mantine/core'
import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import type { Decision } from './DecideDialog.tsx'

interface Props {
  recipient: Recipient
  sendId: number
  onDecide(decision: Decision): void
}

/** Nobody but a person can know whether it was sent: both decisions stand where it is seen. */
export function DecideButtons({ recipient, sendId, onDecide }: Props) {
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
