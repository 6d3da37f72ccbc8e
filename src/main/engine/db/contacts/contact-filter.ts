/** A choice of contacts as SQL: the same for lists, bulk actions and enrolling. */
import { type SQL, sql } from 'drizzle-orm'
import { UserError } from '../../../../shared/errors.ts'
import type { ContactQuery, ContactSelection } from '../../../../shared/schemas/contacts.ts'
import { parseDomain } from '../../rules/contacts/address.ts'
import { searchExpression } from '../../rules/contacts/search-words.ts'

export type ContactFilter = Pick<ContactQuery, 'search' | 'tag' | 'domain' | 'companyName' | 'importId' | 'contacted'>

/**
 * One condition of a filter, in the two ways of using it: `table` + `join` + `where` list the contacts that meet it (in
 * the order of `id`, unless `unordered`), `test` asks it of a row of `contacts` at hand.
 */
export interface Condition {
  table: SQL
  /** What brings `contacts` in, where `table` is another one. */
  join: SQL
  /** The contact's id as `table` has it. */
  id: SQL
  where: SQL
  test: SQL
  unordered?: boolean
  /** The sort whose index the condition is a stretch of; `fixed` is what is sorted by, where that is the same for all. */
  stretch?: { of: ContactQuery['sort']; fixed?: string | number }
}

/** The conditions of a filter, the one that is likely to leave the fewest first. Null: it can match nothing. */
export function conditionsOf(filter: ContactFilter): Condition[] | null {
  const conditions: Condition[] = []
  const search = searchExpression(filter.search)
  if (search === 'none') return null
  if (search) conditions.push(bySearch(search.match))
  if (filter.importId !== undefined) conditions.push(byIndex('contacts_import', sql`contacts.import_id = ${filter.importId}`))
  if (filter.companyName)
    conditions.push({
      ...byIndex('contacts_company', sql`contacts.company_name = ${filter.companyName} collate nocase`),
      stretch: { of: 'companyName', fixed: '' },
    })
  if (filter.tag) conditions.push(byTag(filter.tag))
  if (filter.domain) conditions.push(byIndex('contacts_domain', sql`contacts.domain = ${normalDomain(filter.domain)}`))
  if (filter.contacted === false)
    conditions.push({
      ...byIndex('contacts_contacted', sql`coalesce(last_contacted_at, 0) = 0`),
      stretch: { of: 'lastContactedAt', fixed: 0 },
    })
  if (filter.contacted === true) {
    conditions.push({
      ...byIndex('contacts_contacted', sql`coalesce(last_contacted_at, 0) > 0`),
      unordered: true,
      stretch: { of: 'lastContactedAt' },
    })
  }
  return conditions
}

/**
 * Which contacts are meant, as a condition on rows of `contacts`, for statements over any number of them.
 * @throws UserError BAD_REQUEST unless exactly one of ids, filter and all is given, or for a filter without conditions
 */
export function selectionSql(selection: ContactSelection): { where: SQL } {
  const { where } = chosenSql(selection)
  const { exceptIds = [] } = selection
  if (exceptIds.length === 0) return { where }
  return { where: sql`${where} and contacts.id not in (select value from json_each(${JSON.stringify(exceptIds)}))` }
}

function chosenSql(selection: ContactSelection): { where: SQL } {
  const given = [selection.contactIds !== undefined, selection.filter !== undefined, selection.all === true].filter(Boolean)
  if (given.length !== 1) {
    throw new UserError('BAD_REQUEST', 'It is not clear which contacts are meant.', {
      advice: 'Give exactly one of contactIds, filter, and all: true.',
    })
  }
  if (selection.contactIds) return { where: sql`contacts.id in (select value from json_each(${JSON.stringify(selection.contactIds)}))` }
  if (selection.all) return { where: sql`1` }
  const conditions = conditionsOf(selection.filter ?? {})
  if (!conditions) return { where: sql`0` }
  if (conditions.length === 0) {
    throw new UserError('BAD_REQUEST', 'The filter is empty, so it is not clear which contacts are meant.', {
      advice: 'Give all: true where everybody is meant.',
    })
  }
  const tests = conditions.map((condition) => condition.test)
  return { where: sql.join(tests, sql` and `) }
}

function bySearch(match: string): Condition {
  return {
    table: sql`contacts_search`,
    join: sql`cross join contacts on contacts.id = contacts_search.rowid`,
    id: sql`contacts_search.rowid`,
    where: sql`contacts_search match ${match}`,
    // Listed once a statement. Asked for a single contact, FTS5 would go through all words with that beginning each time.
    test: sql`contacts.id in (select rowid from contacts_search where contacts_search match ${match})`,
  }
}

function byTag(tag: string): Condition {
  return {
    table: sql`contact_tags`,
    join: sql`cross join contacts on contacts.id = contact_tags.contact_id`,
    id: sql`contact_tags.contact_id`,
    where: sql`contact_tags.tag = ${tag}`,
    test: sql`exists (select 1 from contact_tags where contact_tags.tag = ${tag} and contact_tags.contact_id = contacts.id)`,
  }
}

function byIndex(index: string, where: SQL): Condition {
  return { table: sql`contacts indexed by ${sql.identifier(index)}`, join: sql``, id: sql`contacts.id`, where, test: where }
}

function normalDomain(domain: string): string {
  const parsed = parseDomain(domain)
  return parsed.ok ? parsed.domain : domain.toLowerCase()
}
