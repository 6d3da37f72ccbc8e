import { getDomain } from 'tldts'
import { UserError } from '../../../shared/errors.ts'
import type { MailboxDiscovery, MailServer } from '../../../shared/schemas/mailboxes.ts'
import type { MailDiscovery } from '../ports/mail.ts'

import { parseAddress } from '../rules/contacts/address.ts'
import { autoconfigUrls, directoryUrl, parseAutoconfig } from '../rules/mailboxes/autoconfig.ts'
import { discoveryFromPreset, presetForDomain, presetForMx } from '../rules/mailboxes/mailbox-presets.ts'

export interface DiscoverOptions {
  /** Ask the domain itself: DNS, and documents over HTTPS. */
  lookup: boolean
  /** Also ask Thunderbird's directory, which then learns the domain. */
  directory: boolean
}

/**
 * Finds the servers for an address: known providers by domain and by MX, then documents that the domain or its mail
 * provider publishes, then DNS (RFC 8314, 6186). Null: nothing was found, a person has to fill them in.
 *
 * MX comes before documents: many web hosts publish documents for their own mail servers on domains whose mail is
 * with somebody else.
 * @throws UserError BAD_REQUEST for what is no address
 */
export async function discoverMailbox(port: MailDiscovery, input: string, options: DiscoverOptions): Promise<MailboxDiscovery | null> {
  const address = parseAddress(input)
  if (!address.ok) throw new UserError('BAD_REQUEST', address.problem)
  const { email, domain } = address
  const known = presetForDomain(domain)
  if (known) return discoveryFromPreset(known, email)
  if (!options.lookup) return null
  const mx = await port.mx(domain)
  const byMx = presetForMx(mx)
  if (byMx) return discoveryFromPreset(byMx, email)
  const provider = mx[0] === undefined ? null : getDomain(mx[0])
  const domains = [...new Set([domain, ...(provider ? [provider] : [])])]
  for (const one of domains) {
    const found = await fromDocuments(port, one, email, options.directory)
    if (found) return found
  }
  return fromDns(port, domain, email)
}

async function fromDocuments(port: MailDiscovery, domain: string, email: string, directory: boolean): Promise<MailboxDiscovery | null> {
  const urls = [...autoconfigUrls(domain, email), ...(directory ? [directoryUrl(domain)] : [])]
  // Asked at the same time; the first in the list wins.
  const documents = await Promise.all(urls.map((url) => port.fetchText(url)))
  for (const document of documents) {
    const found = document === null ? null : parseAutoconfig(document, email)
    if (found) return found
  }
  return null
}

async function fromDns(port: MailDiscovery, domain: string, email: string): Promise<MailboxDiscovery | null> {
  const imap = await service(port, domain, email, '_imaps._tcp', '_imap._tcp')
  const smtp = imap && (await service(port, domain, email, '_submissions._tcp', '_submission._tcp'))
  if (!imap || !smtp) return null
  return {
    preset: 'other',
    smtp,
    imap,
    auth: 'password',
    saveSentCopy: true,
    source: 'srv',
    advice: 'These servers were found through DNS. Check them before you enter a password.',
    helpUrl: null,
  }
}

/** The service with TLS from the first byte, else the one that is upgraded. */
async function service(port: MailDiscovery, domain: string, user: string, tls: string, starttls: string): Promise<MailServer | null> {
  const [direct] = await port.srv(`${tls}.${domain}`)
  if (direct) return { ...direct, security: 'tls', user }
  const [upgraded] = await port.srv(`${starttls}.${domain}`)
  return upgraded ? { ...upgraded, security: 'starttls', user } : null
}
