import { Resolver } from 'node:dns/promises'
import type { MailDiscovery } from '../../ports/mail.ts'

import { readBounded } from './oauth.ts'

export interface DiscoveryOptions {
  timeoutMs?: number
  /** Bytes of a document. */
  maxBytes?: number
  /** `address:port` of DNS servers instead of the system's; for tests. */
  dnsServers?: string[]
}

const redirects = 3

/** Asks HTTPS servers and the system's DNS servers. What cannot be had is treated as not there. */
export function createDiscovery(options: DiscoveryOptions = {}): MailDiscovery {
  const { timeoutMs = 5000, maxBytes = 64 * 1024 } = options
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  if (options.dnsServers) resolver.setServers(options.dnsServers)
  return {
    async fetchText(url) {
      try {
        return await fetchText(url, AbortSignal.timeout(timeoutMs), maxBytes)
      } catch {
        return null
      }
    },

    async srv(name) {
      const records = await resolver.resolveSrv(name).catch(() => [])
      return records
        .filter((record) => isName(record.name) && record.port > 0)
        .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
        .slice(0, 10)
        .map((record) => ({ host: record.name.replace(/\.$/, '').toLowerCase(), port: record.port }))
    },

    async mx(domain) {
      const records = await resolver.resolveMx(domain).catch(() => [])
      return records
        .filter((record) => isName(record.exchange))
        .sort((a, b) => a.priority - b.priority)
        .slice(0, 10)
        .map((record) => record.exchange.replace(/\.$/, '').toLowerCase())
    },
  }
}

/** RFC 2782 and 7505: `.` says that there is no such service. */
function isName(name: string): boolean {
  return name !== '' && name !== '.'
}

/** HTTPS to the end: a redirect to anything else ends it. */
async function fetchText(url: string, signal: AbortSignal, maxBytes: number): Promise<string | null> {
  let next = new URL(url)
  for (let hop = 0; hop <= redirects; hop++) {
    if (next.protocol !== 'https:') return null
    const response = await fetch(next, { redirect: 'manual', signal, headers: { accept: 'text/xml, application/xml' } })
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel()
      next = new URL(location, next)
      continue
    }
    if (response.status === 200) return await readBounded(response, maxBytes)
    await response.body?.cancel()
    return null
  }
  return null
}
