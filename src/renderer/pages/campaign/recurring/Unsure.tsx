import { Button } from '@mantine/core'
import { useState } from 'react'
import { Ask } from '../../../components/campaign/CampaignDialogs.tsx'
import { Icon } from '../../../components/Icon.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { counted } from '../../../lib/words/counts.ts'
import { toasts } from '../../../stores/toasts.ts'

interface Props {
  campaignId: number
  count: number
  onDecided(): void
}

type Decision = 'ask_again' | 'leave_out'

/** People whose address may have been paid for without an answer: nobody but a person can decide about them. */
export function Unsure({ campaignId, count, onDecided }: Props) {
  const [asked, setAsked] = useState<Decision | null>(null)
  return (
    <div className="note" role="status">
      <Icon name="alert" className="hue-needs" />
      <div>
        <p>
          <strong>{counted(count, 'person was', 'people were')} asked about without an answer.</strong> The connection broke, and the
          provider may have charged for {count === 1 ? 'them' : 'them all'}.
        </p>
        <p className="muted">Look into your account there first, if you can. They wait until you decide.</p>
      </div>
      <Button size="compact-sm" variant="default" onClick={() => setAsked('ask_again')}>
        Ask again…
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked('leave_out')}>
        Leave out…
      </Button>
      {asked && (
        <DecideUnsure campaignId={campaignId} count={count} decision={asked} onClose={() => setAsked(null)} onDecided={onDecided} />
      )}
    </div>
  )
}

interface DecideProps extends Props {
  decision: Decision
  onClose(): void
}

/** Asked once more, with the number and what it may cost. */
function DecideUnsure({ campaignId, count, decision, onClose, onDecided }: DecideProps) {
  const desk = useDesk()
  const people = counted(count, 'person', 'people')
  const again = decision === 'ask_again'
  const work = async () => {
    const { decided } = await desk.client.runs.decideUnsure({ id: campaignId, decision })
    const who = counted(decided, 'person', 'people')
    toasts.say(again ? `${who} will be asked about again` : `Left out ${who}`)
    onDecided()
  }
  return (
    <Ask
      title={again ? `Ask about ${people} again` : `Leave ${people} out`}
      verb={again ? `Ask about ${people} again` : `Leave ${people} out`}
      busyVerb="One moment"
      grave={!again}
      onClose={onClose}
      work={work}
    >
      {again ? (
        <p>The provider may charge for them a second time. Nobody is written to twice: an address that is known already counts once.</p>
      ) : (
        <p>They are not asked about again, and get nothing from this campaign. This cannot be taken back.</p>
      )}
    </Ask>
  )
}
