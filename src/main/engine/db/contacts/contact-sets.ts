/** Who is in a set of contacts. */
import { sql } from 'drizzle-orm'
import type { ContactSet } from '../../rules/contacts/contact-set.ts'
import type { Db } from '../core/open.ts'
import { contacts } from '../core/schema.ts'
import { statement } from '../core/statement.ts'
import { contactsSql } from './contact-filter.ts'

/** The ids of all of a set, ascending. */
export function contactIdsIn(db: Db, set: ContactSet): number[] {
  return db.orm
    .all<{ id: number }>(sql`select contacts.id as id from contacts where ${contactsSql(set)} order by contacts.id`)
    .map((row) => row.id)
}

/** Up to `limit` ids of a set, ascending, from the one after `after`. */
export function contactIdsAfter(db: Db, set: ContactSet, after: number, limit: number): number[] {
  return db.orm
    .select({ id: contacts.id })
    .from(contacts)
    .where(sql`${contacts.id} > ${after} and (${contactsSql(set)})`)
    .orderBy(contacts.id)
    .limit(limit)
    .all()
    .map(({ id }) => id)
}

/** How many of these ids are contacts. */
export function countKnown(db: Db, ids: readonly number[]): number {
  return statement(db, 'select count(*) from json_each(?) j join contacts c on c.id = j.value').pluck().get(JSON.stringify(ids)) as number
}

/** Those of the addresses, in lower case, that belong to a contact. */
export function knownKeys(db: Db, keys: readonly string[]): Set<string> {
  return new Set(
    statement(db, 'select c.email_key from json_each(?) j join contacts c on c.email_key = j.value')
      .pluck()
      .all(JSON.stringify(keys)) as string[],
  )
}

/** A contact as somebody to put into a campaign. */
export interface Candidate {
  id: number
  /** Their address in lower case. */
  emailKey: string
  isTagged: boolean
}

/** Contacts by their ids, ascending, and whether each has a tag. */
export function candidatesOf(db: Db, ids: readonly number[], tag: string): Candidate[] {
  const rows = statement(
    db,
    `select c.id, c.email_key as emailKey, exists (select 1 from contact_tags t where t.contact_id = c.id and t.tag = ?) as isTagged
     from json_each(?) j join contacts c on c.id = j.value order by c.id`,
  ).all(tag, JSON.stringify(ids)) as { id: number; emailKey: string; isTagged: number }[]
  return rows.map((row) => ({ ...row, isTagged: row.isTagged === 1 }))
}
