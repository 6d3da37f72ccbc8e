import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refused, waitAsked } from '../../../src/main/engine/rules/discovery/failure.ts'
import { saidIn } from '../../../src/main/engine/rules/discovery/said.ts'

const now = Date.parse('2026-11-21T09:00:00Z')
const key = fc.string({ unit: fc.constantFrom(...'abcdef0123456789'), minLength: 12, maxLength: 40 })
const status = fc.integer({ min: 100, max: 599 })

/** Bodies as hostile as they come: with the key in any place. */
function bodies(secret: string): fc.Arbitrary<string> {
  const text = fc.oneof(
    fc.string(),
    fc.constant(secret),
    fc.string().map((before) => `${before}${secret} ${secret}${secret}`),
  )
  const named = fc.dictionary(
    fc.constantFrom('message', 'detail', 'error', 'response_meta', 'filters', secret, '__proto__'),
    fc.jsonValue(),
  )
  const errors = fc.record({ message: text, detail: text, error: fc.oneof(text, fc.record({ message: text })) }, { requiredKeys: [] })
  const fields = fc.dictionary(fc.string(), fc.oneof(fc.array(text), fc.dictionary(fc.string(), fc.array(text))))
  return fc.oneof(
    text,
    fc.oneof(named, errors, fields, fc.array(text)).map((body) => JSON.stringify(body)),
    text.map((inner) => `<!doctype html><p>${inner}</p>`),
    fc.json().map((json) => json.slice(0, -1)),
  )
}

describe('what a service says of an error', () => {
  it('is never a throw, never the key, never empty, never a new line', () => {
    const any = key.chain((secret) =>
      fc.record({ secret: fc.constant(secret), body: bodies(secret), status, retryAfter: fc.option(fc.string()) }),
    )
    const stakes = fc.constantFrom('free', 'search', 'purchase')
    fc.assert(
      fc.property(any, stakes, ({ secret, body, status, retryAfter }, at) => {
        const said = refused({ service: 'Clay', status, body, retryAfter, now, stakes: at, secrets: [secret] })
        expect(said.message).not.toContain(secret)
        expect(said.message.length).toBeGreaterThan(10)
        expect(said.message.length).toBeLessThan(600)
        expect(said.message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        if (said.retryAfterMs !== null) expect(said.retryAfterMs).toBeGreaterThanOrEqual(1000)
        if (at === 'purchase' && status >= 500) expect(said.kind).toBe('unsure')
      }),
      { numRuns: 2000 },
    )
  })

  const bodiesAndWords: [body: unknown, words: string][] = [
    [{ message: 'Too long' }, 'Too long'],
    [{ message: '', detail: 'Not found.' }, 'Not found.'],
    [{ error: 'nope' }, 'nope'],
    [{ error: { message: 'inner', code: 3 } }, 'inner'],
    [{ response_meta: { error_message: 'in a corner' } }, 'in a corner'],
    [{ response_meta: null, detail: 'said' }, 'said'],
    [
      { filters: { engagement_percent: ['A number.'], location: ['Empty.', 'Odd.'] } },
      'filters.engagement_percent: A number.; filters.location: Empty.; filters.location: Odd.',
    ],
    [{ non_field_errors: ['Both.'] }, 'Both.'],
    [['one', 'two'], 'one; two'],
    ['text', 'text'],
    [42, ''],
    [null, ''],
    [{}, ''],
    [{ message: 'a\n\u202eb\u0000c' }, 'a b c'],
  ]

  it.each(bodiesAndWords)('is found in %j', (body, words) => {
    expect(saidIn(JSON.stringify(body), [])).toBe(words)
  })

  it('is a bare text, but no page and no rubbish', () => {
    expect(saidIn(' Service overloaded \r\n', [])).toBe('Service overloaded')
    expect(saidIn('<html><body>Bad gateway</body></html>', [])).toBe('')
    expect(saidIn('{"message": "cut o', [])).toBe('')
    expect(saidIn('x'.repeat(5000), [])).toBe('')
    expect(saidIn(JSON.stringify({ message: 'y'.repeat(5000) }), [])).toHaveLength(300)
    expect(saidIn('['.repeat(100_000), [])).toBe('')
    expect(saidIn(`${'['.repeat(5000)}${']'.repeat(5000)}`, [])).toBe('')
  })
})

describe('a wait', () => {
  it('is read from seconds or a date, and is never endless', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (header) => {
          const ms = waitAsked(header, now)
          if (ms !== null) expect(ms).toBeGreaterThanOrEqual(1000)
          if (ms !== null) expect(ms).toBeLessThanOrEqual(86_400_000)
        },
      ),
    )
    expect(waitAsked('120', now)).toBe(120_000)
    expect(waitAsked('Sat, 21 Nov 2026 09:02:00 GMT', now)).toBe(120_000)
    expect(waitAsked(null, now)).toBeNull()
    expect(waitAsked('-5', now)).toBeNull()
    expect(waitAsked('1.5', now)).toBeNull()
  })
})
