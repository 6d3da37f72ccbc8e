import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress, parseDomain } from '../../src/main/engine/rules/contacts/address.ts'
import { isFreeMail } from '../../src/main/engine/rules/contacts/free-mail.ts'
import { blockingHashes, suppressionHash } from '../../src/main/engine/rules/contacts/suppression-hash.ts'

const good: [input: string, email: string][] = [
  ['ann@acme.example', 'ann@acme.example'],
  ['  ann@acme.example\t', 'ann@acme.example'],
  ['\ufeffann@acme.example\u200b', 'ann@acme.example'],
  ['\u00a0ann@acme.example\u00a0', 'ann@acme.example'],
  ['Ann.Lee+news@ACME.Example', 'Ann.Lee+news@acme.example'],
  ['<ann@acme.example>', 'ann@acme.example'],
  ['mailto:ann@acme.example', 'ann@acme.example'],
  ['MAILTO:ann@acme.example?subject=Hi', 'ann@acme.example'],
  ['<mailto:ann@acme.example>', 'ann@acme.example'],
  ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
  ['ann@BÜCHER.example', 'ann@xn--bcher-kva.example'],
  ['ann@xn--bcher-kva.example', 'ann@xn--bcher-kva.example'],
  ['ann@例え.テスト', 'ann@xn--r8jz45g.xn--zckzah'],
  ['ann@acme。example', 'ann@acme.example'],
  ["!#$%&'*+/=?^_`{|}~-@acme.example", "!#$%&'*+/=?^_`{|}~-@acme.example"],
  ['1@1.example', '1@1.example'],
  ['a-b@a-b.co', 'a-b@a-b.co'],
  ['ann@localhost', 'ann@localhost'],
  [`${'a'.repeat(64)}@acme.example`, `${'a'.repeat(64)}@acme.example`],
  [`a@${'b'.repeat(63)}.example`, `a@${'b'.repeat(63)}.example`],
]

const bad: [input: string, word: RegExp][] = [
  ['', /empty/],
  ['   ', /empty/],
  ['<>', /empty/],
  ['ann', /no @/],
  ['@acme.example', /nothing before/],
  ['ann@', /no domain/],
  ['ann@@acme.example', /more than one/],
  ['ann@bob@acme.example', /more than one/],
  ['Ann <ann@acme.example>', /space/],
  ['ann lee@acme.example', /space/],
  ['ann@acme .example', /space/],
  ['ann\u00a0lee@acme.example', /space/],
  ['ann@acme.example, bob@acme.example', /space/],
  ['ann@acme.example,bob', /character that no domain/],
  ['ann@acme.example;', /character that no domain/],
  ['ann\r\nBcc: x@y.example@acme.example', /line break/],
  ['ann@acme.example\r\nBcc: x@y.example', /line break/],
  ['ann\u0000@acme.example', /control/],
  ['ann\u0085@acme.example', /control/],
  ['ann\u2028@acme.example', /control/],
  ['änn@acme.example', /internationalised/],
  ['用户@acme.example', /internationalised/],
  ['"ann lee"@acme.example', /space/],
  ['"ann"@acme.example', /quotes/],
  ['.ann@acme.example', /dot too many/],
  ['ann.@acme.example', /dot too many/],
  ['an..n@acme.example', /dot too many/],
  ['ann(comment)@acme.example', /not allowed/],
  ['ann\\@acme.example', /not allowed/],
  ['ann@acme', /ending/],
  ['ann@.example', /dot too many/],
  ['ann@acme.example.', /dot too many/],
  ['ann@acme..example', /dot too many/],
  ['ann@-acme.example', /not a valid/],
  ['ann@acme-.example', /not a valid/],
  ['ann@acme_corp.example', /no domain has/],
  ['ann@127.0.0.1', /number/],
  ['ann@1.2', /number/],
  ['ann@[127.0.0.1]', /no domain has/],
  ['ann@ac%6de.example', /no domain has/],
  ['ann@acme.example/path', /no domain has/],
  ['ann@acme.example?x', /no domain has/],
  ['ann@acme.example#x', /no domain has/],
  ['ann@acme／x.example', /not a valid/],
  [`${'a'.repeat(65)}@acme.example`, /64/],
  [`a@${'b'.repeat(64)}.example`, /not a valid/],
  [`a@${'b.'.repeat(130)}example`, /253|254|longer/],
  ['a'.repeat(5_000), /too long/],
]

describe('addresses', () => {
  it.each(good)('takes %j', (input, email) => {
    expect(parseAddress(input)).toEqual({ ok: true, email, key: email.toLowerCase(), domain: email.slice(email.lastIndexOf('@') + 1) })
  })

  it.each(bad)('refuses %j and says why', (input, word) => {
    const parsed = parseAddress(input)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.problem).toMatch(word)
  })

  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.emailAddress(),
    fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 30 }))
      .map(([a, b]) => `${a}@${b}.example`),
  )

  it('whatever is accepted is one safe line within the limits, and stays as it is', () => {
    fc.assert(
      fc.property(anything, (input) => {
        const parsed = parseAddress(input)
        if (!parsed.ok) {
          expect(parsed.problem).toMatch(/\.$/)
          return
        }
        expect(parsed.email).toMatch(/^[\x21-\x7e]+@[a-z0-9.-]+$/)
        expect(parsed.email.length).toBeLessThanOrEqual(254)
        expect(parsed.key).toBe(parsed.email.toLowerCase())
        expect(parseAddress(parsed.email)).toEqual(parsed)
        expect(parseDomain(parsed.domain)).toEqual({ ok: true, domain: parsed.domain })
      }),
      { numRuns: 2_000 },
    )
  })

  it('a control character in the middle is never accepted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 31 }), fc.nat({ max: 14 }), (code, at) => {
        const address = 'ann@acme.example'
        const spoiled = `${address.slice(0, at + 1)}${String.fromCharCode(code)}${address.slice(at + 1)}`
        expect(parseAddress(spoiled).ok).toBe(false)
      }),
    )
  })
})

describe('free mail', () => {
  it.each([
    'gmail.com',
    'GMAIL.com',
    'googlemail.com',
    'outlook.com',
    'hotmail.fr',
    'yahoo.co.uk',
    'yahoo.com.br',
    'live.nl',
    'icloud.com',
    'gmx.de',
    'web.de',
    'proton.me',
    't-online.de',
    'qq.com',
  ])('%s', (domain) => {
    expect(isFreeMail(domain)).toBe(true)
  })
  it.each(['acme.example', 'gmail.com.acme.example', 'notgmail.com', 'yahoo-inc.com', 'live.example', ''])('not %s', (domain) => {
    expect(isFreeMail(domain)).toBe(false)
  })
})

describe('suppression hashes', () => {
  it('differ by workspace, kind and value, not by case', () => {
    const hash = suppressionHash('w1', 'email', 'ann@acme.example')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(suppressionHash('w1', 'email', 'ANN@acme.example')).toBe(hash)
    const others = [
      suppressionHash('w2', 'email', 'ann@acme.example'),
      suppressionHash('w1', 'domain', 'ann@acme.example'),
      suppressionHash('w1', 'email', 'bob@acme.example'),
    ]
    expect(new Set([hash, ...others]).size).toBe(4)
  })

  it('an address is blocked by itself, its domain and the domains above, not by the ending alone', () => {
    expect(blockingHashes('w', 'ann@eu.sales.acme.example')).toEqual([
      suppressionHash('w', 'email', 'ann@eu.sales.acme.example'),
      suppressionHash('w', 'domain', 'eu.sales.acme.example'),
      suppressionHash('w', 'domain', 'sales.acme.example'),
      suppressionHash('w', 'domain', 'acme.example'),
    ])
    expect(blockingHashes('w', 'ann@localhost')).toHaveLength(2)
  })
})
