import type { Enricher } from '../../../../shared/schemas/discovery.ts'
import type { CreatorStatus } from '../../../../shared/schemas/runs.ts'
import type { Tx } from '../../db/core/commit.ts'
import { movePlaces } from '../../db/discovery/creators.ts'

/**
 * Another chain of enrichers for creators who are on the way: a place in the old one becomes a place in the new one, such that
 * nobody who was paid for an answer about somebody is paid for it again. Whoever stands before them in the new chain is
 * passed over for those people.
 */
export function rechain(tx: Tx, campaignId: number, before: readonly Enricher[], after: readonly Enricher[]): void {
  const [old, chain] = [before, after].map((one) => one.filter((enricher) => enricher !== 'sandbox')) as [Enricher[], Enricher[]]
  if (old.join() === chain.join()) return
  const places = [...old.keys(), old.length]
  /** Behind everybody who was asked. */
  const next = (asked: number) => Math.max(-1, ...old.slice(0, asked).map((enricher) => chain.indexOf(enricher))) + 1
  const again = (at: number) => {
    const place = chain.indexOf(old[at] ?? 'sandbox')
    return place === -1 ? next(at) : place
  }
  const all = (status: CreatorStatus, to: (at: number) => number) => movePlaces(tx, campaignId, status, places.map(to))
  all('found', next)
  // They are asked about, or were: whoever comes next is one further.
  for (const status of ['asking', 'waiting', 'addressed'] as const) all(status, (at) => next(at + 1) - 1)
  // A person may have the same one asked again.
  all('unsure', again)
}
