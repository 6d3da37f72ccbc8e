import type { Suppression } from '../../../../shared/schemas/contacts.ts'
import { addSuppression } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { enrollmentsToSuppress } from '../../db/enrollments/enrollments.ts'
import { stopEnrollment } from '../enrollment/stop.ts'

export interface NewSuppression {
  kind: Suppression['kind']
  /** An address or a domain. */
  value: string
  reason: Suppression['reason']
  note?: string
}

const words: Record<Suppression['reason'], string> = {
  manual: 'You put them on the suppression list',
  unsubscribed: 'They asked not to be written to again',
  bounced: 'The address does not exist or refuses mail',
  complained: 'They complained about a message',
  imported: 'They are on an imported suppression list',
  erased: 'The person was erased',
}

/**
 * Never contact an address or a domain again, in any campaign: the suppression and the end of everything planned for
 * it, in one transaction (rules 3 and 7).
 */
export function suppress(tx: Tx, suppression: NewSuppression): { id: number; added: boolean } {
  const added = addSuppression(tx, suppression)
  const people = enrollmentsToSuppress(tx, suppression.kind, suppression.value.toLowerCase())
  const status =
    suppression.reason === 'bounced'
      ? 'bounced'
      : suppression.reason === 'unsubscribed' || suppression.reason === 'complained'
        ? 'opted_out'
        : 'removed'
  for (const enrollmentId of people) stopEnrollment(tx, enrollmentId, { status, reason: words[suppression.reason] })
  return added
}
