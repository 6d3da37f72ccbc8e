import { Skeleton } from '@mantine/core'
import { Link } from 'wouter'
import type { ContactHistory as History } from '../../../shared/schemas/history.ts'
import { Icon } from '../../components/Icon.tsx'
import { ProblemNote } from '../../components/ProblemNote.tsx'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { recipientView } from '../../lib/campaigns/recipients.ts'
import { timelineEntries, timelineView } from '../../lib/campaigns/timeline.ts'

/** The campaigns of a person, and one time line over all of them. */
export function ContactHistory({ id }: { id: number }) {
  const desk = useDesk()
  const { value, problem, touch } = useLiveValue(
    `history ${id}`,
    () => desk.client.contacts.history({ id }),
    (event) => event.contactId === id || event.campaignId !== null,
  )
  if (problem?.code === 'NOT_FOUND') return null
  if (problem) return <ProblemNote problem={problem} action={{ label: 'Try again', run: touch }} />
  if (!value) return <Skeleton height={96} radius="xs" mt={16} />
  const names = new Map(value.campaigns.map(({ campaignId, campaignName }) => [campaignId, campaignName]))
  return (
    <>
      <h3>Campaigns</h3>
      {value.campaigns.length === 0 && <p className="muted">In no campaign yet.</p>}
      <ul className="contact-campaigns" aria-label="Campaigns">
        {value.campaigns.map((campaign) => (
          <Campaign key={campaign.id} campaign={campaign} />
        ))}
      </ul>
      {value.actions.length > 0 && (
        <>
          <h3>What happened</h3>
          <ol className="timeline" aria-label="Time line">
            {timelineEntries(value.actions).map((action) => (
              <Entry key={`${action.recipientId} ${action.seq}`} action={action} campaign={names.get(action.campaignId) ?? ''} />
            ))}
          </ol>
        </>
      )}
    </>
  )
}

function Campaign({ campaign }: { campaign: History['campaigns'][number] }) {
  const { campaignId, campaignName, stepsSent, stepCount, nextSendAt, waiting, reason } = campaign
  return (
    <li>
      <Link href={`/campaigns/${campaignId}`} className="clip" title={campaignName}>
        {campaignName}
      </Link>
      <StatusBadge view={recipientView(campaign)} />
      <p className="muted small">
        {stepsSent} of {stepCount} steps sent
        {nextSendAt && (
          <>
            {', next '}
            <When at={nextSendAt} />
          </>
        )}
        {(waiting?.message || reason) && `. ${waiting?.message ?? reason}`}
      </p>
    </li>
  )
}

function Entry({ action, campaign }: { action: History['actions'][number]; campaign: string }) {
  const view = timelineView(action.type)
  return (
    <li>
      <Icon name={view.icon} className={`hue-${view.hue}`} />
      <div>
        <p>{action.message}</p>
        <p className="muted small">
          <When at={action.at} /> · {campaign}
          {action.stepPosition !== null && `, step ${action.stepPosition}`}
        </p>
        {action.body !== null && (
          <details>
            <summary>{action.subject || 'Message'}</summary>
            <div className="letter">{action.body}</div>
          </details>
        )}
      </div>
    </li>
  )
}
