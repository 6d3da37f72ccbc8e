import { Link } from 'wouter'
import type { Thread } from '../../../shared/schemas/inbox.ts'
import { StatusBadge } from '../../components/StatusBadge.tsx'
import { When } from '../../components/When.tsx'
import { useDesk } from '../../hooks/desk-context.tsx'
import { useLiveValue } from '../../hooks/use-live.ts'
import { recipientView } from '../../lib/campaigns/recipients.ts'

/** Who it is, and how they stand in the campaign. */
export function PersonPane({ thread }: { thread: Thread }) {
  const desk = useDesk()
  const { campaignId, recipientId, contactId } = thread
  const recipient = useLiveValue(
    `recipient ${recipientId}`,
    async () => (campaignId === null || recipientId === null ? null : desk.client.recipients.get({ id: campaignId, recipientId })),
    (event) => event.recipientId === recipientId,
  )
  const contact = useLiveValue(
    `contact ${contactId}`,
    async () => (contactId === null ? null : desk.client.contacts.get({ id: contactId })),
    (event) => event.type === 'contacts.changed',
  )
  const fields = Object.entries(contact.value?.customFields ?? {})
  return (
    <aside className="inbox-person" aria-label={`About ${thread.name}`}>
      <h2 className="clip" title={thread.name}>
        {thread.name}
      </h2>
      <dl>
        <dt>Address</dt>
        <dd>{thread.email}</dd>
        {thread.companyName && (
          <>
            <dt>Company</dt>
            <dd>{thread.companyName}</dd>
          </>
        )}
        <dt>Campaign</dt>
        <dd>
          {campaignId === null ? (
            thread.campaignName || 'Deleted'
          ) : (
            <Link href={`/campaigns/${campaignId}/recipients?open=${recipientId}`}>{thread.campaignName}</Link>
          )}
        </dd>
        {recipient.value && (
          <>
            <dt>Status</dt>
            <dd>
              <StatusBadge view={recipientView(recipient.value)} />
              {recipient.value.reason && <p className="muted small">{recipient.value.reason}</p>}
            </dd>
          </>
        )}
        {thread.suppressed && (
          <>
            <dt>Contact</dt>
            <dd>Never to be contacted again</dd>
          </>
        )}
        {thread.state === 'snoozed' && thread.snoozedUntil && (
          <>
            <dt>Snoozed</dt>
            <dd>
              until <When at={thread.snoozedUntil} />
            </dd>
          </>
        )}
        {contact.value && contact.value.tags.length > 0 && (
          <>
            <dt>Tags</dt>
            <dd>{contact.value.tags.join(', ')}</dd>
          </>
        )}
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {contactId !== null && (
        <Link href={`/contacts?open=${contactId}`} className="small">
          Open the contact
        </Link>
      )}
    </aside>
  )
}
