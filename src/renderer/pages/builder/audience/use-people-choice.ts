import { useState } from 'react'
import type { ContactSelection } from '../../../../shared/schemas/contacts.ts'
import { useDesk } from '../../../hooks/desk-context.tsx'
import { useLiveValue } from '../../../hooks/use-live.ts'
import { useSlowly } from '../../../hooks/use-slowly.ts'
import type { Problem } from '../../../lib/words/problem.ts'

export type Way = 'all' | 'tag' | 'import' | 'search' | 'pick'

interface Fields {
  way: Way
  tag: string
  importId: string
  search: string
  picked: ReadonlySet<number>
}

export interface PeopleChoice extends Fields {
  /** The words searched for, a moment after they were typed. */
  slowSearch: string
  set(change: Partial<Fields>): void
  /** Null while nobody is chosen. */
  selection: ContactSelection | null
  /** How many contacts that are, counted by the engine; null until it has answered. */
  count: number | null
  problem: Problem | null
  recount(): void
}

/** Which contacts are chosen, by one of the ways. */
export function usePeopleChoice(): PeopleChoice {
  const desk = useDesk()
  const [fields, setFields] = useState<Fields>({ way: 'all', tag: '', importId: '', search: '', picked: new Set() })
  const slowSearch = useSlowly(fields.search.trim(), 250)
  const selection = selectionOf(fields, slowSearch)
  const matching = useLiveValue(
    `matching ${JSON.stringify(selection)}`,
    async () => {
      if (selection === null || selection.contactIds) return null
      const { total } = await desk.client.contacts.list({ ...selection.filter, limit: 1 })
      return total
    },
    ({ type }) => type === 'contacts.changed' || type === 'import.changed',
  )
  const counted = selection === null ? 0 : matching.value
  return {
    ...fields,
    slowSearch,
    set: (change) => setFields((before) => ({ ...before, ...change })),
    selection,
    count: fields.way === 'pick' ? fields.picked.size : counted,
    problem: matching.problem,
    recount: matching.touch,
  }
}

function selectionOf({ way, tag, importId, picked }: Fields, search: string): ContactSelection | null {
  switch (way) {
    case 'all':
      return { all: true }
    case 'tag':
      return tag === '' ? null : { filter: { tag } }
    case 'import':
      return importId === '' ? null : { filter: { importId: Number(importId) } }
    case 'search':
      return search === '' ? null : { filter: { search } }
    default:
      return picked.size === 0 ? null : { contactIds: [...picked] }
  }
}
