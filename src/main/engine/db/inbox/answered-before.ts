import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/**
 * Whether somebody has answered, or wanted no more, in any campaign: as this contact, under this address, or as the same
 * account of a platform under another one. Nobody chose them this time, so nobody meant to write to them all the same.
 */
export function hasAnswered(
  db: Db,
  { creatorId, contactId, hash }: { creatorId: number | null; contactId: number | null; hash: string },
): boolean {
  const heard = `status in ('replied', 'opted_out')`
  if (contactId !== null) {
    const asContact = statement(db, `select 1 from enrollments indexed by enrollments_contact where contact_id = ? and ${heard}`)
    if (asContact.get(contactId)) return true
  }
  // Campaigns are few, and each has an index for this.
  const asAddress = `select 1 from campaigns c cross join enrollments e on e.campaign_id = c.id and e.address_hash = ? where e.${heard}`
  if (statement(db, asAddress).get(hash)) return true
  if (creatorId === null) return false
  const asAccount = `select 1 from creators me cross join campaigns c
     cross join creators o on o.campaign_id = c.id and o.platform = me.platform and o.platform_id = me.platform_id
     left join enrollments e on e.id = o.enrollment_id
     where me.id = ? and o.id <> me.id and (e.${heard} or o.handle = 'erased-' || o.id)`
  return statement(db, asAccount).get(creatorId) !== undefined
}

/** The creator as whom a recurring campaign found a recipient; null where nobody found them. */
export function creatorOf(db: Db, enrollmentId: number): number | null {
  return (statement(db, 'select id from creators where enrollment_id = ?').pluck().get(enrollmentId) as number | undefined) ?? null
}
