import { isIP } from 'node:net'
import { UserError } from '../../../../shared/errors.ts'
import type { ProviderPorts } from '../../ports/providers.ts'
import { serviceUrl } from '../../rules/discovery/service-url.ts'
import { createMailDomains } from '../mail/mail-domains.ts'
import { clayUrl, createClay } from './clay.ts'
import { createInfluencersClub, influencersClubUrl } from './influencers-club.ts'
import type { ServiceOptions } from './service.ts'

/**
 * The services that people have accounts with. Other addresses come from the environment:
 * - `CAMPAIGN_DESK_INFLUENCERS_CLUB_URL` and `CAMPAIGN_DESK_CLAY_URL`: https, or this machine
 * - `CAMPAIGN_DESK_DNS`: name servers instead of the system's, `127.0.0.1:5353`, separated by commas
 * @throws UserError where one of them is not usable: nothing is to be sent to an address that nobody meant
 */
export function createProviders(environment: Record<string, string | undefined>, options: ServiceOptions): ProviderPorts {
  const at = (setting: string, usual: string) => serviceUrl(setting, environment[setting], usual)
  return {
    creators: createInfluencersClub({ ...options, url: at('CAMPAIGN_DESK_INFLUENCERS_CLUB_URL', influencersClubUrl) }),
    enrichment: createClay({ ...options, url: at('CAMPAIGN_DESK_CLAY_URL', clayUrl) }),
    domains: createMailDomains({ clock: options.clock, dnsServers: nameServers(environment.CAMPAIGN_DESK_DNS) }),
  }
}

/** Undefined: the system's. */
function nameServers(given: string | undefined): string[] | undefined {
  const text = given?.trim() ?? ''
  if (text === '') return undefined
  const servers = text.split(',').map((server) => server.trim())
  if (servers.every(isNameServer)) return servers
  throw new UserError('PRECONDITION_FAILED', 'CAMPAIGN_DESK_DNS is not a list of name servers.', {
    advice: 'Give IP addresses, each with a port if it is not 53, such as 127.0.0.1:5353, or remove the setting.',
  })
}

function isNameServer(server: string): boolean {
  if (isIP(server) !== 0) return true
  const [, host = '', port = ''] = /^(.*):(\d{1,5})$/.exec(server) ?? []
  return isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0 && Number(port) > 0 && Number(port) <= 65_535
}
