import type { Suppression } from '../../../../shared/schemas/contacts.ts'
import { addSuppression } from '../../db/contacts/suppressions.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
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
  // A domain stands for its sub-domains too, as in the check before each message.
  const match = suppression.kind === 'email' ? 'c.email_key = @value' : `(c.domain = @value or c.domain like '%.' || @value)`
  const people = statement(
    tx,
    `select e.id from contacts c join enrollments e on e.contact_id = c.id
     where ${match} and e.status in ('pending', 'active', 'paused', 'completed')`,
  )
    .pluck()
    .all({ value: suppression.value.toLowerCase() }) as number[]
  const status =
    suppression.reason === 'bounced'
      ? 'bounced'
      : suppression.reason === 'unsubscribed' || suppression.reason === 'complained'
        ? 'opted_out'
        : 'removed'
  for (const enrollmentId of people) stopEnrollment(tx, enrollmentId, { status, reason: words[suppression.reason] })
  return added
}
