import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, rows, type World } from '../engine/harness.ts'
import { alter, insert, insertMany, remove, size } from './core.ts'
import { addCampaign, addContact, addContacts, addStep, alterContact, alterDiscovery, alterMailbox } from './index.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

const db = () => world.engine.context.db
const names = () => rows<{ first_name: string }>(world, 'select first_name from contacts order by id').map((row) => row.first_name)

describe('what set-up writes', () => {
  it('is a valid row, made at the instant of its transaction', () => {
    world.engine.context.commit('test.add', (tx) => addContact(tx, { email: 'Ann@Acme.example', customFields: { city: 'Bonn' } }))
    const at = world.clock.now()
    expect(rows(world, 'select id, email, email_key, domain, custom_fields, created_at, updated_at from contacts')).toEqual([
      {
        ...{ id: 1, email: 'Ann@Acme.example', email_key: 'ann@acme.example', domain: 'acme.example' },
        custom_fields: '{"city":"Bonn"}',
        ...{ created_at: at, updated_at: at },
      },
    ])
  })

  it('says as usual what is left out or undefined', () => {
    const campaignId = addCampaign(db(), { name: 'Mine', days: undefined, stopByCompany: true })
    expect(rows(world, 'select name, days, stop_by_company, status from campaigns')).toEqual([
      { name: 'Mine', days: '[1,2,3,4,5]', stop_by_company: 1, status: 'draft' },
    ])
    for (const step of [{}, { subject: undefined, delayDays: 2 }]) addStep(db(), { campaignId, ...step })
    expect(rows(world, 'select position, subject, delay_days from steps')).toEqual([
      { position: 1, subject: 'Hello {{firstName}}', delay_days: 0 },
      { position: 2, subject: '', delay_days: 2 },
    ])
  })

  it('is refused where the table knows no such thing, or nothing is said', () => {
    const address = { email: 'a@b.example', emailKey: 'a@b.example', domain: 'b.example' }
    const wrong = { ...address, createdAt: 0, updatedAt: 0, nickname: 'Al' }
    expect(() => insert(db(), 'contacts', wrong)).toThrow('contacts has no nickname')
    expect(() => alter(db(), 'contacts', 'all', wrong)).toThrow('contacts has no nickname')
    expect(() => remove(db(), 'contacts', wrong)).toThrow('contacts has no nickname')
    expect(() => alterMailbox(db(), 'all', {})).toThrow('nothing is said of mailboxes')
    expect(() => remove(db(), 'contacts', {})).toThrow('nothing is said of contacts')
    expect(size(db(), 'contacts')).toBe(0)
  })

  it('comes in any number', () => {
    addContacts(db(), 250, (n) => ({ email: `p${n}@acme.example`, firstName: `${n}` }))
    expect(names()).toEqual(Array.from({ length: 250 }, (_, i) => `${i + 1}`))
    const uneven = (n: number) =>
      ({ kind: 'email', hash: `${n}`, reason: 'manual', createdAt: 0, ...(n === 2 ? { note: 'x' } : {}) }) as const
    expect(() => insertMany(db(), 'suppressions', 3, uneven)).toThrow('not all rows of suppressions say the same')
  })
})

describe('rows to change or remove', () => {
  beforeEach(() => {
    for (const firstName of ['a', 'b', 'c', 'd']) addContact(db(), { firstName })
  })

  it('are one, some, those with a value, or all', () => {
    alterContact(db(), 1, { firstName: 'one' })
    alterContact(db(), [2, 3], { firstName: 'some' })
    alterContact(db(), { firstName: 'd', lastContactedAt: null }, { firstName: 'like that' })
    expect(names()).toEqual(['one', 'some', 'some', 'like that'])
    expect(alter(db(), 'contacts', [], { firstName: 'nobody' })).toBe(0)
    expect(() => alterContact(db(), 99, { firstName: 'nobody' })).toThrow('contacts has no row 99')
    expect(remove(db(), 'contacts', { firstName: 'some' })).toBe(2)
    alterContact(db(), 'all', { firstName: 'all' })
    expect(names()).toEqual(['all', 'all'])
    expect(remove(db(), 'contacts', 'all')).toBe(2)
  })

  it('are found by the id of their campaign where they have no other', () => {
    const campaignId = addCampaign(db())
    insert(db(), 'discoveries', { campaignId, criteria: {}, enrichment: [] })
    alterDiscovery(db(), campaignId, { runs: 7 })
    expect(rows(world, 'select runs from discoveries')).toEqual([{ runs: 7 }])
  })
})
