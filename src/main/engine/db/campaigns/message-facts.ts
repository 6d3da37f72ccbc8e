import type { TemplateContact } from '../../rules/writing/variables.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'

/** A mailbox as messages are written from it. */
export interface MessageMailbox {
  id: number
  email: string
  senderName: string
  signature: string
  postalAddress: string
}

/** The mailboxes of a campaign in its order. */
export function messageMailboxes(db: Db, campaignId: number): MessageMailbox[] {
  return statement(
    db,
    `select m.id, m.email, m.sender_name as senderName, m.signature, m.postal_address as postalAddress
     from campaign_mailboxes c join mailboxes m on m.id = c.mailbox_id
     where c.campaign_id = ? and m.removed_at is null order by c.position`,
  ).all(campaignId) as MessageMailbox[]
}

/** Somebody for whom a message is written. */
export interface MessagePerson {
  contactId: number
  /** The mailbox that writes to them; null where none does yet. */
  mailboxId: number | null
  contact: TemplateContact
}

interface Columns {
  contactId: number
  mailboxId: number | null
  firstName: string
  lastName: string
  fullName: string
  companyName: string
  customFields: string
  email: string
}

const columns = `c.id as contactId, e.mailbox_id as mailboxId, c.first_name as firstName, c.last_name as lastName, c.full_name as fullName,
  c.company_name as companyName, c.custom_fields as customFields, c.email`

function personOf({ contactId, mailboxId, customFields, ...contact }: Columns): MessagePerson {
  return { contactId, mailboxId, contact: { ...contact, customFields: JSON.parse(customFields) as Record<string, string> } }
}

/** Whoever entered a campaign first; null while nobody is in it. */
export function firstPerson(db: Db, campaignId: number): MessagePerson | null {
  const row = statement(
    db,
    `select ${columns} from enrollments e join contacts c on c.id = e.contact_id where e.campaign_id = ? order by e.id limit 1`,
  ).get(campaignId)
  return row === undefined ? null : personOf(row as Columns)
}

/** A contact, in the campaign or not; null where there is none. */
export function personOfContact(db: Db, campaignId: number, contactId: number): MessagePerson | null {
  const row = statement(
    db,
    `select ${columns} from contacts c left join enrollments e on e.contact_id = c.id and e.campaign_id = ? where c.id = ?`,
  ).get(campaignId, contactId)
  return row === undefined ? null : personOf(row as Columns)
}

/** Whoever is on their way, in the order in which they entered: the plus keeps SQLite from gathering everybody by status and sorting them. */
export function firstPeople(db: Db, campaignId: number, limit: number): MessagePerson[] {
  const rows = statement(
    db,
    `select ${columns} from enrollments e join contacts c on c.id = e.contact_id
     where e.campaign_id = ? and +e.status in ('pending', 'active', 'paused') order by e.id limit ?`,
  ).all(campaignId, limit) as Columns[]
  return rows.map(personOf)
}
