/** The days of recurring campaigns: whom they found, what that cost, the services behind it, and the mail at the end. */
import { alter, type Db, insert, instant, over, remove, size, type Where } from './core.ts'
import type { Given, Row } from './tables.ts'

/** A day that is over, and went well. */
export function addRun(db: Db, run: Given<'runs', 'campaignId' | 'day'>): number {
  return insert(db, 'runs', over({ status: 'succeeded' as const, stage: 'done' as const, closesAt: 0 }, run))
}

export function alterRun(db: Db, where: Where<'runs'>, changes: Partial<Row<'runs'>>): void {
  alter(db, 'runs', where, changes)
}

export function removeRuns(db: Db, where: Where<'runs'>): void {
  remove(db, 'runs', where)
}

/** Somebody on Instagram of whom no address is known yet. */
export function addCreator(db: Db, creator: Given<'creators', 'campaignId' | 'runId'>): number {
  const n = size(db, 'creators') + 1
  const person = { platform: 'instagram', platformId: `p${n}`, handle: `handle${n}` }
  const usual = { ...person, status: 'found' as const, createdAt: instant(db), updatedAt: instant(db) }
  return insert(db, 'creators', over(usual, creator))
}

export function alterCreator(db: Db, where: Where<'creators'>, changes: Partial<Row<'creators'>>): void {
  alter(db, 'creators', where, changes)
}

/** A search that was answered. */
export function addPurchase(db: Db, purchase: Given<'purchases'>): number {
  const usual = { provider: 'influencers_club' as const, kind: 'search' as const, status: 'done' as const, askedAt: instant(db) }
  return insert(db, 'purchases', over(usual, purchase))
}

export function removePurchases(db: Db, where: Where<'purchases'>): void {
  remove(db, 'purchases', where)
}

/** By its kind; a test connects it first, with its key among the secrets. */
export function alterProvider(db: Db, where: Where<'providers'>, changes: Partial<Row<'providers'>>): void {
  alter(db, 'providers', where, changes)
}
