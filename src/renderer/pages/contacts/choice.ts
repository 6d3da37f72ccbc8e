import type { ContactSelection } from '../../../shared/schemas/contacts.ts'
import type { Choice } from '../../components/table/use-selection.ts'

/** What narrows the list, as the page has it: empty text and null narrow nothing. */
export interface Filters {
  search: string
  tag: string
  companyName: string
  domain: string
  importId: number | null
  contacted: boolean | null
}

export const noFilters: Filters = { search: '', tag: '', companyName: '', domain: '', importId: null, contacted: null }

/** The same as the contract takes it. */
export function asQuery(filters: Filters): NonNullable<ContactSelection['filter']> {
  const { search, tag, companyName, domain, importId, contacted } = filters
  return {
    ...(search.trim() && { search: search.trim() }),
    ...(tag && { tag }),
    ...(companyName.trim() && { companyName: companyName.trim() }),
    ...(domain.trim() && { domain: domain.trim() }),
    ...(importId !== null && { importId }),
    ...(contacted !== null && { contacted }),
  }
}

/** Whom a choice means: by id, or all that match now, whoever they are when it is done. */
export function asSelection(choice: Choice, filters: Filters): ContactSelection {
  if (choice.kind === 'some') return { contactIds: [...choice.ids] }
  const filter = asQuery(filters)
  const except = choice.except.size > 0 ? { exceptIds: [...choice.except] } : {}
  return Object.keys(filter).length > 0 ? { filter, ...except } : { all: true, ...except }
}
