import { UserError } from '../../../../shared/errors.ts'
import type { ContactQuery, ContactSelection } from '../../../../shared/schemas/contacts.ts'
import { searchExpression } from './search-words.ts'

/** What contacts are looked for by. All of it has to be met; what is left out is not asked about. */
export type ContactFilter = Pick<ContactQuery, 'search' | 'tag' | 'domain' | 'companyName' | 'importId' | 'contacted'>

/** Which contacts are meant, as a value that rooms hand on; `db/` alone makes SQL of it. */
export type ContactSet =
  | { all: true }
  | { ids: readonly number[] }
  /** By their addresses, in lower case. */
  | { emailKeys: readonly string[] }
  | { filter: ContactFilter }
  | { of: ContactSet; exceptIds: readonly number[] }
  /** Whoever is in one of these. */
  | { any: readonly ContactSet[] }

/**
 * Which contacts a selection means.
 * @throws UserError BAD_REQUEST unless exactly one of ids, filter and all is given, or for a filter without conditions
 */
export function contactsMeant(selection: ContactSelection): ContactSet {
  const of = chosen(selection)
  const { exceptIds = [] } = selection
  return exceptIds.length === 0 ? of : { of, exceptIds }
}

function chosen({ contactIds, filter, all }: ContactSelection): ContactSet {
  const given = [contactIds !== undefined, filter !== undefined, all === true].filter(Boolean)
  if (given.length !== 1) {
    throw new UserError('BAD_REQUEST', 'It is not clear which contacts are meant.', {
      advice: 'Give exactly one of contactIds, filter, and all: true.',
    })
  }
  if (contactIds) return { ids: contactIds }
  if (all) return { all }
  if (!asksSomething(filter ?? {})) {
    throw new UserError('BAD_REQUEST', 'The filter is empty, so it is not clear which contacts are meant.', {
      advice: 'Give all: true where everybody is meant.',
    })
  }
  return { filter: filter ?? {} }
}

/** Whether a filter has any condition. */
function asksSomething({ search, tag, domain, companyName, importId, contacted }: ContactFilter): boolean {
  if (tag || domain || companyName || importId !== undefined || contacted !== undefined) return true
  return searchExpression(search) !== null
}
