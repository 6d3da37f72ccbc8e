/**
 * Pages of contacts out of a million, in milliseconds: counts are kept until something is written, and a page is found
 * either by walking the sort's index and testing each contact, or by sorting all that match, whichever looks at less.
 */
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { UserError } from '../../../../shared/errors.ts'
import type { ContactQuery } from '../../../../shared/schemas/contacts.ts'
import type { ContactFilter } from '../../rules/contacts/contact-set.ts'
import type { Db } from '../core/open.ts'
import { statement } from '../core/statement.ts'
import { type Condition, conditionsOf } from './contact-filter.ts'

export interface FoundPage {
  /** In the order of the list. */
  ids: number[]
  nextCursor: string | null
  total: number
}

type Sort = ContactQuery['sort']

/** What is sorted by, and the index that has it in order. Ids are given in the order of creation. */
const sorts: Record<Sort, { key: SQL; index: SQL }> = {
  createdAt: { key: sql`contacts.id`, index: sql`not indexed` },
  email: { key: sql`contacts.email_key`, index: sql`indexed by contacts_email_key` },
  lastName: { key: sql`contacts.last_name collate nocase`, index: sql`indexed by contacts_last_name` },
  companyName: { key: sql`contacts.company_name collate nocase`, index: sql`indexed by contacts_company` },
  lastContactedAt: { key: sql`coalesce(last_contacted_at, 0)`, index: sql`indexed by contacts_contacted` },
}

export interface SearchLimits {
  /** Up to so many matches are simply sorted. */
  sortable: number
  /** So many contacts are tested along the sort's index before all matches are sorted after all. */
  walkable: number
}

const usualLimits: SearchLimits = { sortable: 10_000, walkable: 20_000 }

const cursorShape = z.tuple([
  z.enum(['createdAt', 'email', 'lastName', 'companyName', 'lastContactedAt']),
  z.enum(['asc', 'desc']),
  z.enum(['start', 'end']),
  z.union([z.string(), z.number()]),
  z.number().int(),
])
type Cursor = z.infer<typeof cursorShape>

/**
 * One page. With `from: 'end'` it is the last one, and its cursor leads backwards: to the page before it.
 * @throws UserError BAD_REQUEST for a cursor that is none, or belongs to another order
 */
export function findContacts(db: Db, query: ContactQuery, limits: SearchLimits = usualLimits): FoundPage {
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor, query)
  const conditions = conditionsOf(query)
  if (conditions === null) return { ids: [], nextCursor: null, total: 0 }
  const backwards = query.from === 'end'
  const descending = (query.order === 'desc') !== backwards
  const step: Step = { sort: query.sort, descending, cursor, skip: query.skip, limit: query.limit + 1 }
  const rows = findRows(db, conditions, step, limits, () => countContacts(db, query))
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > query.limit && last ? writeCursor([query.sort, query.order, query.from, last.key, last.id]) : null
  const ids = shown.map((row) => row.id)
  // A first page that is not full is all there is: nothing to count.
  const total = cursor === null && nextCursor === null && query.skip === 0 ? ids.length : countContacts(db, query)
  return { ids: backwards ? ids.reverse() : ids, nextCursor, total }
}

/** How many contacts match a filter, exactly. */
function countContacts(db: Db, filter: ContactFilter): number {
  const { search, tag, domain, companyName, importId, contacted } = filter
  const name = JSON.stringify([search, tag, domain, companyName, importId, contacted])
  const counts = countsOf(db)
  const known = counts.get(name)
  if (known !== undefined) return known
  const conditions = conditionsOf(filter)
  const count = conditions === null ? 0 : countFresh(db, conditions)
  if (counts.size >= 500) counts.clear()
  counts.set(name, count)
  return count
}

function countFresh(db: Db, conditions: Condition[]): number {
  const [driver, ...others] = conditions
  if (!driver) return statement(db, 'select count(*) from contacts').pluck().get() as number
  const tests = others.map((other) => other.test)
  const join = others.length === 0 ? sql`` : driver.join
  return db.orm.get<{ n: number }>(sql`select count(*) as n from ${driver.table} ${join} where ${all([driver.where, ...tests])}`).n
}

interface Step {
  sort: Sort
  /** The way the list is walked; against its order when it is read from its end. */
  descending: boolean
  cursor: Cursor | null
  /** So many of those beyond the cursor are passed over. */
  skip: number
  limit: number
}

interface Row {
  id: number
  key: string | number
}

function findRows(db: Db, conditions: Condition[], step: Step, limits: SearchLimits, count: () => number): Row[] {
  const [driver, ...others] = conditions
  if (!driver) return walkIndex(db, [], step)
  const even = conditions.find(({ stretch }) => stretch?.of === step.sort && stretch.fixed !== undefined)
  if (even) {
    // All that match are equal in what is sorted by, so only their ids count.
    const rest = conditions.filter((condition) => condition !== even)
    const rows = list(db, even, rest, { ...step, sort: 'createdAt' }, even.id)
    return rows.map(({ id }) => ({ id, key: even.stretch?.fixed ?? '' }))
  }
  // What meets the first condition comes in the order of ids: nothing to sort.
  if (step.sort === 'createdAt' && !driver.unordered) return list(db, driver, others, step, driver.id)
  return (
    (count() > limits.sortable ? walk(db, conditions, step, limits.walkable) : null) ?? list(db, driver, others, step, sql`contacts.id`)
  )
}

/** Reads all that meets the first condition, from the source that has just these. */
function list(db: Db, driver: Condition, others: Condition[], step: Step, id: SQL): Row[] {
  const key = step.sort === 'createdAt' ? id : sorts[step.sort].key
  const tests = others.map((other) => other.test)
  return db.orm.all<Row>(
    sql`select contacts.id as id, ${key} as key from ${driver.table} ${driver.join}
        where ${all([driver.where, ...tests, ...beyond(step, key, id)])} ${inOrder(step, key, id)} limit ${step.limit} offset ${step.skip}`,
  )
}

/** Walks along the sort's index. Null when the page was not full after testing `most` contacts. */
function walk(db: Db, conditions: Condition[], step: Step, most: number): Row[] | null {
  const { key, index } = sorts[step.sort]
  const id = sql`contacts.id`
  const bounds = conditions.filter((condition) => condition.stretch?.of === step.sort).map((condition) => condition.where)
  const tests = conditions.filter((condition) => condition.stretch?.of !== step.sort).map((condition) => condition.test)
  if (tests.length === 0) return walkIndex(db, bounds, step)
  const passed = all(tests)
  const rows = db.orm.all<Row & { passed: number; tested: number }>(
    sql`select id, key from (
          select contacts.id as id, ${key} as key, ${passed} as passed from contacts ${index}
          where ${all([sql`1`, ...bounds, ...beyond(step, key, id)])} ${inOrder(step, key, id)} limit ${most}
        ) where passed limit ${step.limit} offset ${step.skip}`,
  )
  return rows.length === step.limit ? rows : null
}

/** Every contact of a stretch counts, so those passed over are counted in the index alone. */
function walkIndex(db: Db, bounds: SQL[], step: Step): Row[] {
  const { key, index } = sorts[step.sort]
  const id = sql`contacts.id`
  return db.orm.all<Row>(
    sql`select contacts.id as id, ${key} as key from contacts ${index}
        where ${all([sql`1`, ...bounds, ...beyond(step, key, id)])} ${inOrder(step, key, id)} limit ${step.limit} offset ${step.skip}`,
  )
}

function beyond(step: Step, key: SQL, id: SQL): SQL[] {
  if (!step.cursor) return []
  const [, , , keyThere, idThere] = step.cursor
  const sign = step.descending ? sql`<` : sql`>`
  return step.sort === 'createdAt' ? [sql`${id} ${sign} ${idThere}`] : [sql`(${key}, ${id}) ${sign} (${keyThere}, ${idThere})`]
}

function inOrder(step: Step, key: SQL, id: SQL): SQL {
  const direction = step.descending ? sql`desc` : sql`asc`
  return step.sort === 'createdAt' ? sql`order by ${id} ${direction}` : sql`order by ${key} ${direction}, ${id} ${direction}`
}

function all(conditions: SQL[]): SQL {
  return sql.join(conditions, sql` and `)
}

const countCaches = new WeakMap<Db['sqlite'], { revision: string; counts: Map<string, number> }>()

/** Counts that still hold: `data_version` tells of other connections' commits, `total_changes` of this one's. */
function countsOf(db: Db): Map<string, number> {
  const revision = `${db.sqlite.pragma('data_version', { simple: true })} ${statement(db, 'select total_changes()').pluck().get()}`
  const cache = countCaches.get(db.sqlite)
  if (cache?.revision === revision) return cache.counts
  const counts = new Map<string, number>()
  countCaches.set(db.sqlite, { revision, counts })
  return counts
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function readCursor(text: string, query: ContactQuery): Cursor {
  const cursor = cursorShape.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')))
  if (cursor.success) {
    const [sort, order, from, key] = cursor.data
    const isNumber = sort === 'createdAt' || sort === 'lastContactedAt'
    if (sort === query.sort && order === query.order && from === query.from && (typeof key === 'number') === isNumber) return cursor.data
  }
  throw new UserError('BAD_REQUEST', 'The cursor does not belong to this list.', {
    advice: 'Use nextCursor of the page before with the same sort, order and from, or leave it out to begin anew.',
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
