/** Words and pictures of a provider's state. Pure. */
import type { Enricher, Provider, ProviderKind } from '../../../shared/schemas/discovery.ts'
import type { StatusView } from '../words/status.ts'

export const providerNames: Record<ProviderKind, string> = { influencers_club: 'Influencers Club', clay: 'Clay' }

type Facts = readonly Pick<Provider, 'kind' | 'connected' | 'problem' | 'clay'>[]

export function providerView({ connected, problem }: Pick<Provider, 'connected' | 'problem'>): StatusView {
  if (!connected) return { word: 'Not connected', hue: 'quiet', icon: 'stop' }
  return problem === '' ? { word: 'Connected', hue: 'good', icon: 'check' } : { word: 'Needs you', hue: 'needs', icon: 'alert' }
}

/** What is missing before it can be asked for an address, as the words of a link; null: it can be. */
export function missingFor(enricher: Enricher, providers: Facts): string | null {
  const of = (kind: ProviderKind) => providers.find((one) => one.kind === kind)
  switch (enricher) {
    case 'sandbox':
      return null
    case 'influencers_club':
      return missingOf(of('influencers_club'))
    case 'clay_table':
      return of('clay')?.clay?.webhookUrl ? null : 'Set up the table'
    case 'clay_routine':
      return missingOf(of('clay')) ?? (of('clay')?.clay?.routineId ? null : 'Choose the routine')
  }
}

function missingOf(provider: Facts[number] | undefined): string | null {
  if (!provider?.connected) return 'Connect it'
  return provider.problem === '' ? null : 'Put it right'
}

/** The part of the providers page where it is put right. */
export function providerPlace(enricher: Enricher): string {
  return enricher === 'influencers_club' ? '/providers?connect=influencers_club' : '/providers?connect=clay'
}
