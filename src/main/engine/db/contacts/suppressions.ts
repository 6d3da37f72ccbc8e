/**
 * Whoever must never be contacted again. A row is a hash; the value beside it is only for people to read, and goes when
 * they are erased. `suppression-log.ts` keeps a second copy that outlives the database.
 */
import { desc, eq, sql } from 'drizzle-orm'
import type { Suppression } from '../../../../shared/schemas/contacts.ts'
import { blockingHashes, suppressionHash } from '../../rules/contacts/suppression-hash.ts'
import type { Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { suppressions } from '../core/schema.ts'
import { statement } from '../core/statement.ts'
import { getWorkspace } from '../core/workspace.ts'

export type SuppressionKind = Suppression['kind']
export type SuppressionReason = Suppression['reason']
export type SuppressionRow = typeof suppressions.$inferSelect

/** The stronger reason stays: nobody lifts an opt-out because the address had also been put there by hand. */
const strength: Record<SuppressionReason, number> = { manual: 0, imported: 1, bounced: 2, complained: 3, unsubscribed: 4, erased: 5 }

export function isStronger(a: SuppressionReason, b: SuppressionReason): boolean {
  return strength[a] > strength[b]
}

/** This workspace's id: the salt of its hashes. */
export function workspaceId(db: Db): string {
  return getWorkspace(db).id
}

/** Whether an address (in lower case), its domain or a domain above that is suppressed. */
export function isSuppressed(db: Db, workspaceId: string, emailKey: string): boolean {
  return suppressedKeys(db, workspaceId, [emailKey]).has(emailKey)
}

/** Whether the person of a hash was erased: nothing that names them is kept again. */
export function isErased(db: Db, hash: string): boolean {
  return statement(db, 'select reason from suppressions where hash = ?').pluck().get(hash) === 'erased'
}

/** Which of these addresses (in lower case) are suppressed. One query for any number of them. */
export function suppressedKeys(db: Db, workspaceId: string, emailKeys: readonly string[]): Set<string> {
  const keysByHash = new Map<string, string[]>()
  for (const key of emailKeys) {
    for (const hash of blockingHashes(workspaceId, key)) {
      const keys = keysByHash.get(hash)
      if (keys) keys.push(key)
      else keysByHash.set(hash, [key])
    }
  }
  const hits = statement(db, 'select s.hash from json_each(?) j join suppressions s on s.hash = j.value')
    .pluck()
    .all(JSON.stringify([...keysByHash.keys()])) as string[]
  return new Set(hits.flatMap((hash) => keysByHash.get(hash) ?? []))
}

export interface NewSuppression {
  kind: SuppressionKind
  /** A parsed address or domain. */
  value: string
  reason: SuppressionReason
  note?: string
}

/**
 * Adds a suppression, once for each address or domain. Said again with a stronger reason, the stronger one stays (and
 * the row gets a new id); `erased` also takes the readable value away. Stops no enrollment: `changes/suppress.ts` does.
 */
export function addSuppression(tx: Tx, added: NewSuppression): { id: number; added: boolean } {
  const hash = suppressionHash(workspaceId(tx), added.kind, added.value)
  const before = tx.orm.select().from(suppressions).where(eq(suppressions.hash, hash)).get()
  if (before && !isStronger(added.reason, before.reason)) return { id: before.id, added: false }
  if (before) tx.orm.delete(suppressions).where(eq(suppressions.id, before.id)).run()
  const erased = added.reason === 'erased'
  const { id } = tx.orm
    .insert(suppressions)
    .values({
      kind: added.kind,
      hash,
      value: erased ? null : added.value.toLowerCase(),
      reason: added.reason,
      note: erased ? '' : (added.note ?? before?.note ?? ''),
      createdAt: before?.createdAt ?? tx.at,
    })
    .returning({ id: suppressions.id })
    .get()
  tx.emit({ type: 'suppressions.changed' })
  return { id, added: !before }
}

/** The row, or null. */
export function getSuppression(db: Db, id: number): SuppressionRow | null {
  return db.orm.select().from(suppressions).where(eq(suppressions.id, id)).get() ?? null
}

/** Whether a person may lift it: never where somebody asked not to be written to. */
export function isLiftable(reason: SuppressionReason): boolean {
  return strength[reason] < strength.complained
}

/** Takes the row away. Call `logLifted` after the commit, or the next start brings it back. */
export function deleteSuppression(tx: Tx, id: number): void {
  tx.orm.delete(suppressions).where(eq(suppressions.id, id)).run()
  tx.emit({ type: 'suppressions.changed' })
}

export interface SuppressionPage {
  rows: SuppressionRow[]
  /** Id to go on from, null on the last page. */
  next: number | null
  total: number
}

/**
 * Newest first. `search` is found anywhere in the readable value; a whole address or domain is also found by its hash.
 * @param hashes of what was searched for
 */
export function listSuppressions(
  db: Db,
  query: { search: string; hashes: string[]; before: number | null; limit: number },
): SuppressionPage {
  const like = `%${query.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const matches =
    query.search === ''
      ? sql`1`
      : sql`(${suppressions.value} like ${like} escape '\\' or ${suppressions.hash} in (select value from json_each(${JSON.stringify(query.hashes)})))`
  const rows = db.orm
    .select()
    .from(suppressions)
    .where(sql`${matches} and ${query.before === null ? sql`1` : sql`${suppressions.id} < ${query.before}`}`)
    .orderBy(desc(suppressions.id))
    .limit(query.limit + 1)
    .all()
  const total = db.orm.get<{ n: number }>(sql`select count(*) as n from ${suppressions} where ${matches}`).n
  const shown = rows.slice(0, query.limit)
  return { rows: shown, next: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null, total }
}
