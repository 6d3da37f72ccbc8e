import type { EventType, StoredEvent } from '../../src/shared/events.ts'
import type { CampaignStats } from '../../src/shared/schemas/campaigns.ts'

export const noStats: CampaignStats = {
  recipients: 0,
  pending: 0,
  active: 0,
  completed: 0,
  replied: 0,
  bounced: 0,
  optedOut: 0,
  failed: 0,
  paused: 0,
  removed: 0,
  scheduled: 0,
  held: 0,
  sending: 0,
  sent: 0,
  sendFailed: 0,
  unconfirmed: 0,
  autoReplies: 0,
  sentToday: 0,
  repliedToday: 0,
  creditsUsed: 0,
  replyRate: 0,
}

export function storedEvent(seq: number, type: EventType, rows: Partial<StoredEvent> = {}): StoredEvent {
  return {
    seq,
    at: '2026-11-21T09:00:00.000Z',
    type,
    campaignId: null,
    recipientId: null,
    contactId: null,
    mailboxId: null,
    sendId: null,
    message: '',
    ...rows,
  }
}
