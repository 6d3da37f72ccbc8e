import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInvented, inventedOutputs } from '../../src/main/engine/adapters/providers/invented.ts'
import { parseAddress } from '../../src/main/engine/rules/contacts/address.ts'
import { type InventedCreator, ordinarySize, worldOf } from '../../src/main/engine/rules/invented/creators.ts'
import { personBehind } from '../../src/main/engine/rules/invented/person.ts'
import { searchInvented } from '../../src/main/engine/rules/invented/search.ts'
import { type Criteria, criteria as criteriaSchema, platform } from '../../src/shared/schemas/discovery.ts'
import { FakeClock } from '../fakes/clock.ts'

const ask = (given: Partial<Criteria> = {}): Criteria => criteriaSchema.parse({ niche: 'home barista', ...given })

const anyCriteria = fc
  .record({
    platform: fc.constantFrom(...platform.options),
    niche: fc.constantFrom('', 'home barista', 'Möbel & Holz', '珈琲屋', 'rosa the by topic'),
    keywords: fc.uniqueArray(fc.constantFrom('espresso', 'Ada', 'with', 'x', 'long distance running'), { maxLength: 3 }),
    locations: fc.constantFrom<string[]>([], ['Germany']),
    followersMin: fc.constantFrom(null, 0, 10, 5_000),
    followersMax: fc.constantFrom(null, 5_000, 5_001, 90_000),
    engagementMinPercent: fc.constantFrom(null, 0, 2.5, 20, 100),
  })
  .map((given) => ask(given))

const all = (criteria: Criteria, exclude: string[] = []) => {
  const pages = []
  for (let page = 1; ; page++) {
    const { creators, total } = searchInvented({ criteria, exclude, page, limit: 50 })
    pages.push(...creators)
    if (creators.length < 50) return { creators: pages, total }
  }
}

/** Faster than an expectation for each of thousands. */
function fits({ handle, followers, engagementPercent, fullName }: InventedCreator, asked: Criteria): boolean {
  const { followersMin, followersMax, engagementMinPercent } = asked
  return (
    /^[a-z]+([._][a-z]+){1,2}$/.test(handle) &&
    /^\S+ \S+$/.test(fullName) &&
    followers >= (followersMin ?? 0) &&
    followers <= (followersMax ?? 1e9) &&
    engagementPercent >= (engagementMinPercent ?? 0) &&
    engagementPercent <= 100
  )
}

describe('invented creators', () => {
  it('are as many as a service would have, and fewer the more is asked for', () => {
    const { total, creators } = all(ask({ followersMin: 5_000, followersMax: 90_000, locations: ['Germany'] }))
    expect(total).toBeGreaterThan(ordinarySize * 0.95)
    expect(total).toBeLessThan(ordinarySize * 1.05)
    // As the real service: so many results of one search.
    expect(creators).toHaveLength(10_000)
    const narrow = { locations: ['Germany'], languages: ['de'], keywords: ['espresso'], followersMin: 5_000, engagementMinPercent: 3 }
    expect(all(ask(narrow)).total).toBeLessThan(3_000)
    expect(all(ask({ followersMin: 5_000, followersMax: 5_000 }))).toEqual({ creators: [], total: 0 })
  })

  it('never come twice in one search, fit what was asked for, and have handles that a platform takes', () => {
    fc.assert(
      fc.property(anyCriteria, (criteria) => {
        const world = worldOf(criteria)
        const list = Array.from({ length: world.size }, (_, rank) => world.at(rank))
        expect(new Set(list.map(({ handle }) => handle)).size).toBe(world.size)
        expect(new Set(list.map(({ platformId }) => platformId)).size).toBe(world.size)
        for (const one of list) if (!fits(one, criteria)) throw new Error(JSON.stringify(one))
      }),
      { numRuns: 40 },
    )
  })

  it('are the same on each page each time, and others for other criteria', () => {
    fc.assert(
      fc.property(anyCriteria, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5 }), (criteria, limit, page) => {
        const search = { criteria, exclude: [], page, limit }
        expect(searchInvented(search)).toEqual(searchInvented(structuredClone(search)))
      }),
      { numRuns: 30 },
    )
    const handles = new Set(all(ask()).creators.map(({ handle }) => handle))
    const others = all(ask({ niche: 'trail running' })).creators
    expect(others.filter(({ handle }) => handles.has(handle))).toEqual([])
    const [one] = others
    expect(worldOf(ask({ niche: 'trail running', excludeHandles: [one?.handle ?? ''] })).at(0)).toEqual(one)
  })

  it('leave out whom they are told to, in any case of letters, as far as a service takes it', () => {
    const criteria = ask()
    const { creators, total } = all(criteria)
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { maxLength: 300 }), fc.integer({ min: 0, max: 300 }), (ranks, cut) => {
        const out = ranks.map((rank) => creators[rank]?.handle ?? '')
        const found = searchInvented({
          criteria: { ...criteria, excludeHandles: out.slice(0, cut).map((handle) => handle.toUpperCase()) },
          exclude: out.slice(cut),
          page: 1,
          limit: 50,
        })
        const left = creators.filter(({ handle }) => !out.includes(handle))
        expect(found).toEqual({ total: total - out.length, creators: left.slice(0, 50) })
      }),
      { numRuns: 30 },
    )
    const everybody = creators.map(({ handle }) => handle)
    const next = searchInvented({ criteria, exclude: everybody, page: 1, limit: 50 })
    expect(next.creators.some(({ handle }) => everybody.includes(handle))).toBe(false)
    const tooMany = searchInvented({ criteria, exclude: ['newest', ...everybody], page: 1, limit: 50 })
    expect(tooMany.creators[0]?.handle).toBe(everybody.at(-1))
  })
})

describe('the people behind them', () => {
  it('have an address in three of four cases, one each, at a domain that belongs to nobody', () => {
    const { creators } = all(ask())
    const people = creators.map(({ handle, fullName }) => ({ handle, fullName, ...personBehind(handle) }))
    const known = people.flatMap(({ email }) => (email === null ? [] : [email]))
    expect(known.length / people.length).toBeGreaterThan(0.73)
    expect(known.length / people.length).toBeLessThan(0.77)
    expect(new Set(known).size).toBe(known.length)
    for (const email of known) if (!parseAddress(email).ok || !email.endsWith('.example')) throw new Error(email)
    for (const { handle, fullName, firstName, lastName } of people) {
      if (fullName !== `${firstName} ${lastName}` || !handle.split(/[._]/).includes(firstName.toLowerCase())) throw new Error(handle)
    }
    const companies = people.filter(({ companyName }) => companyName !== '').length / people.length
    expect(companies).toBeGreaterThan(0.2)
    expect(companies).toBeLessThan(0.4)
  })

  it('are there for any handle, always the same, and never at an address that could be somebody’s', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), (handle) => {
        const person = personBehind(handle)
        expect(personBehind(handle.toUpperCase().toLowerCase())).toEqual(personBehind(handle.toLowerCase()))
        expect(person.email === null || (parseAddress(person.email).ok && person.email.endsWith('.example'))).toBe(true)
      }),
    )
  })
})

describe('the invented services', () => {
  const start = Date.parse('2026-11-23T08:00:00Z')
  const items = all(ask())
    .creators.slice(0, 100)
    .map(({ handle, fullName }, i) => ({
      id: `item-${i}`,
      inputs: { 'Full Name': fullName, 'Profile URL': `https://www.instagram.com/${handle}/` },
    }))

  it('find addresses in a while, and know about it after a restart', async () => {
    const clock = new FakeClock(start)
    const begun = await createInvented(clock).enrichment.start('', '', items)
    if (!begun.ok) throw new Error(begun.message)
    const { enrichment } = createInvented(clock)
    expect(await enrichment.results('', begun.runId)).toEqual({ ok: true, done: false, finished: 0, total: 100 })
    clock.advanceTo(start + 39_000)
    expect(await enrichment.results('', begun.runId)).toMatchObject({ done: false, finished: 97 })
    clock.advanceTo(start + 40_000)
    const ended = await enrichment.results('', begun.runId)
    if (!ended.ok || !ended.done) throw new Error('it goes on')
    expect(ended.items.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
    const found = ended.items.filter(({ status }) => status === 'complete')
    expect(found.length).toBeGreaterThan(60)
    expect(found.length).toBeLessThan(90)
    for (const [index, { values }] of ended.items.entries()) {
      const handle = items[index]?.inputs['Profile URL']?.split('/')[3] ?? ''
      const profile = await createInvented(clock).creators.profile('', { platform: 'instagram', handle })
      expect(profile).toMatchObject({ ok: true, email: values[inventedOutputs.email] ?? null })
    }
  })

  it('say what they cannot do', async () => {
    const { enrichment } = createInvented(new FakeClock(start))
    expect(await enrichment.start('', '', [])).toMatchObject({ ok: false, kind: 'invalid' })
    expect(await enrichment.start('', '', [...items, ...items])).toMatchObject({ ok: false, kind: 'invalid' })
    for (const id of ['run_abc', 'invented-1-', 'invented-1-eyJ9', 'invented-1-bnVsbA']) {
      expect(await enrichment.results('', id)).toMatchObject({ ok: false, kind: 'invalid' })
    }
  })
})
