import type { StoredEvent } from '../../../shared/events.ts'

/** Events that change a conversation or its place in the list. */
export function concernsThreads({ type }: StoredEvent): boolean {
  return /^(thread|reply|suppressions|workspace)\./.test(type) || type === 'unsubscribe.received' || type === 'bounce.received'
}
