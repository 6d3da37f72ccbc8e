/** Writes a batch of an import's rows: few statements for many rows, and the progress with them. */
import type { RowContact } from '../../rules/contacts/csv/row.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { creationTime } from './contacts.ts'
import type { Reject } from './imports.ts'

export interface Batch {
  importId: number
  /** Rows that are in the database already: a batch that does not follow on is refused. */
  rowsBefore: number
  bytesRead: number
  contacts: RowContact[]
  rejects: Reject[]
  duplicates: 'merge' | 'skip'
  /** Tags that everybody gets. */
  tags: readonly string[]
  /** UTC milliseconds. */
  at: number
}

const columns = 11
/** Rows of one statement. Many at once matter: the search index is written to disk once a statement. */
const sizes = [64, 16, 4, 1] as const

/**
 * One short transaction: contacts, tags, rejects and how far the import has come.
 * @returns false where the import was ended meanwhile; nothing is written then
 */
export function writeBatch(db: Db, batch: Batch): boolean {
  return db.sqlite.transaction(() => write(db, batch)).immediate()
}

function write(db: Db, batch: Batch): boolean {
  const existing = existingKeys(db, batch.contacts)
  const fresh: RowContact[] = []
  const known: RowContact[] = []
  for (const contact of batch.contacts) {
    if (existing.has(contact.key)) known.push(contact)
    else {
      existing.add(contact.key)
      fresh.push(contact)
    }
  }
  const merge = batch.duplicates === 'merge'
  const progress = statement(
    db,
    `update imports set rows_read = rows_read + ?, bytes_read = max(bytes_read, ?), created = created + ?, merged = merged + ?,
       skipped = skipped + ?, rejected = rejected + ? where id = ? and status = 'running' and rows_read = ?`,
  ).run(
    batch.contacts.length + batch.rejects.length,
    batch.bytesRead,
    fresh.length,
    merge ? known.length : 0,
    merge ? 0 : known.length,
    batch.rejects.length,
    batch.importId,
    batch.rowsBefore,
  )
  if (progress.changes === 0) return false
  const addReject = statement(db, 'insert into import_rejects (import_id, line, reason, row) values (?, ?, ?, ?)')
  for (const { line, reason, row } of batch.rejects) addReject.run(batch.importId, line, reason, row.slice(0, 4_000))
  const at = creationTime(db, batch.at)
  upsert(db, fresh, batch.importId, at)
  if (merge) upsert(db, known, batch.importId, at)
  writeTags(db, merge ? batch.contacts : fresh, batch.tags)
  return true
}

function existingKeys(db: Db, contacts: readonly RowContact[]): Set<string> {
  const keys = JSON.stringify(contacts.map((contact) => contact.key))
  return new Set(
    statement(db, 'select email_key from contacts where email_key in (select value from json_each(?))').pluck().all(keys) as string[],
  )
}

function upsert(db: Db, contacts: readonly RowContact[], importId: number, at: number): void {
  for (let from = 0; from < contacts.length; ) {
    const left = contacts.length - from
    const size = sizes.find((rows) => rows <= left) ?? 1
    const values: (string | number)[] = []
    for (let row = from; row < from + size; row++) {
      const contact = contacts[row]
      if (!contact) continue
      values.push(contact.email, contact.key, contact.domain, contact.firstName)
      values.push(contact.lastName, contact.fullName, contact.companyName, contact.customFields, importId, at, at)
    }
    statement(db, upsertSql(size)).run(values)
    from += size
  }
}

const upserts = new Map<number, string>()

/**
 * What the file has replaces what was there, what it leaves empty stays, custom fields are joined. A full name that was
 * only first and last name joined follows them; one that was written by hand stays unless the file has its own.
 */
function upsertSql(size: number): string {
  const known = upserts.get(size)
  if (known) return known
  const row = `(${Array(columns).fill('?').join(',')})`
  const kept = (column: string) => `case when excluded.${column} = '' then contacts.${column} else excluded.${column} end`
  const joined = (from: string) => `trim(${from}.first_name || ' ' || ${from}.last_name)`
  const sql = `insert into contacts
    (email, email_key, domain, first_name, last_name, full_name, company_name, custom_fields, import_id, created_at, updated_at)
    values ${Array(size).fill(row).join(',')}
    on conflict (email_key) do update set
      first_name = ${kept('first_name')}, last_name = ${kept('last_name')}, company_name = ${kept('company_name')},
      full_name = case
        when excluded.full_name <> ${joined('excluded')} then excluded.full_name
        when contacts.full_name = ${joined('contacts')} then trim(${kept('first_name')} || ' ' || ${kept('last_name')})
        else contacts.full_name end,
      custom_fields = case when excluded.custom_fields = '{}' then contacts.custom_fields
        else json_patch(contacts.custom_fields, excluded.custom_fields) end,
      import_id = excluded.import_id, updated_at = excluded.updated_at`
  upserts.set(size, sql)
  return sql
}

function writeTags(db: Db, contacts: readonly RowContact[], tags: readonly string[]): void {
  const keysByTag = new Map<string, string[]>()
  if (contacts.length > 0) {
    for (const tag of tags)
      keysByTag.set(
        tag,
        contacts.map((contact) => contact.key),
      )
  }
  for (const contact of contacts) {
    for (const tag of contact.tags) {
      const keys = keysByTag.get(tag)
      if (keys) keys.push(contact.key)
      else keysByTag.set(tag, [contact.key])
    }
  }
  const add = statement(
    db,
    `insert or ignore into contact_tags (tag, contact_id)
     select ?, id from contacts where email_key in (select value from json_each(?)) order by id`,
  )
  for (const [tag, keys] of keysByTag) add.run(tag, JSON.stringify(keys))
}
