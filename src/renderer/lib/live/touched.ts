import type { StoredEvent } from '../../../shared/events.ts'

/** What an event may have changed on the screen. Events name rows; what the rows hold now is read from the engine. */
export interface Touched {
  /** A campaign, every campaign, or none. */
  campaigns: number | 'all' | null
  /** Recipients of one campaign: one of them or all of them; `all`: any list may have changed. */
  recipients: { campaignId: number; recipientId: number | 'all' } | 'all' | null
  credits: boolean
  engine: boolean
  workspace: boolean
  mailboxes: boolean
  /** The counts of the inbox. */
  inbox: boolean
}

const nothing: Touched = {
  campaigns: null,
  recipients: null,
  credits: false,
  engine: false,
  workspace: false,
  mailboxes: false,
  inbox: false,
}
const everything: Touched = {
  campaigns: 'all',
  recipients: 'all',
  credits: true,
  engine: true,
  workspace: true,
  mailboxes: true,
  inbox: true,
}

export function touchedBy(event: StoredEvent): Touched {
  const noun = event.type.slice(0, event.type.indexOf('.'))
  switch (noun) {
    case 'workspace':
      return everything
    case 'engine':
    case 'mailbox':
      // Pausing either changes why rows wait, in every campaign that uses it.
      return { ...everything, workspace: false }
    case 'contacts':
    case 'suppressions':
      return { ...nothing, campaigns: 'all', recipients: 'all' }
    case 'import':
      return nothing
    case 'provider':
      // Every run that waits for it may go on; whoever has to see to it is counted with the engine.
      return { ...nothing, campaigns: 'all', engine: true }
    case 'run':
      // Whoever it wrote to has events of their own.
      return event.campaignId === null ? everything : { ...nothing, campaigns: event.campaignId, credits: true, engine: true }
    case 'thread':
      // What was read or answered needs nobody any more, which the pill says.
      return { ...nothing, inbox: true, engine: true }
    default:
      return ofCampaign(event)
  }
}

/** The recipient of this campaign that an event may have changed, `all` where any may have, null where none has. */
export function recipientTouched(event: StoredEvent, campaignId: number): number | 'all' | null {
  const { recipients } = touchedBy(event)
  if (recipients === null || recipients === 'all') return recipients
  return recipients.campaignId === campaignId ? recipients.recipientId : null
}

/** Whether an event may have changed this campaign's row. */
export function campaignTouched(event: StoredEvent, campaignId: number): boolean {
  const { campaigns } = touchedBy(event)
  return campaigns === 'all' || campaigns === campaignId
}

function ofCampaign(event: StoredEvent): Touched {
  if (event.campaignId === null) return everything
  const recipientId = event.recipientId ?? 'all'
  return {
    campaigns: event.campaignId,
    recipients: { campaignId: event.campaignId, recipientId },
    credits: true,
    engine: true,
    workspace: false,
    // What a mailbox sent today, and when it may send next.
    mailboxes: true,
    inbox: event.type === 'reply.received' || event.type === 'unsubscribe.received',
  }
}
