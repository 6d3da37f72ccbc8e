import type { Enricher } from '../../../../../shared/schemas/discovery.ts'
import type { Tx } from '../../../db/core/commit.ts'
import { type CreatorRow, setCreator } from '../../../db/discovery/creators.ts'
import type { ContactAnswer } from '../../../ports/providers.ts'

const longest = 320

/** An address was found: it is checked next. */
export function answered(tx: Tx, creator: CreatorRow, answer: ContactAnswer & { email: string }): void {
  const { email, firstName, lastName, companyName } = answer
  setCreator(tx, creator.id, {
    status: 'addressed',
    reason: '',
    answer: {
      email: email.trim().slice(0, longest),
      firstName: firstName.slice(0, 200),
      lastName: lastName.slice(0, 200),
      companyName: companyName.slice(0, 300),
    },
  })
}

/** This one knows none: the next of the chain is asked, if there is one. */
export function missed(tx: Tx, creator: CreatorRow, chain: readonly Enricher[], reason: string): void {
  const next = creator.chainAt + 1
  if (next < chain.length) setCreator(tx, creator.id, { status: 'found', reason: '', chainAt: next })
  else setCreator(tx, creator.id, { status: 'no_address', reason })
}
