/** Contacts, one row a person. Pages of them are found in `contact-search.ts`, files of them written by the import. */
import { eq, sql } from 'drizzle-orm'
import type { Contact, ContactInput } from '../../../../shared/schemas/contacts.ts'
import { joinName } from '../../rules/contacts/csv/row.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { contactFields, contacts, contactTags } from '../core/schema.ts'
import { statement } from '../core/statement.ts'
import { suppressedKeys, workspaceId } from './suppressions.ts'

export type ContactRow = typeof contacts.$inferSelect

/** What a new contact is made of; the address is parsed already (`rules/address.ts`). */
export interface NewContact extends Omit<ContactInput, 'email'> {
  email: string
  emailKey: string
  domain: string
}

export function getContactRow(db: Db, id: number): ContactRow | null {
  return db.orm.select().from(contacts).where(eq(contacts.id, id)).get() ?? null
}

/** @param emailKey the whole address in lower case */
export function findContactByKey(db: Db, emailKey: string): ContactRow | null {
  return db.orm.select().from(contacts).where(eq(contacts.emailKey, emailKey)).get() ?? null
}

/** Contacts as clients see them, in the order of `ids`; ids of none are left out. Three queries for any number. */
export function loadContacts(db: Db, ids: readonly number[]): Contact[] {
  if (ids.length === 0) return []
  const list = JSON.stringify(ids)
  const rows = db.orm.select().from(contacts).where(sql`${contacts.id} in (select value from json_each(${list}))`).all()
  const tags = new Map<number, string[]>()
  const tagRows = statement(
    db,
    'select contact_id, tag from contact_tags where contact_id in (select value from json_each(?)) order by tag',
  )
  for (const { contact_id, tag } of tagRows.all(list) as { contact_id: number; tag: string }[]) {
    const own = tags.get(contact_id)
    if (own) own.push(tag)
    else tags.set(contact_id, [tag])
  }
  const suppressed = suppressedKeys(
    db,
    workspaceId(db),
    rows.map((row) => row.emailKey),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toContact(row, tags.get(id) ?? [], suppressed.has(row.emailKey))] : []
  })
}

function toContact(row: ContactRow, tags: string[], suppressed: boolean): Contact {
  return {
    id: row.id,
    email: row.email,
    firstName: row.firstName,
    lastName: row.lastName,
    fullName: row.fullName,
    companyName: row.companyName,
    customFields: JSON.parse(row.customFields) as Record<string, string>,
    tags,
    suppressed,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
    lastContactedAt: row.lastContactedAt === null ? null : new Date(row.lastContactedAt).toISOString(),
  }
}

/** Adds a person; the caller has seen to it that the address is new. Returns the id. */
export function insertContact(tx: Tx, contact: NewContact): number {
  const at = creationTime(tx, tx.at)
  // A statement that is kept: a run takes in a whole day's people in one commit.
  const id = statement(
    tx,
    `insert into contacts (email, email_key, domain, first_name, last_name, full_name, company_name, custom_fields, created_at, updated_at)
     values (@email, @emailKey, @domain, @firstName, @lastName, @fullName, @companyName, @customFields, @at, @at) returning id`,
  )
    .pluck()
    .get({
      email: contact.email,
      emailKey: contact.emailKey,
      domain: contact.domain,
      firstName: contact.firstName,
      lastName: contact.lastName,
      fullName: contact.fullName || joinName(contact.firstName, contact.lastName),
      companyName: contact.companyName,
      customFields: JSON.stringify(contact.customFields),
      at,
    }) as number
  setTags(tx, id, contact.tags)
  rememberFields(tx, Object.keys(contact.customFields))
  return id
}

/** Ids are in the order of creation (the list is sorted by that), also where the clock was set back. UTC milliseconds. */
export function creationTime(db: Db, now: number): number {
  const last = statement(db, 'select created_at from contacts order by id desc limit 1').pluck().get() as number | undefined
  return Math.max(now, last ?? 0)
}

export type ContactChange = Partial<
  Pick<ContactRow, 'email' | 'emailKey' | 'domain' | 'firstName' | 'lastName' | 'fullName' | 'companyName'>
> & { customFields?: Record<string, string>; tags?: string[] }

export function updateContact(tx: Tx, id: number, change: ContactChange): void {
  const { tags, customFields, ...columns } = change
  tx.orm
    .update(contacts)
    .set({ ...columns, ...(customFields ? { customFields: JSON.stringify(customFields) } : {}), updatedAt: tx.at })
    .where(eq(contacts.id, id))
    .run()
  if (tags) setTags(tx, id, tags)
  if (customFields) rememberFields(tx, Object.keys(customFields))
}

function setTags(tx: Tx, id: number, tags: readonly string[]): void {
  statement(tx, 'delete from contact_tags where contact_id = ?').run(id)
  const add = statement(tx, 'insert or ignore into contact_tags (tag, contact_id) values (?, ?)')
  for (const tag of tags) add.run(tag, id)
}

/** Deletes contacts; returns how many there were. */
export function deleteContacts(tx: Tx, ids: readonly number[]): number {
  return tx.orm
    .delete(contacts)
    .where(sql`${contacts.id} in (select value from json_each(${JSON.stringify(ids)}))`)
    .run().changes
}

/** Puts a tag on contacts; returns how many did not have it. */
export function addTag(tx: Tx, ids: readonly number[], tag: string): number {
  return statement(
    tx,
    'insert or ignore into contact_tags (tag, contact_id) select ?, id from contacts where id in (select value from json_each(?))',
  ).run(tag, JSON.stringify(ids)).changes
}

/** Takes a tag off contacts; returns how many had it. */
export function removeTag(tx: Tx, ids: readonly number[], tag: string): number {
  return statement(tx, 'delete from contact_tags where tag = ? and contact_id in (select value from json_each(?))').run(
    tag,
    JSON.stringify(ids),
  ).changes
}

/** Tags in use with how many contacts have each, by name. */
export function listTags(db: Db): { tag: string; count: number }[] {
  return db.orm.all(sql`select ${contactTags.tag} as tag, count(*) as count from ${contactTags} group by ${contactTags.tag} order by tag`)
}

/** Names that custom fields have, or had. */
export function listFields(db: Db): string[] {
  return db.orm
    .select({ name: contactFields.name })
    .from(contactFields)
    .orderBy(sql`name collate nocase`)
    .all()
    .map((row) => row.name)
}

export function rememberFields(db: Db, names: readonly string[]): void {
  const add = statement(db, 'insert or ignore into contact_fields (name) values (?)')
  for (const name of names) add.run(name)
}
