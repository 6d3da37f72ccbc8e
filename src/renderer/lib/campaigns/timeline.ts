import type { Action } from '../../../shared/schemas/campaigns.ts'
import type { StatusView } from '../words/status.ts'

const timelineViews: Record<string, Omit<StatusView, 'word'>> = {
  'recipients.added': { hue: 'quiet', icon: 'people' },
  'send.sent': { hue: 'good', icon: 'mail' },
  'send.deferred': { hue: 'waiting', icon: 'clock' },
  'send.held': { hue: 'needs', icon: 'alert' },
  'send.failed': { hue: 'needs', icon: 'alert' },
  'send.unconfirmed': { hue: 'needs', icon: 'alert' },
  'send.resolved': { hue: 'quiet', icon: 'check' },
  'reply.received': { hue: 'good', icon: 'reply' },
  'reply.automatic': { hue: 'quiet', icon: 'reply' },
  'bounce.received': { hue: 'needs', icon: 'bounce' },
  'unsubscribe.received': { hue: 'quiet', icon: 'stop' },
}

/** The newest first. A change of status that only says once more what happened in the same instant is left out. */
export function timelineEntries<T extends Action>(actions: readonly T[]): T[] {
  const told = new Set(actions.filter((action) => action.type !== 'recipient.changed').map((action) => `${action.at} ${action.message}`))
  return actions.filter((action) => action.type !== 'recipient.changed' || !told.has(`${action.at} ${action.message}`)).reverse()
}

/** Icon and hue of a time-line entry; its words come from the engine. */
export function timelineView(type: string): Omit<StatusView, 'word'> {
  return timelineViews[type] ?? { hue: 'quiet', icon: 'dot' }
}
