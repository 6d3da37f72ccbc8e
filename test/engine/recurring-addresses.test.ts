import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addContact } from '../builders/index.ts'
import { api, count, minuteMs, rows, runUntil } from './harness.ts'
import { asked, begin, berlin, type RecurringWorld, runsOf } from './recurring-world.ts'

const monday = '2026-11-23'

let world: RecurringWorld
let campaignId: number
/** What Clay says for the first, the second, … creator. */
let addresses: (string | null)[]

beforeEach(async () => {
  addresses = []
  const setup = { steps: [{ subject: 'Hello', body: 'Hello there.' }], discovery: { perRun: 6, enrichment: ['clay_routine' as const] } }
  const begun = await begin({ at: berlin(monday, '09:00') - minuteMs }, setup)
  world = begun.world
  campaignId = begun.campaignId
  world.clay.world.answer = (_inputs, id) => ({ values: { Email: addresses[Number(id.split('-')[1]) - 1] ?? null } })
})
afterEach(() => world.close())

const day = (date = monday) => runUntil(world, berlin(date, '18:00'))
const written = () => world.ports.mailer.delivered.map(({ mail }) => mail.to.address).sort()
const creators = () =>
  rows<{ status: string; reason: string }>(world, 'select status, reason from creators order by id').map(
    ({ status, reason }) => `${status}: ${reason}`,
  )

/** A person of an earlier campaign. */
function contact(email: string, lastContactedAt: number | null): number {
  return world.engine.context.commit('test.contact', (tx) => addContact(tx, { email, lastContactedAt }))
}

describe('an address is checked before anybody is written to', () => {
  test('bad syntax, a domain that nobody keeps, one that takes no mail, one that is not there; where DNS says nothing they are written to', async () => {
    world.dns.zone.set('null.example', 'null_mx')
    world.dns.zone.set('gone.example', 'nxdomain')
    world.dns.zone.set('slow.example', 'silence')
    world.dns.zone.set('broken.example', 'servfail')
    addresses = ['not an address', 'x@mailinator.com', 'a@null.example', 'b@gone.example', 'c@slow.example', 'd@broken.example']
    await day()
    expect(written()).toEqual(['c@slow.example', 'd@broken.example'])
    expect(creators()).toEqual([
      expect.stringMatching(/^bad_address: .+/),
      'bad_address: mailinator.com gives out addresses that nobody keeps',
      'bad_address: null.example takes no mail',
      'bad_address: gone.example takes no mail',
      'enrolled: ',
      'enrolled: ',
    ])
    expect(runsOf(world)).toMatchObject([{ status: 'succeeded', found: 6, emails_found: 2, sent: 2 }])
  }, 60_000)

  test('suppressed, written to by another campaign lately, the same address under two handles', async () => {
    await api(world).workspace.update({ leaveOutDays: 30 })
    await api(world).suppressions.add({ kind: 'email', value: 'never@again.example' })
    contact('lately@good.example', world.clock.now() - 10 * 86_400_000)
    contact('long-ago@good.example', world.clock.now() - 40 * 86_400_000)
    addresses = ['Never@Again.example', 'lately@good.example', 'long-ago@good.example', 'both@good.example', 'BOTH@good.example', null]
    await day()
    expect(written()).toEqual(['both@good.example', 'long-ago@good.example'])
    expect(creators()).toEqual([
      'left_out: Their address is on the suppression list',
      'left_out: Written to by another campaign in the last 30 days',
      'enrolled: ',
      'enrolled: ',
      'left_out: In this campaign already, under another name',
      'no_address: No address was found',
    ])
    expect(count(world, 'select count(*) from contacts')).toBe(3)
  })

  test('a refused address: the next of the chain is asked, and its answer counts', async () => {
    const { version } = await api(world).campaigns.get({ id: campaignId })
    const { discovery } = await api(world).campaigns.get({ id: campaignId })
    if (!discovery) throw new Error('it has no audience')
    await api(world).campaigns.update({
      id: campaignId,
      version,
      discovery: { ...discovery, enrichment: ['clay_routine', 'influencers_club'] },
    })
    world.dns.zone.set('gone.example', 'nxdomain')
    addresses = ['a@gone.example', 'b@good.example', 'c@good.example', 'd@gone.example', 'e@good.example', 'f@good.example']
    await day()
    // Influencers Club knows the first, and no address of the fourth.
    expect(asked(world, 'profile')).toBe(2)
    expect(written()).toHaveLength(5)
    expect(written()).not.toContain('a@gone.example')
    expect(creators()[3]).toBe('no_address: Influencers Club knows no address')
    expect(runsOf(world)).toMatchObject([{ emails_found: 5, sent: 5 }])
  })
})

test('somebody erased is never written to again: not under their handle, not under another', async () => {
  addresses = [
    'erased@good.example',
    'a@good.example',
    null,
    null,
    null,
    null,
    'Erased@good.example',
    'Erased@good.example',
    'b@good.example',
  ]
  await day()
  const [erased] = rows<{ id: number }>(world, `select id from contacts where email = 'erased@good.example'`)
  await api(world).contacts.remove({ id: erased?.id ?? 0, erase: true })
  await day('2026-11-24')
  await day('2026-11-25')
  expect(written()).toEqual(['a@good.example', 'b@good.example', 'erased@good.example'])
  // They come up in the search again, whose handle is forgotten; their number keeps them out.
  expect(creators()[6]).toBe('left_out: The person was erased')
  expect(count(world, `select count(distinct platform_id) from creators`)).toBe(count(world, 'select count(*) from creators'))
  // Nobody there hears their name any more; the platform's number keeps them from being taken in anew.
  expect(JSON.stringify(rows(world, 'select * from creators'))).not.toMatch(/erased@/i)
  expect(world.clay.boughtTwice()).toEqual([])
})
