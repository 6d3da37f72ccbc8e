import { countPeople, statusOf } from '../../db/campaigns/people-count.ts'
import type { Db } from '../../db/core/open.ts'
import { type HeldGroup, heldCounts } from '../../db/sends/held-view.ts'
import type { Closed } from '../../rules/sending/gate.ts'
import { heldPolicy, heldWait } from '../../rules/sending/held.ts'

/**
 * Why a running campaign that has nothing to send goes on all the same: everybody who is left in it waits for a person. Said
 * with the way out, because nothing else ends it. Null where nobody is held.
 */
export function onlyHeld(db: Db, campaignId: number): Closed | null {
  const status = statusOf(db, campaignId)
  if (status !== 'active' && status !== 'scheduled') return null
  const groups = heldCounts(db, campaignId)
  const first = groups[0] ?? pausedOnly(db, campaignId)
  if (!first) return null
  const people = Math.max(
    first.count,
    groups.reduce((sum, { count }) => sum + count, 0),
  )
  const { reason, message } = heldWait(first.held, first.reason)
  const who = people === 1 ? 'One person is left, and waits for you' : `${people} people are left, and wait for you`
  const why = message.endsWith('.') ? message : `${message}.`
  return { reason, message: `${who}. ${why} ${heldPolicy(first.held).wayOut}`, until: null }
}

/** Whom a person paused before anything was planned for them. */
function pausedOnly(db: Db, campaignId: number): HeldGroup | null {
  const count = countPeople(db, campaignId, 'paused')
  return count === 0 ? null : { held: 'recipient_paused', count, reason: '' }
}
