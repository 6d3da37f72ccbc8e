import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findContacts } from '../../src/main/engine/db/contacts/contact-search.ts'
import type { Contact, ContactQuery } from '../../src/shared/schemas/contacts.ts'
import { addContacts, alterContact, removeContacts } from '../builders/index.ts'
import { api, openWorld, rows, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>

beforeEach(() => {
  world = openWorld()
  client = api(world)
})
afterEach(async () => {
  await world.close()
})

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'nothing'
}

describe('the list', () => {
  const words = ['Ann', 'anna', 'Bob', 'Zoe', 'Müller', 'muller', 'O Neil', '']
  const companies = ['Acme', 'acme', 'Lumen Media', '']
  const domains = ['acme.example', 'lumen.example', 'mail.example']
  const personArb = fc.record({
    firstName: fc.constantFrom(...words),
    lastName: fc.constantFrom(...words),
    companyName: fc.constantFrom(...companies),
    domain: fc.constantFrom(...domains),
    tags: fc.subarray(['a', 'b']),
    contacted: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
  })
  type Person = typeof personArb extends fc.Arbitrary<infer T> ? T : never
  // Mostly left out: with all of them nothing would ever match.
  const maybe = <T>(arb: fc.Arbitrary<T>) => fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: arb, weight: 1 })
  const queryArb = fc.record({
    search: maybe(fc.constantFrom('an', 'a', 'ANN acme', 'mull', 'mü', 'zo ex', 'xyz', 'neil o', '  ', '*')),
    tag: maybe(fc.constantFrom('a', 'b', 'c')),
    domain: maybe(fc.constantFrom(...domains, 'ACME.example')),
    companyName: maybe(fc.constantFrom('ACME', 'lumen media')),
    contacted: maybe(fc.boolean()),
    sort: fc.constantFrom('createdAt', 'email', 'lastName', 'companyName', 'lastContactedAt' as const),
    order: fc.constantFrom('asc', 'desc' as const),
    from: fc.constantFrom('start', 'end' as const),
    limit: fc.integer({ min: 1, max: 7 }),
    skip: fc.integer({ min: 0, max: 5 }),
  }) as fc.Arbitrary<Omit<ContactQuery, 'cursor'>>

  const fold = (text: string) =>
    text
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
  const wordsOf = (text: string) =>
    fold(text)
      .split(/[^a-z0-9]+/)
      .filter(Boolean)

  /** What the list should be, from all contacts, by nothing but filter and sort. */
  function naive(all: Contact[], query: Omit<ContactQuery, 'cursor'>): number[] {
    const nocase = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    const hits = all.filter((contact) => {
      const own = wordsOf(`${contact.email} ${contact.fullName} ${contact.companyName}`)
      const search = query.search?.trim() ?? ''
      if (search !== '' && wordsOf(search).length === 0) return false
      return (
        wordsOf(search).every((word) => own.some((candidate) => candidate.startsWith(word))) &&
        (query.tag === undefined || contact.tags.includes(query.tag)) &&
        (query.domain === undefined || contact.email.endsWith(`@${query.domain.toLowerCase()}`)) &&
        (query.companyName === undefined || nocase(contact.companyName) === nocase(query.companyName)) &&
        (query.contacted === undefined || (contact.lastContactedAt !== null) === query.contacted)
      )
    })
    const key = (contact: Contact): Buffer | number => {
      if (query.sort === 'email') return Buffer.from(contact.email.toLowerCase())
      if (query.sort === 'lastName') return Buffer.from(nocase(contact.lastName))
      if (query.sort === 'companyName') return Buffer.from(nocase(contact.companyName))
      if (query.sort === 'lastContactedAt') return contact.lastContactedAt === null ? 0 : Date.parse(contact.lastContactedAt)
      return contact.id
    }
    const compare = (a: Contact, b: Contact) => {
      const [x, y] = [key(a), key(b)]
      const first = typeof x === 'number' || typeof y === 'number' ? Number(x) - Number(y) : Buffer.compare(x, y)
      return first === 0 ? a.id - b.id : first
    }
    const ids = hits.sort(compare).map((contact) => contact.id)
    return query.order === 'desc' ? ids.reverse() : ids
  }

  async function fill(people: Person[]): Promise<void> {
    for (const [index, { domain, contacted, ...fields }] of people.entries()) {
      const { id } = await client.contacts.create({ ...fields, email: `p${index}@${domain}` })
      if (contacted === null) continue
      world.engine.context.commit('test.contacted', (tx) => alterContact(tx, id, { lastContactedAt: contacted * 1000 }))
    }
  }

  type Query = Omit<ContactQuery, 'cursor'>

  async function throughAllPages(query: Query, total: number): Promise<number[]> {
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await client.contacts.list({ ...query, cursor })
      expect(page.total).toBe(total)
      const ids = page.items.map((item) => item.id)
      if (query.from === 'end') seen.unshift(...ids)
      else seen.push(...ids)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return seen
  }

  /** The ways that are meant for a million contacts: always walking, and giving that up after three. */
  function byOtherWays(query: Query): number[][] {
    return [1_000, 3].map((walkable) => findContacts(world.engine.context.db, query, { sortable: 0, walkable }).ids)
  }

  it('is what a naive list would be, for any filter, sort, direction and page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(personArb, { maxLength: 25 }),
        fc.array(queryArb, { minLength: 8, maxLength: 8 }),
        async (people, queries) => {
          world.engine.context.commit('test.clear', (tx) => removeContacts(tx, 'all'))
          await fill(people)
          const { items: all } = await client.contacts.list({ limit: 500 })
          expect(all).toHaveLength(people.length)
          for (const query of queries) {
            const expected = naive(all, query)
            const { limit, skip } = query
            const onePage =
              query.from === 'end'
                ? expected.slice(Math.max(0, expected.length - skip - limit), Math.max(0, expected.length - skip))
                : expected.slice(skip, skip + limit)
            expect(await throughAllPages({ ...query, skip: 0 }, expected.length), JSON.stringify(query)).toEqual(expected)
            expect(byOtherWays(query), JSON.stringify(query)).toEqual([onePage, onePage])
            const { items, total } = await client.contacts.list(query)
            expect([items.map((item) => item.id), total], JSON.stringify(query)).toEqual([onePage, expected.length])
          }
        },
      ),
      { numRuns: 100 },
    )
  }, 120_000)

  it('large lists are walked along the index, and still complete where all matches lie at its end', async () => {
    world.engine.context.commit('test.many', (tx) => {
      addContacts(tx, 90_000, (n) => {
        const [lastName, side] = n <= 65_000 ? ['aaa', 'left'] : ['zzz', 'right']
        return { email: `p${n}@acme.example`, lastName: `${lastName}${n}`, fullName: `${side}${n % 3}`, createdAt: 1, updatedAt: 1 }
      })
    })
    const query = { search: 'right', sort: 'lastName', order: 'asc', limit: 500 } as const
    const first = await client.contacts.list(query)
    expect(first.total).toBe(25_000)
    const expected = rows<{ id: number }>(
      world,
      `select id from contacts where full_name like 'right%' order by last_name collate nocase, id limit 1000`,
    )
    const second = await client.contacts.list({ ...query, cursor: first.nextCursor ?? undefined })
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual(expected.map((row) => row.id))
    const last = await client.contacts.list({ ...query, from: 'end', limit: 3 })
    expect(last.items.map((item) => item.lastName)).toEqual(['zzz89998', 'zzz89999', 'zzz90000'])
    expect((await client.contacts.list({ search: 'left', sort: 'email', limit: 2 })).total).toBe(65_000)
  })

  it('takes no harm from hostile input', async () => {
    await client.contacts.create({ email: 'ann@acme.example', firstName: 'Ann' })
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        `' or 1=1 --`,
        '"',
        '""',
        '*',
        'NEAR(a b)',
        'email:ann',
        '{email} : ann',
        'a AND',
        'NOT',
        '^ann',
        'a + b',
        '-ann',
        '\u0000',
        '𐓀𐓁',
        'ﷺ',
        'ann\u0301',
        'नमस्ते',
        '한국어',
        '"; drop table contacts; --',
      ),
    )
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (search, other) => {
        const text = search.slice(0, 59)
        const page = await client.contacts.list({ search, tag: `${text}x`, domain: other, companyName: other })
        expect(page.total).toBe(0)
        expect((await client.contacts.list({ search })).total).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
    expect((await client.contacts.list({})).total).toBe(1)
    expect(await refusal(client.contacts.list({ sort: 'id; drop table contacts' as 'email' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.list({ bogus: 1 } as object))).toBe('BAD_REQUEST')
  })

  it('refuses cursors that it did not give', async () => {
    for (let i = 0; i < 3; i++) await client.contacts.create({ email: `p${i}@acme.example` })
    const { nextCursor } = await client.contacts.list({ limit: 1, sort: 'email' })
    expect(nextCursor).not.toBeNull()
    const cursor = nextCursor ?? ''
    expect((await client.contacts.list({ limit: 1, sort: 'email', cursor })).items).toHaveLength(1)
    expect(await refusal(client.contacts.list({ sort: 'lastName', cursor }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.list({ sort: 'email', order: 'asc', cursor }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.list({ sort: 'email', from: 'end', cursor }))).toBe('BAD_REQUEST')
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const text of [
      '',
      'x',
      forged(null),
      forged(['email', 'desc', 'start', 5, 1]),
      forged(['email', 'desc', 'start', 'a', '1; drop table contacts']),
    ]) {
      expect(await refusal(client.contacts.list({ sort: 'email', cursor: text })), text).toBe('BAD_REQUEST')
    }
  })
})
