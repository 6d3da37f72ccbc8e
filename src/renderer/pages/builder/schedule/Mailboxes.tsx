import { Button, Checkbox } from '@mantine/core'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { Mailbox } from '../../../../shared/schemas/mailboxes.ts'
import { Icon } from '../../../components/Icon.tsx'
import { ProblemNote } from '../../../components/ProblemNote.tsx'
import { SkeletonRows } from '../../../components/SkeletonRows.tsx'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { gapInWords } from '../../../lib/mailboxes/gap.ts'
import { formatCount } from '../../../lib/words/counts.ts'
import { useBuilder } from '../draft/builder-context.tsx'

/** Which mailboxes it sends from; recipients are spread over them. */
export function Mailboxes() {
  const { campaign, draft, hasEnded } = useBuilder()
  const desk = useDesk()
  const { value, problem } = useStore(desk.mailboxes.store)

  function toggle(id: number, on: boolean): void {
    draft.editSettings({ mailboxIds: on ? [...campaign.mailboxIds, id] : campaign.mailboxIds.filter((one) => one !== id) })
  }

  return (
    <section aria-label="Mailboxes to send from" className="bd-schedule-part">
      <h2>Sends from</h2>
      {!value && !problem && <SkeletonRows label="Loading mailboxes" />}
      {!value && problem && <ProblemNote problem={problem} action={{ label: 'Try again', run: desk.mailboxes.touch }} />}
      {value?.length === 0 && (
        <div className="note">
          <Icon name="info" />
          <div>
            <p>There is no mailbox yet.</p>
            <p className="muted">Messages leave from your own. It takes about a minute, and what you wrote here stays.</p>
          </div>
          <Button size="compact-sm" component={Link} href="/mailboxes/new">
            Set one up
          </Button>
        </div>
      )}
      {value && value.length > 0 && (
        <ul className="bd-mailbox-list">
          {value.map((mailbox) => (
            <li key={mailbox.id}>
              <Checkbox
                label={mailbox.email}
                description={aboutMailbox(mailbox)}
                disabled={hasEnded}
                checked={campaign.mailboxIds.includes(mailbox.id)}
                onChange={(event) => toggle(mailbox.id, event.currentTarget.checked)}
              />
              {mailbox.status === 'paused' && (
                <span className="badge small">
                  <Icon name="alert" className="hue-needs" />
                  <span className="word">Paused{mailbox.reason ? `: ${mailbox.reason}` : ''}</span>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function aboutMailbox({ sentToday, dailyCap, gapSeconds }: Mailbox): string {
  return `${formatCount(sentToday)} of ${formatCount(dailyCap)} sent today, ${gapInWords(gapSeconds)}`
}
