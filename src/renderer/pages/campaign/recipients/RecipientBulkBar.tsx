import { Button } from '@mantine/core'
import { useState } from 'react'
import { Ask } from '../../../components/campaign/CampaignDialogs.tsx'
import { useCommands } from '../../../hooks/commands.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { counted, formatCount } from '../../../lib/words/counts.ts'
import type { CampaignRow } from '../../../stores/campaigns.ts'
import { toasts } from '../../../stores/toasts.ts'
import { type BulkResult, useBulk } from './use-bulk.ts'

interface Props {
  campaign: CampaignRow
  ids: ReadonlySet<number>
  onClear(): void
}

/** What can be done with all the people that are chosen. */
export function RecipientBulkBar({ campaign, ids, onClear }: Props) {
  const desk = useDesk()
  const bulk = useBulk()
  const [asked, setAsked] = useState<'remove' | 'resume' | null>(null)
  const { recipients } = desk.client
  const who = (recipientId: number) => ({ id: campaign.id, recipientId })
  useCommands([{ id: 'clear choice', title: 'Choose nobody', group: 'This page', keys: 'x', run: onClear }])

  async function pause(): Promise<void> {
    const result = await bulk.run('Pausing', [...ids], (id) => recipients.pause(who(id)))
    const undo = () => void bulk.run('Letting go on', result.done, (id) => recipients.resume(who(id)))
    tell('Paused', result, result.done.length > 0 ? { label: 'Undo', run: undo } : undefined)
    if (result.failed === 0) onClear()
  }
  // The dialog closes at once: how far it is stands in the bar.
  const after = async (verb: string, told: string, work: (id: number) => Promise<unknown>) => {
    const chosen = [...ids]
    void bulk.run(verb, chosen, work).then((result) => {
      tell(told, result)
      if (result.failed === 0) onClear()
    })
  }
  const people = counted(ids.size, 'person', 'people')
  if (bulk.running) {
    const { verb, through, all } = bulk.running
    return (
      <div className="bulk-bar" role="status">
        <span>
          {verb} {formatCount(through)} of {formatCount(all)}
        </span>
        <Button size="compact-sm" variant="default" onClick={bulk.stop}>
          Stop
        </Button>
      </div>
    )
  }
  return (
    <section className="bulk-bar" aria-label="With those who are chosen">
      <strong>{people} chosen</strong>
      <Button size="compact-sm" variant="default" onClick={() => void pause()}>
        Pause
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked('resume')}>
        Resume
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked('remove')}>
        Take out
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" ml="auto" onClick={onClear}>
        Choose nobody
      </Button>
      {asked === 'resume' && (
        <Ask
          title={`Let ${people} go on`}
          verb="Resume"
          busyVerb="Resuming"
          onClose={() => setAsked(null)}
          work={() => after('Letting go on', 'Resumed', (id) => recipients.resume(who(id)))}
        >
          <p>Whoever of them is paused gets the next message again when it is due. The others are left as they are.</p>
        </Ask>
      )}
      {asked === 'remove' && (
        <Ask
          title={`Take ${people} out`}
          verb={`Take ${people} out`}
          busyVerb="Taking out"
          wayOut="Keep them"
          grave
          onClose={() => setAsked(null)}
          work={() => after('Taking out', 'Took out', (id) => recipients.remove(who(id)))}
        >
          <p>They get nothing more from “{campaign.name}”. What they got stays in their time lines, and the contacts stay.</p>
        </Ask>
      )}
    </section>
  )
}

function tell(verb: string, { done, failed, problem }: BulkResult, action?: { label: string; run(): void }): void {
  const words = `${verb} ${counted(done.length, 'person', 'people')}.`
  const others = failed === 0 ? '' : ` ${formatCount(failed)} could not be: ${problem?.message ?? ''}`
  toasts.say(`${words}${others}`, { seconds: 10, ...(failed > 0 && { hue: 'needs' as const }), ...(action && { action }) })
}
