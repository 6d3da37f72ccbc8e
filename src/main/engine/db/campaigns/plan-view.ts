import { searchExpression } from '../../rules/contacts/search-words.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

export interface PersonName {
  contactId: number | null
  /** Of the person; the address where there is none. */
  name: string
  email: string | null
}

const nameOf = `coalesce(nullif(c.full_name, ''), nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), c.email, 'Deleted contact')`

/** Names of many recipients. */
export function namesOf(db: Db, recipientIds: readonly number[]): Map<number, PersonName> {
  const rows = statement(
    db,
    `select e.id, e.contact_id as contactId, c.email, ${nameOf} as name
     from json_each(?) asked cross join enrollments e on e.id = asked.value left join contacts c on c.id = e.contact_id`,
  ).all(JSON.stringify([...new Set(recipientIds)])) as (PersonName & { id: number })[]
  return new Map(rows.map(({ id, ...name }) => [id, name]))
}

/** Recipients of a campaign whose name, address or company has words that begin so; null where nothing is searched for. */
export function recipientsNamed(db: Db, campaignId: number, search: string | undefined): Set<number> | null {
  const words = searchExpression(search)
  if (words === null) return null
  if (words === 'none') return new Set()
  const ids = statement(
    db,
    `select e.id from contacts_search found cross join enrollments e on e.contact_id = found.rowid
     where contacts_search match ? and e.campaign_id = ?`,
  )
    .pluck()
    .all(words.match, campaignId) as number[]
  return new Set(ids)
}

export interface GapPerson {
  recipientId: number
  contactId: number
  mailboxId: number | null
  email: string
  firstName: string
  lastName: string
  fullName: string
  companyName: string
  customFields: Record<string, string>
}

/** People still in a campaign, in the order in which they entered. */
export function peopleStillIn(db: Db, campaignId: number, after: number, limit: number): GapPerson[] {
  const rows = statement(
    db,
    `select e.id as recipientId, c.id as contactId, e.mailbox_id as mailboxId, c.first_name as firstName, c.last_name as lastName,
            c.full_name as fullName, c.company_name as companyName, c.custom_fields as customFields, c.email
     from enrollments e join contacts c on c.id = e.contact_id
     where e.campaign_id = ? and +e.status in ('pending', 'active', 'paused') and e.id > ? order by e.id limit ?`,
  ).all(campaignId, after, limit) as (Omit<GapPerson, 'customFields'> & { customFields: string })[]
  return rows.map((row) => ({ ...row, customFields: JSON.parse(row.customFields) as GapPerson['customFields'] }))
}
