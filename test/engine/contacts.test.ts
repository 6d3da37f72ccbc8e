import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Contact } from '../../src/shared/schemas/contacts.ts'
import { addImport, addImportReject, addIncoming } from '../builders/index.ts'
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
    expect(count(world, `select count(*) from sends where "to" <> ''`)).toBe(2)
  })

  it('erasing forgets every text and the address, and never contacts them again', async () => {
    const { campaignId, contactIds } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
    const [id = 0] = contactIds
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    world.engine.context.commit('test.traces', (tx) => {
      const mail = { fromAddress: 'Person0@company0.example', subject: 'Re: Hello', text: 'secret words', receivedAt: 1, createdAt: 1 }
      addIncoming(tx, { mailboxId: 1, messageKey: 'k1', ...mail, enrollmentId: 1 })
      addImportReject(tx, { importId: addImport(tx, { startedAt: 1 }), row: 'PERSON0@company0.example,?' })
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
