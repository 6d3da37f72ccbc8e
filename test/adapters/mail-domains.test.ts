/** The asking against a name server on loopback. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMailDomains } from '../../src/main/engine/adapters/mail/mail-domains.ts'
import type { MailDomains } from '../../src/main/engine/ports/providers.ts'

import type { MailDomain } from '../../src/main/engine/rules/discovery/address-problem.ts'
import { type DnsAnswer, type FakeDns, startDns } from '../fakes/dns.ts'

let dns: FakeDns
let domains: MailDomains
let now = 0

beforeEach(async () => {
  now = 0
  dns = await startDns()
  domains = createMailDomains({ dnsServers: [dns.server], timeoutMs: 1_500, clock: { now: () => now } })
})
afterEach(() => dns.close())

const answers: [DnsAnswer, MailDomain][] = [
  ['mx', 'accepts'],
  ['null_and_mx', 'accepts'],
  ['null_mx', 'none'],
  ['nxdomain', 'none'],
  ['nothing', 'none'],
  ['address', 'fallback'],
  ['address6', 'fallback'],
  ['servfail', 'unknown'],
  ['refused', 'unknown'],
  ['silence', 'unknown'],
  ['no_mx_then_silence', 'unknown'],
]

describe('a domain', () => {
  it.each(answers)('that answers %s is %s', async (answer, expected) => {
    dns.zone.set('acme.example', answer)
    const start = performance.now()
    expect(await domains.check('acme.example')).toBe(expected)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(dns.asked[0]).toBe('MX acme.example')
  })

  it.each(['', 'a..b.example', `${'a'.repeat(64)}.example`, '-', 'ä.example', '\u0000'])(
    'that is none (%j) is said without a throw',
    async (name) => {
      expect(['none', 'unknown', 'accepts']).toContain(await domains.check(name))
    },
  )

  it('is unknown where no name server is', async () => {
    const { server } = dns
    const alone = createMailDomains({ dnsServers: [server], timeoutMs: 1_500, clock: { now: () => now } })
    await dns.close()
    expect(await alone.check('acme.example')).toBe('unknown')
    dns = await startDns()
  })
})

describe('what was answered', () => {
  it('is kept for an hour', async () => {
    dns.zone.set('acme.example', 'nxdomain')
    expect(await domains.check('acme.example')).toBe('none')
    dns.zone.set('acme.example', 'mx')
    now = 3_599_999
    expect(await domains.check('ACME.example')).toBe('none')
    expect(dns.asked).toHaveLength(1)
    now = 3_600_000
    expect(await domains.check('acme.example')).toBe('accepts')
  })

  it('is asked for once by many at a time', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => domains.check('acme.example')))
    expect(new Set(all)).toEqual(new Set(['accepts']))
    expect(dns.asked).toEqual(['MX acme.example'])
  })

  it('is not kept where it is unknown', async () => {
    dns.zone.set('acme.example', 'servfail')
    expect(await domains.check('acme.example')).toBe('unknown')
    dns.zone.set('acme.example', 'mx')
    expect(await domains.check('acme.example')).toBe('accepts')
  })

  it('is kept for so many domains and no more', async () => {
    await domains.check('first.example')
    for (let n = 0; n < 5000; n += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, m) => domains.check(`d${n + m}.example`)))
    }
    dns.asked.splice(0)
    await domains.check('d4999.example')
    expect(dns.asked).toEqual([])
    await domains.check('first.example')
    expect(dns.asked).toEqual(['MX first.example'])
  })
})
