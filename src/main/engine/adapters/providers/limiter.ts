import type { Clock } from '../../ports/machine.ts'

import { type Limit, nextTurn } from '../../rules/discovery/admission.ts'

/** Milliseconds that a request may be held back here; what would take longer is a wait of a job. */
const patienceMs = 3000
const keysKept = 200

/**
 * Keeps a service's limit for each key. The function returned waits for a request's turn where that is near, and resolves
 * to 0; otherwise at once to the milliseconds that are left.
 */
export function createLimiter(limit: Limit, clock: Pick<Clock, 'now' | 'setTimer'>): (key: string) => Promise<number> {
  const kept = new Map<string, number>()
  return async (key) => {
    const now = clock.now()
    // A clock that was set back would hold everything up until the old time comes again.
    const furthest = now + limit.burst * limit.everyMs + patienceMs
    const { at, freeAt } = nextTurn(limit, Math.min(kept.get(key) ?? 0, furthest), now)
    if (at - now > patienceMs) return at - now
    kept.delete(key)
    kept.set(key, freeAt)
    const [oldest] = kept.keys()
    if (kept.size > keysKept && oldest !== undefined) kept.delete(oldest)
    if (at > now) await new Promise<void>((resolve) => clock.setTimer(at, resolve))
    return 0
  }
}
