import type { StoredEvent } from '../../../shared/events.ts'

/** Events after which the ledger may have grown. */
export function touchesLedger({ type }: StoredEvent): boolean {
  return ['send.sent', 'send.resolved', 'reply.received', 'unsubscribe.received', 'thread.changed', 'workspace.changed'].includes(type)
}
