/** A choice of contacts as SQL: the same for lists, bulk actions and enrolling. */
import { type SQL, sql } from 'drizzle-orm'
import type { ContactQuery } from '../../../../shared/schemas/contacts.ts'
import { parseDomain } from '../../rules/contacts/address.ts'
import type { ContactFilter, ContactSet } from '../../rules/contacts/contact-set.ts'
import { searchExpression } from '../../rules/contacts/search-words.ts'

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

/** Which contacts are meant, as a condition on rows of `contacts`, for statements over any number of them. */
export function contactsSql(set: ContactSet): SQL {
  if ('ids' in set) return sql`contacts.id in (select value from json_each(${JSON.stringify(set.ids)}))`
  if ('emailKeys' in set) return sql`contacts.email_key in (select value from json_each(${JSON.stringify(set.emailKeys)}))`
  if ('filter' in set) return filterSql(set.filter)
  if ('of' in set)
    return sql`(${contactsSql(set.of)}) and contacts.id not in (select value from json_each(${JSON.stringify(set.exceptIds)}))`
  if ('any' in set) {
    return sql.join(
      set.any.map((one) => sql`(${contactsSql(one)})`),
      sql` or `,
    )
  }
  return sql`1`
}

/** A filter without conditions is refused where a selection is read (`rules/contacts/contact-set.ts`). */
function filterSql(filter: ContactFilter): SQL {
  const conditions = conditionsOf(filter)
  if (!conditions) return sql`0`
  const tests = conditions.map((condition) => condition.test)
  return sql.join(tests, sql` and `)
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
