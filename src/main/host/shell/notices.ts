import type { StreamEvent } from '../../../shared/events.ts'
import { campaignComplete, mailboxPausedByPerson, noNewCreators } from '../../../shared/said.ts'
import type { Preferences } from '../../../shared/schemas/host.ts'
import { countInWords } from './glance.ts'

/** Something that a person may want to be told of while the window is away. */
export type Occasion =
  | { kind: 'reply'; campaignId: number | null; recipientId: number | null }
  | { kind: 'mailbox'; mailboxId: number; message: string }
  | { kind: 'message'; message: string }
  | { kind: 'complete'; campaignId: number }
  | { kind: 'exhausted'; campaignId: number }
  | { kind: 'provider'; message: string }

/** A notification: who and where from, never what they wrote. */
export interface Notice {
  kind: Occasion['kind']
  title: string
  body: string
  /** Where a click leads. */
  path: string
}

/** What an event is to a person who looks elsewhere; null where it is nothing to tell. */
export function occasionOf(event: StreamEvent): Occasion | null {
  switch (event.type) {
    case 'reply.received':
      return { kind: 'reply', campaignId: event.campaignId, recipientId: event.recipientId }
    case 'mailbox.paused':
      if (event.mailboxId === null || event.message === mailboxPausedByPerson) return null
      return { kind: 'mailbox', mailboxId: event.mailboxId, message: event.message }
    case 'send.unconfirmed':
    case 'send.held':
      return { kind: 'message', message: event.message }
    case 'campaign.changed':
      return event.campaignId === null ? null : ofCampaign(event.campaignId, event.message)
    case 'provider.changed':
      return event.message === '' ? null : { kind: 'provider', message: event.message }
    default:
      return null
  }
}

function ofCampaign(campaignId: number, message: string): Occasion | null {
  if (message === campaignComplete) return { kind: 'complete', campaignId }
  return message === noNewCreators ? { kind: 'exhausted', campaignId } : null
}

/** Whether a person wants to hear of it now. Who looks at the window sees it there. */
export function isWanted(occasion: Occasion, preferences: Preferences, looking: boolean): boolean {
  if (looking) return false
  return occasion.kind === 'reply' ? preferences.notifyReplies : preferences.notifyProblems
}

/** More of one kind than this, at one time, become one notification. */
const single = 2

/** What is shown for notices that came at about the same time: one by one, or "7 answers". */
export function grouped(notices: readonly Notice[]): Notice[] {
  return [...Map.groupBy(notices, ({ kind }) => kind).values()].flatMap((same) => (same.length > single ? [together(same)] : same))
}

function together(same: readonly Notice[]): Notice {
  const [first] = same
  if (!first) throw new Error('nothing to put together')
  const count = same.length
  const bodies = [...new Set(same.map(({ body }) => body).filter((body) => body !== ''))]
  const body = bodies.length > 3 ? `${bodies.slice(0, 3).join(', ')} and ${bodies.length - 3} more` : bodies.join(', ')
  switch (first.kind) {
    case 'reply':
      return { kind: first.kind, title: countInWords(count, 'answer', 'answers'), body, path: '/inbox' }
    case 'mailbox':
      return { kind: first.kind, title: `${count} mailboxes need you`, body: '', path: '/mailboxes' }
    case 'message':
      return { kind: first.kind, title: `${count} messages need you`, body: bodies.length === 1 ? body : '', path: '/' }
    case 'complete':
      return { kind: first.kind, title: `${count} campaigns are complete`, body, path: '/campaigns' }
    case 'exhausted':
      return { kind: first.kind, title: `${count} campaigns find nobody new`, body: '', path: '/campaigns' }
    case 'provider':
      return { kind: first.kind, title: `${count} providers need you`, body: bodies.length === 1 ? body : '', path: '/providers' }
  }
}
