/** Contacts, the files they come from, and who is never to be contacted. */
import { alter, type Db, insert, insertMany, instant, over, remove, run, size, type Where } from './core.ts'
import type { Given, Row } from './tables.ts'

/** Somebody of whom an address is known, and nothing else that is not said. */
export function addContact(db: Db, contact: Given<'contacts'> = {}): number {
  const n = size(db, 'contacts')
  return insert(db, 'contacts', valid(db, over({ email: `person${n}@company${n}.example` }, contact)))
}

/** So many, `contact(1)` the first. */
export function addContacts(db: Db, count: number, contact: (n: number) => Given<'contacts', 'email'>): void {
  insertMany(db, 'contacts', count, (n) => valid(db, contact(n)))
}

function valid(db: Db, contact: Given<'contacts', 'email'>): Row<'contacts'> {
  const emailKey = contact.email.toLowerCase()
  const domain = emailKey.slice(emailKey.indexOf('@') + 1)
  return over({ emailKey, domain, createdAt: instant(db), updatedAt: instant(db) }, contact)
}

export function alterContact(db: Db, where: Where<'contacts'>, changes: Partial<Row<'contacts'>>): void {
  alter(db, 'contacts', where, changes)
}

/** Nothing of them is kept: neither a suppression nor an event. Returns how many. */
export function removeContacts(db: Db, where: Where<'contacts'>): number {
  return remove(db, 'contacts', where)
}

/** One in `n` of all contacts gets a tag. */
export function tagEvery(db: Db, n: number, tag: string): void {
  run(db, 'insert into contact_tags (tag, contact_id) select ?, id from contacts where id % ? = 0', [tag, n])
}

/** After contacts were written while the triggers that keep the search were away. */
export function rebuildContactSearch(db: Db): void {
  run(db, `insert into contacts_search (contacts_search) values ('rebuild')`)
}

/** One that is through. */
export function addImport(db: Db, one: Given<'imports'> = {}): number {
  const usual = { fileName: 'x.csv', uploadPath: 'uploads/x', status: 'done' as const, options: {}, startedAt: instant(db) }
  return insert(db, 'imports', over(usual, one))
}

export function alterImport(db: Db, where: Where<'imports'>, changes: Partial<Row<'imports'>>): void {
  alter(db, 'imports', where, changes)
}

export function addImportReject(db: Db, reject: Given<'importRejects', 'importId'>): number {
  return insert(db, 'importRejects', over({ line: 2, reason: 'x', row: 'x' }, reject))
}

/** By the hash of an address, as a person would add it. */
export function addSuppression(db: Db, suppression: Given<'suppressions', 'hash'>): number {
  return insert(db, 'suppressions', over({ kind: 'email' as const, reason: 'manual' as const, createdAt: instant(db) }, suppression))
}

/** From the database alone: the file beside it still knows them. */
export function removeSuppressions(db: Db, where: Where<'suppressions'>): void {
  remove(db, 'suppressions', where)
}
