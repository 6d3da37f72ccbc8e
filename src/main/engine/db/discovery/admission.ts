import type { Instant } from '../../ports/machine.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** Whether somebody is in a campaign under an address already, by its hash. */
export function isAddressIn(db: Db, campaignId: number, hash: string): boolean {
  return statement(db, 'select 1 from enrollments where campaign_id = ? and address_hash = ?').get(campaignId, hash) !== undefined
}

/** A contact that is known under an address, and when they were written to last; null for a new one. */
export function contactAtAddress(db: Db, emailKey: string): { id: number; lastContactedAt: Instant | null } | null {
  const known = statement(db, 'select id, last_contacted_at as lastContactedAt from contacts where email_key = ?').get(emailKey)
  return (known as { id: number; lastContactedAt: Instant | null } | undefined) ?? null
}

/** Whether a contact is in a campaign. The same contact under a new address is the same person. */
export function isContactIn(db: Db, campaignId: number, contactId: number): boolean {
  const own = 'select 1 from enrollments indexed by enrollments_contact where contact_id = ? and campaign_id = ?'
  return statement(db, own).get(contactId, campaignId) !== undefined
}

/** Whether they are on their way through another campaign that runs in earnest. */
export function isAboutToHear(db: Db, campaignId: number, contactId: number): boolean {
  const other = statement(
    db,
    `select 1 from enrollments e indexed by enrollments_contact cross join campaigns c on c.id = e.campaign_id
     where e.contact_id = ? and e.campaign_id <> ? and e.status in ('pending', 'active', 'paused')
       and c.test_mode = 0 and c.status in ('active', 'scheduled', 'paused')`,
  )
  return other.get(contactId, campaignId) !== undefined
}

/** What a contact has stays; what it lacks is filled in. */
export function fillInContact(
  tx: Tx,
  contactId: number,
  given: { fields: Record<string, string>; firstName: string; lastName: string; fullName: string; companyName: string },
): void {
  statement(
    tx,
    `update contacts set custom_fields = json_patch(@fields, custom_fields),
       first_name = case when full_name = '' and first_name = '' then @firstName else first_name end,
       last_name = case when full_name = '' and first_name = '' then @lastName else last_name end,
       full_name = case when full_name = '' then @fullName else full_name end,
       company_name = case when company_name = '' then @companyName else company_name end, updated_at = @at
     where id = @contactId`,
  ).run({ ...given, contactId, fields: JSON.stringify(given.fields), at: tx.at })
}
