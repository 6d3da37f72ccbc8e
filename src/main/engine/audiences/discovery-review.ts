import type { Enricher } from '../../../shared/schemas/discovery.ts'
import type { CampaignRow } from '../db/campaigns/campaigns.ts'
import type { Db } from '../db/core/open.ts'
import { discoveryOf } from '../db/discovery/discoveries.ts'
import { type ProviderRow, providerOf } from '../db/discovery/providers.ts'
import { hasCriteria } from '../rules/discovery/words.ts'
import type { ReviewItem } from './audience.ts'

/** What keeps a recurring campaign from finding anybody. */
export function discoveryBlockers(db: Db, campaign: CampaignRow, pretend: boolean): ReviewItem[] {
  const discovery = discoveryOf(db, campaign.id)
  if (discovery === null) return []
  const items: ReviewItem[] = []
  const block = (code: ReviewItem['code'], message: string) => items.push({ level: 'blocker', code, message, count: 1 })
  if (!hasCriteria(discovery.criteria)) {
    block(
      'no_criteria',
      'Nothing says whom to look for but the platform. Give a niche, keywords, places, languages, followers or engagement.',
    )
  }
  if (pretend) return items
  const source = providerOf(db, 'influencers_club')
  if (!source.connected) block('no_provider', 'Influencers Club is not connected, so nobody can be found.')
  const clay = providerOf(db, 'clay')
  if (!discovery.enrichment.some((one) => isUsable(one, source, clay))) {
    block('no_provider', `Nobody can be asked for addresses. ${discovery.enrichment.map((one) => missing[one]).join(' ')}`)
  }
  return items
}

/** What a recurring campaign should be looked at for before it begins. */
export function discoveryWarnings(db: Db, campaign: CampaignRow, pretend: boolean): ReviewItem[] {
  const discovery = discoveryOf(db, campaign.id)
  if (discovery === null || pretend) return []
  const source = providerOf(db, 'influencers_club')
  const asked = [source, ...(discovery.enrichment.includes('clay_routine') ? [providerOf(db, 'clay')] : [])]
  return asked
    .filter((row) => row.connected && row.problem !== '')
    .map((row) => ({ level: 'warning', code: 'provider_problem', message: row.problem, count: 1 }))
}

function isUsable(one: Enricher, source: ProviderRow, clay: ProviderRow): boolean {
  switch (one) {
    case 'influencers_club':
      return source.connected
    case 'clay_routine':
      return clay.connected && clay.clay !== null && clay.clay.routineId !== ''
    case 'clay_table':
      return clay.clay !== null && clay.clay.webhookUrl !== ''
    case 'sandbox':
      // Invented addresses are for invented people.
      return false
    default:
      return one satisfies never
  }
}

const missing: Record<Enricher, string> = {
  influencers_club: 'Influencers Club is not connected.',
  clay_routine: 'Clay is not connected, or no routine of it is chosen.',
  clay_table: "The webhook of Clay's table is not set.",
  sandbox: 'Invented addresses are for test mode only.',
}
