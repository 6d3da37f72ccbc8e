/** Presets, autoconfig documents and the order in which they are asked. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { discoverMailbox } from '../../src/main/engine/accounts/discover-mailbox.ts'
import type { MailDiscovery } from '../../src/main/engine/ports/mail.ts'

import { parseAutoconfig } from '../../src/main/engine/rules/mailboxes/autoconfig.ts'
import { presetForDomain, presetForMx, providerPresets } from '../../src/main/engine/rules/mailboxes/mailbox-presets.ts'
import { isLoopback, mayConnect } from '../../src/main/engine/rules/mailboxes/unencrypted.ts'
import { discovery as discoveryForm } from '../../src/shared/schemas/mailboxes.ts'

const good = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'autoconfig', 'good.xml'), 'utf8')
const email = 'ana@hoster.example'

describe('presets', () => {
  it.each([
    ['gmail.com', 'gmail'],
    ['googlemail.com', 'gmail'],
    ['hotmail.co.uk', 'outlook'],
    ['live.de', 'outlook'],
    ['contoso.onmicrosoft.com', 'microsoft365'],
    ['me.com', 'icloud'],
    ['fastmail.fm', 'fastmail'],
    ['zoho.eu', 'zoho'],
    ['yahoo.fr', 'yahoo'],
  ])('%s is %s', (domain, preset) => {
    expect(presetForDomain(domain)?.preset).toBe(preset)
  })

  it.each([
    ['aspmx.l.google.com', 'gmail'],
    ['contoso-com.mail.protection.outlook.com', 'microsoft365'],
    ['contoso-com.a-v1.mx.microsoft', 'microsoft365'],
    ['outlook-com.olc.protection.outlook.com', 'outlook'],
    ['mx01.mail.icloud.com.', 'icloud'],
    ['in1-smtp.messagingengine.com', 'fastmail'],
    ['mx.zoho.eu', 'zoho'],
    ['mta5.am0.yahoodns.net', 'yahoo'],
  ])('MX %s is %s', (host, preset) => {
    expect(presetForMx([host])?.preset).toBe(preset)
  })

  it('is nobody for others, also for names that only look like theirs', () => {
    for (const domain of ['example.com', 'notgmail.com', 'gmail.com.example.com', 'onmicrosoft.com'])
      expect(presetForDomain(domain)).toBeNull()
    for (const host of ['mx.notgoogle.com', 'google.com.example.com', '']) expect(presetForMx([host])).toBeNull()
  })

  it('is encrypted and complete for all of them', () => {
    for (const preset of providerPresets) {
      expect(preset.smtp.security).not.toBe('none')
      expect(preset.imap).toMatchObject({ port: 993, security: 'tls' })
      expect(preset.helpUrl).toMatch(/^https:/)
      expect(preset.domains.every((domain) => domain === domain.toLowerCase())).toBe(true)
    }
  })
})

describe('autoconfig documents', () => {
  it('are read, TLS from the first byte preferred, names filled in', () => {
    expect(parseAutoconfig(good, email)).toMatchObject({
      imap: { host: 'imap.hoster.example', port: 993, security: 'tls', user: email },
      smtp: { host: 'smtp.hoster.example', port: 587, security: 'starttls', user: email },
      auth: 'password',
      source: 'autoconfig',
      preset: 'other',
    })
  })

  it('name STARTTLS where there is nothing better', () => {
    const weaker = good.replace(
      '<socketType>SSL</socketType>\n      <username>%EMAILADDRESS%</username>\n      <authentication>OAuth2',
      '<socketType>plain</socketType><username>x</username><authentication>OAuth2',
    )
    expect(parseAutoconfig(weaker, email)?.imap).toEqual({ host: 'imap.hoster.example', port: 143, security: 'starttls', user: 'ana' })
  })

  const without = (change: (xml: string) => string) => parseAutoconfig(change(good), email)

  it.each([
    ['no encryption', (xml: string) => xml.replaceAll('STARTTLS', 'plain')],
    ['an entity', (xml: string) => xml.replace('<clientConfig', '<!DOCTYPE x [<!ENTITY a "b">]><clientConfig')],
    ['a port out of range', (xml: string) => xml.replace('587', '70000')],
    ['a port that is no number', (xml: string) => xml.replace('587', '587; rm')],
    ['a host that is none', (xml: string) => xml.replace('smtp.hoster.example', 'http://evil.example/')],
    ['a host that is an address', (xml: string) => xml.replace('smtp.hoster.example', '127.0.0.1')],
    ['no user', (xml: string) => xml.replace('%EMAILLOCALPART%@%EMAILDOMAIN%', '')],
    ['a page instead', () => '<!doctype html><html><body>Hello</body></html>'],
    ['nothing', () => ''],
    ['half of it', (xml: string) => xml.slice(0, 900)],
    ['far too much', (xml: string) => xml + ' '.repeat(70_000)],
    ['nesting without end', () => '<a>'.repeat(15_000)],
    ['prototype games', () => '<__proto__><emailProvider/></__proto__><constructor><prototype/></constructor>'],
  ])('with %s are nobody', (_, change) => {
    expect(without(change)).toBeNull()
  })

  it('whatever they hold never break the reader, and never lead to a server in clear', () => {
    const tag = fc.constantFrom(
      'clientConfig',
      'emailProvider',
      'incomingServer',
      'outgoingServer',
      'hostname',
      'port',
      'socketType',
      'username',
      '__proto__',
    )
    const tree = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.oneof(fc.string(), fc.constantFrom('SSL', 'plain', 'STARTTLS', '993', 'imap.x.example', '%EMAILADDRESS%')),
        fc.tuple(tag, fc.array(tie('node'), { maxLength: 4 })).map(([name, inner]) => `<${name} type="imap">${inner.join('')}</${name}>`),
      ),
    })).node
    fc.assert(
      fc.property(
        fc.oneof(
          tree,
          fc.string({ maxLength: 500 }),
          fc.tuple(fc.nat(good.length), fc.string()).map(([at, junk]) => good.slice(0, at) + junk + good.slice(at)),
        ),
        (xml) => {
          const found = parseAutoconfig(xml, email)
          if (found === null) return
          expect(discoveryForm.safeParse(found).success).toBe(true)
          expect([found.imap.security, found.smtp.security]).not.toContain('none')
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('the order', () => {
  function world(parts: { documents?: Record<string, string>; mx?: string[]; srv?: Record<string, { host: string; port: number }[]> }) {
    const asked: string[] = []
    const port: MailDiscovery = {
      async fetchText(url) {
        asked.push(url)
        return parts.documents?.[url] ?? null
      },
      async mx(domain) {
        asked.push(`mx ${domain}`)
        return parts.mx ?? []
      },
      async srv(name) {
        asked.push(`srv ${name}`)
        return parts.srv?.[name] ?? []
      },
    }
    return { port, asked }
  }
  const all = { lookup: true, directory: true }
  const own = { lookup: true, directory: false }

  it('asks nobody about a known provider, nor without lookup', async () => {
    const { port, asked } = world({})
    expect(await discoverMailbox(port, 'Ana@GMAIL.com', all)).toMatchObject({
      preset: 'gmail',
      imap: { user: 'Ana@gmail.com' },
      saveSentCopy: false,
    })
    expect(await discoverMailbox(port, email, { lookup: false, directory: true })).toBeNull()
    expect(asked).toEqual([])
  })

  it('knows a provider by its MX before documents of a web host', async () => {
    const url = 'https://autoconfig.hoster.example/mail/config-v1.1.xml?emailaddress=ana%40hoster.example'
    const { port } = world({ mx: ['aspmx.l.google.com'], documents: { [url]: good } })
    expect(await discoverMailbox(port, email, own)).toMatchObject({ preset: 'gmail', source: 'preset', smtp: { user: email } })
  })

  it('reads the documents of the domain, then those of its mail provider', async () => {
    const wellKnown = world({ documents: { 'https://hoster.example/.well-known/autoconfig/mail/config-v1.1.xml': good } })
    expect(await discoverMailbox(wellKnown.port, email, own)).toMatchObject({ source: 'autoconfig' })
    expect(wellKnown.asked.join()).not.toContain('thunderbird')
    const byMx = world({
      mx: ['mx1.mail.big-host.co.uk'],
      documents: { 'https://big-host.co.uk/.well-known/autoconfig/mail/config-v1.1.xml': good },
    })
    expect(await discoverMailbox(byMx.port, email, own)).toMatchObject({ source: 'autoconfig' })
  })

  it('asks the public directory only when told to', async () => {
    const parts = { documents: { 'https://autoconfig.thunderbird.net/v1.1/hoster.example': good } }
    expect(await discoverMailbox(world(parts).port, email, own)).toBeNull()
    expect(await discoverMailbox(world(parts).port, email, all)).toMatchObject({ source: 'autoconfig' })
  })

  it('falls back on SRV', async () => {
    const srv = {
      '_imap._tcp.hoster.example': [{ host: 'mail.hoster.example', port: 143 }],
      '_submissions._tcp.hoster.example': [{ host: 'mail.hoster.example', port: 465 }],
    }
    expect(await discoverMailbox(world({ srv }).port, email, own)).toMatchObject({
      source: 'srv',
      imap: { host: 'mail.hoster.example', port: 143, security: 'starttls', user: email },
      smtp: { port: 465, security: 'tls' },
    })
    expect(await discoverMailbox(world({}).port, email, own)).toBeNull()
  })

  it('refuses what is no address', async () => {
    await expect(discoverMailbox(world({}).port, 'ana@', own)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('connections in clear', () => {
  it.each(['localhost', 'LOCALHOST.', 'mail.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])(
    '%s is this machine',
    (host) => {
      expect(isLoopback(host)).toBe(true)
    },
  )
  it.each(['example.com', 'localhost.example.com', '128.0.0.1', '10.0.0.1', '127.0.0.1.example.com', '::2', '', '0.0.0.0', '2130706433'])(
    '%s is not',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
  it('are made to this machine, or on the word of the operator', () => {
    expect(mayConnect({ host: 'mail.example.com', security: 'none' }, false)).toBe(false)
    expect(mayConnect({ host: 'mail.example.com', security: 'none' }, true)).toBe(true)
    expect(mayConnect({ host: 'mail.example.com', security: 'starttls' }, false)).toBe(true)
    expect(mayConnect({ host: '127.0.0.1', security: 'none' }, false)).toBe(true)
  })
})
