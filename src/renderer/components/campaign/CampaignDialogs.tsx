import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Campaign } from '../../../shared/schemas/campaigns.ts'
import { useClock, useDesk } from '../../hooks/desk-context.tsx'
import { useAction } from '../../hooks/use-action.ts'
import { scheduleInWords } from '../../lib/campaigns/schedule.ts'
import { counted } from '../../lib/words/counts.ts'
import type { CampaignRow } from '../../stores/campaigns.ts'
import { ActionButton } from '../ActionButton.tsx'
import { Dialog } from '../Dialog.tsx'

interface Props {
  campaign: CampaignRow
  onClose(): void
  onDone(changed: Campaign): void
}

/** Messages leave again after this, so it is asked first. */
export function ResumeDialog({ campaign, onClose, onDone }: Props) {
  const desk = useDesk()
  const { reading } = useClock()
  return (
    <Ask
      title={`Resume “${campaign.name}”`}
      verb="Resume"
      busyVerb="Resuming"
      onClose={onClose}
      work={async () => onDone(await desk.client.campaigns.resume({ id: campaign.id }))}
    >
      <p>
        {counted(campaign.stats.scheduled, 'planned message', 'planned messages')} may leave again:{' '}
        {scheduleInWords(campaign.schedule, reading.hour12)}. What was missed meanwhile is not sent in a burst.
      </p>
      {campaign.reason && <p className="muted">Paused because: {campaign.reason}</p>}
    </Ask>
  )
}

/** The end for good: what was planned is not sent, and nothing brings it back. */
export function CancelDialog({ campaign, onClose, onDone }: Props) {
  const desk = useDesk()
  const { pending, active, paused, scheduled } = campaign.stats
  return (
    <Ask
      title={`Cancel “${campaign.name}”`}
      verb="Cancel the campaign"
      busyVerb="Cancelling"
      wayOut="Keep it"
      grave
      onClose={onClose}
      work={async () => onDone(await desk.client.campaigns.cancel({ id: campaign.id }))}
    >
      <p>
        {counted(scheduled, 'planned message is', 'planned messages are')} not sent, and{' '}
        {counted(pending + active + paused, 'person hears', 'people hear')} nothing more from it. This ends the campaign for good; what was
        sent stays, and answers are still read.
      </p>
      {campaign.status === 'active' && <p className="muted">Pause it instead if you may want to go on later.</p>}
    </Ask>
  )
}

/** Deletes a draft, or a campaign that has ended. */
export function DeleteDialog({ campaign, onClose, onDone }: Omit<Props, 'onDone'> & { onDone(): void }) {
  const desk = useDesk()
  const { recipients, sent } = campaign.stats
  const work = async () => {
    await desk.client.campaigns.remove({ id: campaign.id })
    onDone()
  }
  return (
    <Ask title={`Delete “${campaign.name}”`} verb="Delete" busyVerb="Deleting" wayOut="Keep it" grave onClose={onClose} work={work}>
      <p>
        The campaign goes with its sequence, its list of {counted(recipients, 'person', 'people')} and what is known about{' '}
        {counted(sent, 'sent message', 'sent messages')}. The contacts themselves stay. This cannot be taken back.
      </p>
    </Ask>
  )
}

interface AskProps {
  title: string
  verb: string
  busyVerb: string
  wayOut?: string
  /** It cannot be taken back: the button is red. */
  grave?: boolean
  children: ReactNode
  onClose(): void
  work(): Promise<void>
}

/** A question with a way out and one thing to do; it closes when that went well. */
export function Ask({ title, verb, busyVerb, wayOut = 'Cancel', grave = false, children, onClose, work }: AskProps) {
  const action = useAction()
  const actions = (
    <>
      <Button variant="default" onClick={onClose} data-autofocus>
        {wayOut}
      </Button>
      <ActionButton
        busy={action.busy}
        busyLabel={busyVerb}
        {...(grave && { color: 'red.8' })}
        onClick={() => void action.run(work).then((done) => done && onClose())}
      >
        {verb}
      </ActionButton>
    </>
  )
  return (
    <Dialog title={title} problem={action.problem} actions={actions} onClose={onClose}>
      {children}
    </Dialog>
  )
}
