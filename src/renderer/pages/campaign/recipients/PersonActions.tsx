import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Recipient } from '../../../../shared/schemas/campaigns.ts'
import { ActionButton } from '../../../components/ActionButton.tsx'
import { Ask } from '../../../components/campaign/CampaignDialogs.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useAction } from '../../../hooks/use-action.ts'
import { toProblem } from '../../../lib/words/problem.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { toasts } from '../../../stores/toasts.ts'
import { recipientName } from './columns.tsx'

interface Props {
  campaign: CampaignRow
  recipient: Recipient
  /** Whether a question is open. */
  onAsking(asking: boolean): void
  /** The person as an action left them. */
  onChanged(recipient: Recipient): void
}

type Question = 'answered' | 'resume' | 'remove'

/** What can be done with one person, by their status. */
export function PersonActions({ campaign, recipient, onAsking, onChanged }: Props) {
  const desk = useDesk()
  const action = useAction()
  const [asked, setAsked] = useState<Question | null>(null)
  const { recipients } = desk.client
  const who = { id: campaign.id, recipientId: recipient.id }
  const name = recipientName(recipient)
  const open = recipient.status === 'pending' || recipient.status === 'active' || recipient.status === 'paused'
  if (!open) return null

  const ask = (question: Question | null) => {
    setAsked(question)
    onAsking(question !== null)
  }
  const close = () => ask(null)
  const pause = () =>
    void action.run(async () => {
      onChanged(await recipients.pause(who))
      const undo = () => recipients.resume(who).then(onChanged, (error) => toasts.say(toProblem(error).message, { hue: 'needs' }))
      toasts.say(`Paused ${name}`, { seconds: 10, action: { label: 'Undo', run: () => void undo() } })
    })
  return (
    <footer className="person-actions">
      {action.problem && <ProblemNote problem={action.problem} />}
      <Button size="compact-sm" variant="default" onClick={() => ask('answered')}>
        Mark as answered
      </Button>
      {recipient.status === 'paused' ? (
        <ActionButton size="compact-sm" variant="default" busy={false} busyLabel="" onClick={() => ask('resume')}>
          Resume
        </ActionButton>
      ) : (
        <ActionButton size="compact-sm" variant="default" busy={action.busy} busyLabel="Pausing" onClick={pause}>
          Pause
        </ActionButton>
      )}
      <Button size="compact-sm" variant="default" onClick={() => ask('remove')}>
        Take out
      </Button>
      {asked === 'answered' && (
        <Ask
          title={`${name} answered elsewhere`}
          verb="Mark as answered"
          busyVerb="One moment"
          onClose={close}
          work={async () => onChanged(await recipients.markResponded(who))}
        >
          <p>They get nothing more from “{campaign.name}”. It costs no credit, and cannot be taken back.</p>
          {campaign.stopByCompany && <p>This campaign stops by company: everybody else at their domain is taken out too.</p>}
        </Ask>
      )}
      {asked === 'resume' && (
        <Ask
          title={`Let ${name} go on`}
          verb="Resume"
          busyVerb="Resuming"
          onClose={close}
          work={async () => onChanged(await recipients.resume(who))}
        >
          <p>Their next message leaves again when it is due.</p>
        </Ask>
      )}
      {asked === 'remove' && (
        <Ask
          title={`Take ${name} out`}
          verb="Take out"
          busyVerb="Taking out"
          wayOut="Keep them"
          grave
          onClose={close}
          work={async () => {
            await recipients.remove(who)
            toasts.say(`Took ${name} out of the campaign`)
          }}
        >
          <p>They get nothing more from “{campaign.name}”. What they got stays in their time line, and the contact stays.</p>
        </Ask>
      )}
    </footer>
  )
}
