import type { DiscoveryAudience, Enricher } from '../../../shared/schemas/discovery.ts'
import type { Ports } from '../ports/ports.ts'
import type { ProviderPorts } from '../ports/providers.ts'

/** Who is asked for a campaign. */
export interface Services extends ProviderPorts {
  /** Invented people: no key is needed, nothing is charged, nobody is reached. */
  pretend: boolean
}

/** The services of a campaign: in test mode, and in the sandbox, invented ones (rule 9). */
export function servicesFor({ ports }: { ports: Ports }, campaign: { testMode: boolean }): Services {
  const pretend = campaign.testMode || ports.providers === ports.invented
  return { ...(pretend ? ports.invented : ports.providers), pretend }
}

/** Whom to ask for addresses, in order. Invented addresses never go to a campaign that writes to real people. */
export function chainOf(services: Services, audience: DiscoveryAudience): Enricher[] {
  return services.pretend ? ['sandbox'] : audience.enrichment.filter((enricher) => enricher !== 'sandbox')
}
