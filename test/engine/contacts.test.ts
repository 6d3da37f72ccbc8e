import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Contact, ContactQuery } from '../../src/shared/schemas/contacts.ts'
import { activate, api, count, dayMs, hourMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

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

describe('contacts', () => {
  it('are created in their normal form, read, changed and deleted', async () => {
    const made = await client.contacts.create({
      email: ' Ann@BÜCHER.example',
      firstName: 'Ann',
      lastName: 'Lee',
      customFields: { channel: 'youtube' },
      tags: ['vip', 'press', 'vip'],
    })
    expect(made).toMatchObject({
      email: 'Ann@xn--bcher-kva.example',
      fullName: 'Ann Lee',
      customFields: { channel: 'youtube' },
      tags: ['press', 'vip'],
      suppressed: false,
      lastContactedAt: null,
    })
    expect(await client.contacts.get({ id: made.id })).toEqual(made)
    const changed = await client.contacts.update({ id: made.id, lastName: 'Moe', tags: ['new'], customFields: { size: 'L' } })
    expect(changed).toMatchObject({ fullName: 'Ann Moe', firstName: 'Ann', tags: ['new'], customFields: { size: 'L' } })
    const named = await client.contacts.update({ id: made.id, fullName: 'Dr. Ann Moe' })
    expect((await client.contacts.update({ id: named.id, firstName: 'Anna' })).fullName).toBe('Dr. Ann Moe')
    expect(await client.contacts.fields()).toEqual(['channel', 'size'])
    expect(await client.contacts.tags()).toEqual([{ tag: 'new', count: 1 }])
    await client.contacts.remove({ id: made.id })
    expect(await refusal(client.contacts.get({ id: made.id }))).toBe('NOT_FOUND')
    expect(await client.contacts.tags()).toEqual([])
  })

  it('one address is one contact', async () => {
    const ann = await client.contacts.create({ email: 'ann@acme.example' })
    const bob = await client.contacts.create({ email: 'bob@acme.example' })
    expect(await refusal(client.contacts.create({ email: 'ANN@ACME.example' }))).toBe('CONFLICT')
    expect(await refusal(client.contacts.update({ id: bob.id, email: 'Ann@acme.example' }))).toBe('CONFLICT')
    expect((await client.contacts.update({ id: ann.id, email: 'Ann@acme.example' })).email).toBe('Ann@acme.example')
    expect(count(world, 'select count(*) from contacts')).toBe(2)
  })

  it('refuse what is no address, or would start a header', async () => {
    expect(await refusal(client.contacts.create({ email: 'nobody' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.create({ email: 'a@acme.example\r\nBcc: b@acme.example' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.create({ email: 'a@acme.example', firstName: 'A\r\nBcc: b@acme.example' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.create({ email: 'a@acme.example', customFields: { 'a b': 'x' } }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.update({ id: 999, firstName: 'x' }))).toBe('NOT_FOUND')
    expect(await refusal(client.contacts.remove({ id: 999 }))).toBe('NOT_FOUND')
    expect(count(world, 'select count(*) from contacts')).toBe(0)
  })

  it('are found by a changed name, not by the old one', async () => {
    const ann = await client.contacts.create({ email: 'ann@acme.example', firstName: 'Änne' })
    expect((await client.contacts.list({ search: 'anne' })).total).toBe(1)
    await client.contacts.update({ id: ann.id, firstName: 'Berta' })
    expect((await client.contacts.list({ search: 'anne' })).total).toBe(0)
    expect((await client.contacts.list({ search: 'BER acme' })).total).toBe(1)
    await client.contacts.remove({ id: ann.id })
    expect((await client.contacts.list({ search: 'berta' })).total).toBe(0)
  })

  it('a clock that is set back does not change the order of creation', async () => {
    const first = await client.contacts.create({ email: 'a@acme.example' })
    world.clock.jump(world.clock.now() - dayMs)
    const second = await client.contacts.create({ email: 'b@acme.example' })
    expect(second.createdAt >= first.createdAt).toBe(true)
    expect((await client.contacts.list({ sort: 'createdAt', order: 'asc' })).items.map((item) => item.id)).toEqual([first.id, second.id])
  })
})

describe('deleting somebody who is in a campaign', () => {
  it('stops what was planned for them, and keeps what was sent', async () => {
    const { campaignId, contactIds } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
    await client.contacts.remove({ id: contactIds[0] ?? 0 })
    expect(rows(world, 'select status, contact_id from enrollments order by id')).toMatchObject([
      { status: 'removed', contact_id: null },
      { status: 'active', contact_id: contactIds[1] },
    ])
    expect(count(world, `select count(*) from sends where enrollment_id = 1 and status = 'scheduled'`)).toBe(0)
    expect(count(world, `select count(*) from drafts where "to" <> ''`)).toBe(2)
  })

  it('erasing forgets every text and the address, and never contacts them again', async () => {
    const { campaignId, contactIds } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
    const [id = 0] = contactIds
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    world.engine.context.commit('test.traces', (tx) => {
      tx.sqlite
        .prepare(
          `insert into incoming (mailbox_id, message_key, role, uid_validity, uid, class, from_address, subject, text, enrollment_id, received_at, created_at)
           values (1, 'k1', 'inbox', '1', 1, 'reply', 'Person0@company0.example', 'Re: Hello', 'secret words', 1, 1, 1)`,
        )
        .run()
      tx.sqlite.exec(`
        insert into imports (file_name, upload_path, status, options, started_at) values ('x.csv', 'uploads/x', 'done', '{}', 1);
        insert into import_rejects (import_id, line, reason, row) values (1, 2, 'x', 'PERSON0@company0.example,?')`)
    })
    await client.suppressions.add({ value: 'person0@company0.example', note: 'person0@company0.example called' })
    await client.contacts.remove({ id, erase: true })
    for (const table of ['contacts', 'drafts', 'incoming', 'events', 'suppressions', 'enrollments', 'sends', 'import_rejects']) {
      const text = JSON.stringify(rows(world, `select * from ${table}`)).toLowerCase()
      expect(text, table).not.toContain('person0')
      expect(text, table).not.toContain('secret words')
    }
    expect((await client.contacts.list({ search: 'person0' })).total).toBe(0)
    expect((await client.suppressions.list({ search: 'person0@company0.example' })).items).toMatchObject([
      { value: null, reason: 'erased' },
    ])
    await runUntil(world, mondayTen + 3 * dayMs)
    const again = await client.contacts.create({ email: 'person0@company0.example' })
    expect(again.suppressed).toBe(true)
    expect(world.ports.mailer.delivered.filter((sent) => sent.mail.to.address.startsWith('person0'))).toHaveLength(1)
  })
})

describe('bulk actions', () => {
  async function people(): Promise<Contact[]> {
    const made: Contact[] = []
    for (const name of ['ann', 'bob', 'cleo', 'dora']) {
      made.push(await client.contacts.create({ email: `${name}@${name < 'c' ? 'acme' : 'lumen'}.example`, firstName: name }))
    }
    return made
  }

  it('tag, untag, suppress and delete by ids, by filter, and all', async () => {
    const [ann, bob] = await people()
    const ids = [ann?.id ?? 0, bob?.id ?? 0, 999]
    expect(await client.contacts.bulk({ selection: { contactIds: ids }, action: 'addTag', tag: 'vip' })).toEqual({ affected: 2 })
    expect(await client.contacts.bulk({ selection: { all: true }, action: 'addTag', tag: 'vip' })).toEqual({ affected: 2 })
    expect(await client.contacts.bulk({ selection: { filter: { domain: 'Lumen.example' } }, action: 'removeTag', tag: 'vip' })).toEqual({
      affected: 2,
    })
    expect(await client.contacts.tags()).toEqual([{ tag: 'vip', count: 2 }])
    expect(await client.contacts.bulk({ selection: { filter: { tag: 'vip' } }, action: 'suppress' })).toEqual({ affected: 2 })
    expect((await client.contacts.list({ tag: 'vip' })).items.every((item) => item.suppressed)).toBe(true)
    expect(await client.contacts.bulk({ selection: { filter: { search: 'acme' } }, action: 'delete' })).toEqual({ affected: 2 })
    expect((await client.contacts.list({})).total).toBe(2)
    expect(await client.contacts.bulk({ selection: { all: true }, action: 'delete' })).toEqual({ affected: 2 })
  })

  it('are refused unless it is clear who is meant', async () => {
    await people()
    expect(await refusal(client.contacts.bulk({ selection: {}, action: 'delete' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.bulk({ selection: { all: false }, action: 'delete' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.bulk({ selection: { all: true, contactIds: [1] }, action: 'delete' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.bulk({ selection: { filter: { search: ' ' } }, action: 'delete' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.contacts.bulk({ selection: { all: true }, action: 'addTag' }))).toBe('BAD_REQUEST')
    // A search without any letter is not everybody.
    expect(await client.contacts.bulk({ selection: { filter: { search: '***' } }, action: 'delete' })).toEqual({ affected: 0 })
    expect((await client.contacts.list({})).total).toBe(4)
  })
})

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
  const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined })
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
      world.engine.context.commit('test.contacted', (tx) =>
        tx.sqlite.prepare('update contacts set last_contacted_at = ? where id = ?').run(contacted * 1000, id),
      )
    }
  }

  it('is what a naive list would be, for any filter, sort, direction and page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(personArb, { maxLength: 25 }),
        fc.array(queryArb, { minLength: 8, maxLength: 8 }),
        async (people, queries) => {
          world.engine.context.commit('test.clear', (tx) => tx.sqlite.prepare('delete from contacts').run())
          await fill(people)
          const { items: all } = await client.contacts.list({ limit: 500 })
          expect(all).toHaveLength(people.length)
          for (const query of queries) {
            const expected = naive(all, query)
            const seen: number[] = []
            let cursor: string | undefined
            do {
              const page = await client.contacts.list({ ...query, cursor })
              expect(page.total).toBe(expected.length)
              const ids = page.items.map((item) => item.id)
              if (query.from === 'end') seen.unshift(...ids)
              else seen.push(...ids)
              cursor = page.nextCursor ?? undefined
            } while (cursor !== undefined)
            expect(seen, JSON.stringify(query)).toEqual(expected)
          }
        },
      ),
      { numRuns: 25 },
    )
  }, 120_000)

  it('large lists are walked along the index, and still complete where all matches lie at its end', async () => {
    world.engine.context.commit('test.many', (tx) => {
      tx.sqlite.exec(`
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 90000)
        insert into contacts (email, email_key, domain, last_name, full_name, created_at, updated_at)
        select 'p' || i || '@acme.example', 'p' || i || '@acme.example', 'acme.example',
          case when i <= 65000 then 'aaa' else 'zzz' end || i, case when i <= 65000 then 'left' else 'right' end || (i % 3), 1, 1 from n`)
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
