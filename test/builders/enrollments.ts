/** People in campaigns. */
import { alter, type Db, insert, insertMany, instant, over, remove, run, size, type Where } from './core.ts'
import type { Given, Row } from './tables.ts'

/** Somebody who waits for their first message. */
export function addEnrollment(db: Db, enrollment: Given<'enrollments', 'campaignId'>): number {
  return insert(db, 'enrollments', valid(db, over({ addressHash: `hash-${size(db, 'enrollments')}` }, enrollment)))
}

/** So many, `enrollment(1)` the first. */
export function addEnrollments(db: Db, count: number, enrollment: (n: number) => Given<'enrollments', 'campaignId' | 'addressHash'>): void {
  insertMany(db, 'enrollments', count, (n) => valid(db, enrollment(n)))
}

function valid(db: Db, enrollment: Given<'enrollments', 'campaignId' | 'addressHash'>): Row<'enrollments'> {
  return over({ status: 'pending' as const, createdAt: instant(db), updatedAt: instant(db) }, enrollment)
}

/** All contacts, in the order of their ids. */
export function enrollEverybody(db: Db, campaignId: number): void {
  run(
    db,
    `insert into enrollments (campaign_id, contact_id, address_hash, status, created_at, updated_at)
     select @campaignId, id, 'hash-' || id, 'pending', @at, @at from contacts`,
    { campaignId, at: instant(db) },
  )
}

export function alterEnrollment(db: Db, where: Where<'enrollments'>, changes: Partial<Row<'enrollments'>>): void {
  alter(db, 'enrollments', where, changes)
}

export function removeEnrollments(db: Db, where: Where<'enrollments'>): void {
  remove(db, 'enrollments', where)
}
