import { Resolver } from 'node:dns/promises'
import type { Clock } from '../../ports/machine.ts'
import type { MailDomains } from '../../ports/providers.ts'

import type { MailDomain } from '../../rules/discovery/address-problem.ts'

export interface MailDomainsOptions {
  /** `address:port` of DNS servers instead of the system's. */
  dnsServers?: string[]
  /** For all questions about one domain. */
  timeoutMs?: number
  clock: Pick<Clock, 'now'>
}

const keptMs = 3_600_000
const domainsKept = 5000

/** Asks DNS whether a domain takes mail. What it answered is kept for an hour; that it did not answer is not. */
export function createMailDomains({ dnsServers, timeoutMs = 5000, clock }: MailDomainsOptions): MailDomains {
  const kept = new Map<string, { until: number; answer: Promise<MailDomain> }>()

  function remember(domain: string, answer: Promise<MailDomain>): void {
    kept.delete(domain)
    kept.set(domain, { until: clock.now() + keptMs, answer })
    const [oldest] = kept.keys()
    if (kept.size > domainsKept && oldest !== undefined) kept.delete(oldest)
    answer.then((found) => {
      if (found === 'unknown' && kept.get(domain)?.answer === answer) kept.delete(domain)
    })
  }

  return {
    check(domain) {
      const name = domain.toLowerCase()
      const known = kept.get(name)
      if (known && known.until > clock.now()) return known.answer
      const answer = askInTime(name, dnsServers, timeoutMs)
      remember(name, answer)
      return answer
    },
  }
}

/** A resolver of its own, so that giving up on one domain ends no other question. */
async function askInTime(domain: string, dnsServers: string[] | undefined, timeoutMs: number): Promise<MailDomain> {
  const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 2 })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<MailDomain>((resolve) => {
    timer = setTimeout(() => resolve('unknown'), timeoutMs)
  })
  try {
    if (dnsServers) resolver.setServers(dnsServers)
    return await Promise.race([ask(resolver, domain), late])
  } catch {
    return 'unknown'
  } finally {
    clearTimeout(timer)
    resolver.cancel()
  }
}

async function ask(resolver: Resolver, domain: string): Promise<MailDomain> {
  const mx = await records(() => resolver.resolveMx(domain))
  if (mx === 'unknown') return 'unknown'
  if (mx === 'no_domain') return 'none'
  // RFC 7505: a single record that names no server says that there is no mail.
  if (mx.length > 0) return mx.some(({ exchange }) => exchange !== '' && exchange !== '.') ? 'accepts' : 'none'
  const found = await Promise.all([records(() => resolver.resolve4(domain)), records(() => resolver.resolve6(domain))])
  if (found.some((addresses) => Array.isArray(addresses) && addresses.length > 0)) return 'fallback'
  return found.includes('unknown') ? 'unknown' : 'none'
}

/** The records, possibly none; or that the domain is not there; or that nobody said. */
async function records<T>(question: () => Promise<T[]>): Promise<T[] | 'no_domain' | 'unknown'> {
  try {
    return await question()
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
    if (code === 'ENODATA') return []
    return code === 'ENOTFOUND' || code === 'EBADNAME' ? 'no_domain' : 'unknown'
  }
}
