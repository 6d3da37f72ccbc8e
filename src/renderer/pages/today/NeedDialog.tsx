import { Button } from '@mantine/core'
import type { Need } from '../../../shared/schemas/today.ts'
import { ActionButton } from '../../components/ActionButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { counted } from '../../lib/words/counts.ts'

export type Undecided = Extract<Need, { kind: 'unconfirmed' | 'unsure' }>

interface Props<N> {
  need: N
  onClose(): void
}

/** What only a person can know is decided where it is seen. */
export function NeedDialog({ need, onClose }: Props<Undecided>) {
  return need.kind === 'unsure' ? <DecideOnRun need={need} onClose={onClose} /> : <DecideSent need={need} onClose={onClose} />
}

function DecideOnRun({ need, onClose }: Props<Extract<Need, { kind: 'unsure' }>>) {
  const desk = useDesk()
  const action = useAction()
  const people = counted(need.count, 'person', 'people')
  const decide = (decision: 'ask_again' | 'leave_out') =>
    void action.run(() => desk.client.runs.decideUnsure({ id: need.campaignId, decision }).then(onClose))
  return (
    <Dialog
      title={`Ask about ${people} again, or leave ${need.count === 1 ? 'them' : 'them all'} out?`}
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose} data-autofocus>
            Not now
          </Button>
          <ActionButton variant="default" busy={action.busy} busyLabel="One moment" onClick={() => decide('leave_out')}>
            Leave {people} out
          </ActionButton>
          <ActionButton busy={action.busy} busyLabel="One moment" onClick={() => decide('ask_again')}>
            Ask again
          </ActionButton>
        </>
      }
    >
      <p>
        The connection broke while “{need.campaignName}” asked for their addresses, and the provider may have charged for it. Look into your
        account there first, if you can: asked again, they may be charged for a second time. Left out, they get nothing from this campaign.
      </p>
    </Dialog>
  )
}

function DecideSent({ need, onClose }: Props<Extract<Need, { kind: 'unconfirmed' }>>) {
  const desk = useDesk()
  const action = useAction()
  const resolve = (outcome: 'sent' | 'not_sent') =>
    void action.run(() => desk.client.sends.resolve({ id: need.sendId, outcome }).then(onClose))
  return (
    <Dialog
      title={`Was the message to ${need.name} sent?`}
      problem={action.problem}
      onClose={onClose}
      actions={
        <>
          <Button variant="default" onClick={onClose} data-autofocus>
            Not now
          </Button>
          <ActionButton variant="default" busy={action.busy} busyLabel="One moment" onClick={() => resolve('not_sent')}>
            Not sent: send it again
          </ActionButton>
          <ActionButton busy={action.busy} busyLabel="One moment" onClick={() => resolve('sent')}>
            It was sent
          </ActionButton>
        </>
      }
    >
      <p>
        The connection broke while step {need.stepPosition} of {need.campaignName} was leaving, and it is not in the Sent folder. Look into
        the mailbox, or ask the person, before you decide: sent again, they may get it twice.
      </p>
    </Dialog>
  )
}
