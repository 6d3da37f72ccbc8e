import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextTurn } from '../../../src/main/engine/rules/discovery/admission.ts'
import { readCredits, readOptions, readProfile, readSearch } from '../../../src/main/engine/rules/discovery/creator-answers.ts'
import { parseJson } from '../../../src/main/engine/rules/discovery/json.ts'
import { readAccount, readResults, readStarted } from '../../../src/main/engine/rules/discovery/routine-answers.ts'
import { serviceUrl } from '../../../src/main/engine/rules/discovery/service-url.ts'

describe('an answer of any shape', () => {
  it('never throws, and never counts wrong', () => {
    const value = fc.jsonValue()
    const row = fc.oneof(value, fc.record({ user_id: value, profile: fc.record({ username: value, full_name: value, followers: value }) }))
    const page = fc.oneof(value, fc.record({ total: value, accounts: fc.array(row), credits_left: value }))
    fc.assert(
      fc.property(page, value, (json, other) => {
        const found = readSearch(json)
        if (found) {
          expect(found.creators.length + found.unreadable).toBe(found.returned)
          for (const { handle, platformId, followers } of found.creators) {
            expect(handle).toMatch(/^[^\s@/,]{1,100}$/)
            expect(platformId).not.toBe('')
            if (followers !== null) expect(Number.isInteger(followers)).toBe(true)
          }
        }
        for (const any of [json, other]) {
          readProfile(any)
          readCredits(any)
          readAccount(any)
          readStarted(any)
          readResults(200, any)
          for (const { value, label } of readOptions(any, 'languages') ?? []) expect(value.length * label.length).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('keeps the ids of accounts that no double can hold', () => {
    const page = readSearch(
      parseJson(
        '{"total":2,"accounts":[{"user_id":17841400000000001,"profile":{"username":"a"}},{"user_id":"0042","profile":{"username":"@b"}}]}',
      ),
    )
    expect(page?.creators.map(({ platformId, handle }) => [platformId, handle])).toEqual([
      ['17841400000000001', 'a'],
      ['0042', 'b'],
    ])
  })

  it('is read where names are null and numbers are text', () => {
    const page = readSearch({
      total: '2',
      credits_left: '99.5',
      accounts: [
        { user_id: '1', profile: { username: 'a', full_name: null, followers: '42000', engagement_percent: '3.4' } },
        { user_id: '2', profile: { username: null, custom_url: '@chan', followers: 'many' } },
        { user_id: '3', profile: { username: 'two words' } },
        { user_id: '4' },
        null,
      ],
    })
    expect(page).toEqual({
      total: 2,
      creditsLeft: 99.5,
      returned: 5,
      unreadable: 3,
      creators: [
        { platformId: '1', handle: 'a', fullName: '', followers: 42_000, engagementPercent: 3.4 },
        { platformId: '2', handle: 'chan', fullName: '', followers: null, engagementPercent: null },
      ],
    })
    expect(readSearch({ total: null, accounts: [] })).toMatchObject({ total: 0, creditsLeft: null })
    expect(readSearch({ accounts: [] })).toBeNull()
    expect(readSearch({ total: 'some', accounts: [] })).toBeNull()
    expect(readSearch({ total: 3 })).toBeNull()
  })

  it('of an address is read with its cost in thousandths', () => {
    expect(readProfile({ credits_cost: '0.2', result: { email: ' a@b.example ', first_name: null } })).toEqual({
      millicredits: 200,
      email: 'a@b.example',
      firstName: '',
      lastName: '',
      companyName: '',
    })
    expect(readProfile({ result: null })).toMatchObject({ millicredits: null, email: null })
    expect(readProfile({ result: {} })).toMatchObject({ email: null })
    expect(readProfile({ email: 'a@b.example' })).toBeNull()
  })

  it('of choices may be texts or objects, bare or under one key', () => {
    const languages = (json: unknown) => readOptions(json, 'languages')
    expect(languages(['en', 'de', 'en'])).toEqual([
      { value: 'en', label: 'en' },
      { value: 'de', label: 'de' },
    ])
    expect(languages([{ language: 'English', abbreviation: 'en' }])).toEqual([{ value: 'en', label: 'English' }])
    expect(languages({ results: [{ id: 'de', name: 'German' }], count: 1 })).toEqual([{ value: 'de', label: 'German' }])
    expect(readOptions([{ id: 7, name: 'United States' }], 'locations')).toEqual([{ value: 'United States', label: 'United States' }])
    expect(languages([])).toEqual([])
    for (const odd of [null, 'en', { a: [], b: [] }, [1, null], { en: 'English' }]) expect(languages(odd)).toBeNull()
  })

  it('of a routine whose rows name nobody is none', () => {
    const rows = (...data: unknown[]) => readResults(200, { status: 'complete', data })
    expect(rows({ item_id: 'creator-1', status: 'complete', result: {} })).toBeNull()
    expect(rows({ item_id: 'x' }, { id: 'creator-1', status: 'complete', result: {} })).toMatchObject({ items: [{ id: 'creator-1' }] })
    expect(rows()).toMatchObject({ done: true, items: [] })
  })

  it('of a routine has odd keys as they are', () => {
    const odd = parseJson('{"status":"complete","data":[{"id":7,"status":"complete","result":{"__proto__":"x","toString":"y"}}]}')
    const page = readResults(200, odd)
    expect(page?.done && Object.entries(page.items[0]?.values ?? {})).toEqual([
      ['__proto__', 'x'],
      ['toString', 'y'],
    ])
  })
})

describe('a limit', () => {
  it('lets no more through in any span than it says, in order, and nobody waits for nothing', () => {
    const gaps = fc.array(fc.nat(1000), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 500 }), (waits, burst, everyMs) => {
        let [now, freeAt, last] = [1_000_000, 0, 0]
        const times: number[] = []
        for (const gap of waits) {
          now = Math.max(now + gap, last)
          const turn = nextTurn({ burst, everyMs }, freeAt, now)
          freeAt = turn.freeAt
          last = turn.at
          times.push(turn.at)
          expect(turn.at).toBeGreaterThanOrEqual(now)
          if (times.length <= burst) expect(turn.at).toBe(now)
        }
        for (const [n, start] of times.entries()) {
          const within = times.slice(n).filter((at) => at < start + 10 * everyMs).length
          expect(within).toBeLessThanOrEqual(burst + 10)
        }
      }),
    )
  })
})

describe('the address of a service', () => {
  const of = (given?: string) => serviceUrl('CAMPAIGN_DESK_CLAY_URL', given, 'https://usual.example')

  it('is the usual one, another over https, or one on this machine', () => {
    expect(of()).toBe('https://usual.example')
    expect(of(' ')).toBe('https://usual.example')
    expect(of('https://proxy.example/clay/')).toBe('https://proxy.example/clay')
    for (const host of ['127.0.0.1:8080', 'localhost:1', '[::1]:9']) expect(of(`http://${host}`)).toBe(`http://${host}`)
  })

  it('is refused where a key would travel in the open, or to nobody knows where', () => {
    const bad = [
      'http://clay.example',
      'http://127.0.0.1.evil.example',
      'clay.example',
      'ftp://127.0.0.1',
      'https://me:secret@clay.example',
      'https://a.example/?x',
    ]
    for (const given of bad) {
      expect(() => of(given)).toThrow(/CAMPAIGN_DESK_CLAY_URL is not an address/)
      expect(() => of(given)).not.toThrow(/secret/)
    }
  })
})
