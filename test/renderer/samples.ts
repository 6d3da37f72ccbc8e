import type { EventType, StoredEvent } from '../../src/shared/events.ts'
import type { CampaignStats } from '../../src/shared/schemas/campaigns.ts'
import type { Run } from '../../src/shared/schemas/runs.ts'

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

/** A day of a recurring campaign on which nothing happened, but for what is said. */
export function aRun(more: Partial<Run> = {}): Run {
  return {
    id: 1,
    campaignId: 1,
    number: 1,
    day: '2026-11-23',
    status: 'running',
    stage: 'sending',
    reason: '',
    startedAt: null,
    finishedAt: null,
    wanted: 0,
    found: 0,
    alreadyKnown: 0,
    emailsFound: 0,
    planned: 0,
    sent: 0,
    followUps: 0,
    replies: 0,
    carriedOver: 0,
    creditsUsed: 0,
    costs: [],
    waiting: null,
    ...more,
  }
}
