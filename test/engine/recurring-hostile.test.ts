import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSearch } from '../../src/main/engine/rules/discovery/creator-answers.ts'
import type { Enricher } from '../../src/shared/schemas/discovery.ts'
import { addContact, alterStep } from '../builders/index.ts'
import { fault } from '../fakes/stub.ts'
import { api, count, minuteMs, replyTo, rows, runUntil } from './harness.ts'
import { asked, begin, berlin, type RecurringWorld } from './recurring-world.ts'

const monday = '2026-11-23'
const tuesday = '2026-11-24'
const wednesday = '2026-11-25'

let world: RecurringWorld
let campaignId: number

beforeEach(async () => {
  const setup = {
    steps: [{ subject: 'Hello', body: 'Hello there.' }],
    discovery: { perRun: 4, runs: 1, enrichment: ['clay_routine' as const] },
  }
  const begun = await begin({ at: berlin(monday, '09:00') - minuteMs }, setup)
  world = begun.world
  campaignId = begun.campaignId
  addressed('good.example')
})
afterEach(() => world.close())

const until = (day: string, time: string) => runUntil(world, berlin(day, time))
/** Without the mails about completed campaigns. */
const written = () => world.ports.mailer.delivered.map(({ mail }) => mail.to.address).filter((to) => !to.endsWith('@sender.example'))
const statuses = (id = campaignId) =>
  rows<{ status: string; reason: string }>(world, 'select status, reason from creators where campaign_id = ? order by id', id)

/** Clay knows everybody at this domain, by their handle. */
function addressed(domain: string): void {
  world.clay.world.answer = (inputs) => ({ values: { Email: `${handleIn(inputs)}@${domain}` } })
}

function handleIn(inputs: Record<string, string>): string {
  return String(inputs['Profile URL']).split('/').at(-1) ?? ''
}

async function copyOf(id: number): Promise<number> {
  const copy = await api(world).campaigns.duplicate({ id })
  await api(world).campaigns.activate({ id: copy.id })
  return copy.id
}

describe('two campaigns that find the same people', () => {
  test('on one day: with the option, nobody hears from both', async () => {
    await api(world).workspace.update({ leaveOutDays: 30 })
    const second = await copyOf(campaignId)
    await until(monday, '18:00')
    expect(written()).toHaveLength(4)
    expect(new Set(written()).size).toBe(4)
    expect(count(world, `select count(*) from creators where campaign_id = ? and status = 'left_out'`, second)).toBeGreaterThan(0)
  })

  test('somebody who answered the first hears nothing from the second, also not under another address', async () => {
    await until(monday, '18:00')
    const answered = world.ports.mailer.delivered[0]
    if (!answered) throw new Error('nothing was sent')
    replyTo(world, answered)
    await until(monday, '19:00')
    expect(rows(world, `select id from enrollments where status = 'replied'`)).toHaveLength(1)
    const second = await copyOf(campaignId)
    await until(tuesday, '18:00')
    expect(written().filter((address) => address === answered.mail.to.address)).toHaveLength(1)
    expect(statuses(second).filter(({ status }) => status === 'left_out')).toEqual([
      { status: 'left_out', reason: 'They have answered before, or want no mail' },
    ])
    addressed('other.example')
    await copyOf(campaignId)
    await until(wednesday, '18:00')
    const handle = answered.mail.to.address.split('@')[0]
    expect(written().filter((address) => address.startsWith(`${handle}@`))).toHaveLength(1)
    expect(written()).toHaveLength(4 + 3 + 3)
  })

  test('an answer to the first stops what the second has planned for the same day, and has not sent', async () => {
    const second = await copyOf(campaignId)
    const firstOf = (id: number) => rows<{ at: number }>(world, 'select min(due_at) as at from sends where campaign_id = ?', id)[0]?.at ?? 0
    await until(monday, '10:45')
    expect(firstOf(second)).toBeGreaterThan(0)
    // Both may have written to somebody by now.
    const one = world.ports.mailer.delivered.find(({ mail }) => written().filter((to) => to === mail.to.address).length === 1)
    if (!one) throw new Error('nothing was sent')
    replyTo(world, one)
    await until(monday, '18:00')
    expect(written().filter((address) => address === one.mail.to.address)).toHaveLength(1)
    expect(written()).toHaveLength(4 + 4 - 1)
  })

  test('somebody who wants nothing more hears nothing from the second under another address', async () => {
    await until(monday, '18:00')
    const [one] = world.ports.mailer.delivered
    if (!one) throw new Error('nothing was sent')
    replyTo(world, one, 'unsubscribe')
    await until(monday, '19:00')
    expect(rows(world, `select id from enrollments where status = 'opted_out'`)).toHaveLength(1)
    addressed('other.example')
    await copyOf(campaignId)
    await until(tuesday, '18:00')
    expect(written()).toHaveLength(4 + 3)
    const handle = one.mail.to.address.split('@')[0]
    expect(written().filter((address) => address.startsWith(`${handle}@`))).toHaveLength(1)
  })
})

describe('somebody erased', () => {
  const contactOf = (email: string): number => world.engine.context.commit('test.contact', (tx) => addContact(tx, { email }))

  test('while their address waits to be checked: the others are taken in, and written to', async () => {
    world.clay.world.ended = () => world.clock.now() >= berlin(monday, '09:10')
    await until(monday, '09:05')
    await api(world).campaigns.pause({ id: campaignId })
    await until(monday, '09:40')
    const [first] = rows<{ email: string }>(
      world,
      `select answer ->> 'email' as email from creators where status = 'addressed' order by id`,
    )
    const id = contactOf(String(first?.email))
    await api(world).contacts.remove({ id, erase: true })
    await api(world).campaigns.resume({ id: campaignId })
    await until(monday, '18:00')
    expect(written()).toHaveLength(3)
    expect(statuses()[0]).toEqual({ status: 'left_out', reason: 'The person was erased' })
  })

  test('while another service is asked about them: what it says is forgotten', async () => {
    const { discovery } = await api(world).campaigns.get({ id: campaignId })
    if (!discovery) throw new Error('it has no audience')
    await api(world).campaigns.update({ id: campaignId, discovery: { ...discovery, enrichment: ['clay_routine', 'influencers_club'] } })
    world.dns.zone.set('gone.example', 'nxdomain')
    addressed('gone.example')
    const { profile } = world.ports.providers.creators
    let erased = ''
    world.ports.providers.creators.profile = async (key, creator) => {
      const answer = await profile(key, creator)
      if (erased !== '' || !answer.ok || answer.email === null) return answer
      erased = answer.email
      await api(world).contacts.remove({ id: contactOf(`${creator.handle}@gone.example`), erase: true })
      return answer
    }
    await until(monday, '18:00')
    expect(erased).not.toBe('')
    expect(written()).not.toContain(erased)
    expect(JSON.stringify(rows(world, 'select * from creators'))).not.toContain(erased)
  })
})

describe('a search', () => {
  /** Changes what the provider says before the engine hears it. */
  function bend(change: (account: { username: string }, index: number) => unknown): void {
    const { search } = world.ports.providers.creators
    world.ports.providers.creators.search = async (key, request) => {
      const answer = await search(key, { ...request, criteria: { ...request.criteria, excludeHandles: [] } })
      return answer.ok
        ? { ...answer, creators: answer.creators.map((one, index) => Object.assign({}, one, change({ username: one.handle }, index))) }
        : answer
    }
  }

  test('that ignores whom a person leaves out: they stay out all the same', async () => {
    const { discovery } = await api(world).campaigns.get({ id: campaignId })
    if (!discovery) throw new Error('it has no audience')
    const { people } = await api(world).discovery.preview({ id: campaignId, discovery })
    const partner = people[0]?.handle ?? ''
    const criteria = { ...discovery.criteria, excludeHandles: [`@${partner.toUpperCase()}`] }
    await api(world).campaigns.update({ id: campaignId, discovery: { ...discovery, criteria } })
    bend(() => ({}))
    await until(monday, '18:00')
    expect(written().length).toBeGreaterThanOrEqual(4)
    expect(rows(world, 'select handle from creators').map(({ handle }) => handle)).not.toContain(partner)
    expect(written()).not.toContain(`${partner}@good.example`)
  })
})

test.each([1e20, '99999999999999999999', 1e300, Number.MAX_SAFE_INTEGER + 1])(
  'an account with %s followers is read without them',
  (followers) => {
    const account = { user_id: 'x', profile: { username: 'x', followers } }
    expect(readSearch({ total: 1, accounts: [account] })?.creators).toMatchObject([{ handle: 'x', followers: null }])
    const page = readSearch({ total: '99999999999999999999', accounts: [account] })
    expect(Number.isSafeInteger(page?.total)).toBe(true)
  },
)

describe('what a service says of a person', () => {
  test('is one line, and no template', async () => {
    world.clay.world.answer = (inputs) => ({
      values: { Email: `${handleIn(inputs)}@good.example`, 'First Name': 'Bob\r\nBcc: all@evil.example\u2028\u0000{{email}}' },
    })
    world.engine.context.commit('test.step', (tx) => alterStep(tx, 'all', { subject: 'Hello {{firstName}}', body: 'Dear {{firstName}},' }))
    await until(monday, '18:00')
    expect(written()).toHaveLength(4)
    for (const { mail } of world.ports.mailer.delivered.filter(({ mail }) => written().includes(mail.to.address))) {
      expect(mail.subject).toBe('Hello Bob Bcc: all@evil.example {{email}}')
      expect(mail.to.name).toBe('Bob Bcc: all@evil.example {{email}}')
      expect(mail.text).toContain('Dear Bob Bcc: all@evil.example {{email}},')
    }
    expect(rows(world, 'select distinct first_name as name from contacts')).toEqual([{ name: 'Bob Bcc: all@evil.example {{email}}' }])
  })
})

test('a routine that was on while the machine slept for days is not given up because the network is not back at once', async () => {
  world.clay.world.ended = () => false
  await until(monday, '09:30')
  expect(asked(world, 'run')).toBe(1)
  world.clock.jump(berlin(wednesday, '09:00'))
  world.clay.faults.add('results', fault.html(503), 5)
  world.clay.world.ended = () => true
  await until('2026-11-26', '18:00')
  expect(count(world, `select count(*) from creators where status = 'unsure'`)).toBe(0)
  expect(written()).toHaveLength(4)
  expect(asked(world, 'run')).toBe(1)
})

describe('while Clay is asked for its name, before anything is bought', () => {
  /** The look that is made after a failure, and what happens during it. */
  function meanwhile(act: () => Promise<unknown>): void {
    const { enrichment } = world.ports.providers
    const { whoAmI } = enrichment
    enrichment.whoAmI = async (key) => {
      enrichment.whoAmI = whoAmI
      await act()
      return whoAmI(key)
    }
    world.clay.faults.add('run', fault.rateLimit('60'), 1)
  }

  test('the campaign is paused: nothing is bought', async () => {
    meanwhile(() => api(world).campaigns.pause({ id: campaignId }))
    await until(monday, '12:00')
    expect(world.clay.charges).toEqual([])
    expect(statuses().map(({ status }) => status)).toEqual(['found', 'found', 'found', 'found'])
  })

  test('a file brings an address: nobody is asked about that person', async () => {
    meanwhile(() => api(world).runs.importFromClay({ id: campaignId, content: 'creator_id,Email\r\n1,mine@good.example\r\n' }))
    await until(monday, '18:00')
    expect(world.clay.charges).toHaveLength(3)
    expect(written()).toContain('mine@good.example')
    expect(written()).toHaveLength(4)
  })
})

test('a campaign that is cancelled while addresses are checked takes nobody in', async () => {
  const { domains } = world.ports.providers
  const check = domains.check.bind(domains)
  domains.check = async (domain) => {
    domains.check = check
    await api(world).campaigns.cancel({ id: campaignId })
    return check(domain)
  }
  await until(monday, '18:00')
  expect(count(world, 'select count(*) from enrollments')).toBe(0)
  expect(count(world, 'select count(*) from contacts')).toBe(0)
})

test('people invented in test mode enter no campaign that writes in earnest', async () => {
  const invented = await api(world).campaigns.duplicate({ id: campaignId })
  await api(world).campaigns.update({ id: invented.id, testMode: true })
  await api(world).campaigns.activate({ id: invented.id })
  await until(monday, '18:00')
  expect(count(world, `select count(*) from contact_tags where tag = 'test mode'`)).toBeGreaterThan(0)
  const real = await api(world).campaigns.create({ name: 'Everybody' })
  expect(await api(world).recipients.add({ id: real.id, all: true })).toMatchObject({ added: 4 })
  const rehearsal = await api(world).campaigns.create({ name: 'Rehearsal', testMode: true })
  expect((await api(world).recipients.add({ id: rehearsal.id, all: true })).added).toBeGreaterThan(4)
  await expect(api(world).campaigns.update({ id: rehearsal.id, testMode: false })).rejects.toMatchObject({ code: 'CONFLICT' })
})

describe('another order of those who are asked for addresses', () => {
  async function chain(...enrichment: Enricher[]): Promise<void> {
    const { discovery } = await api(world).campaigns.get({ id: campaignId })
    if (!discovery) throw new Error('it has no audience')
    await api(world).campaigns.update({ id: campaignId, discovery: { ...discovery, enrichment } })
  }

  test('buys nothing from Clay that it has said already', async () => {
    await chain('clay_routine', 'influencers_club')
    world.clay.world.answer = () => ({ values: {} })
    world.club.faults.add('profile', fault.rateLimit('600'), 1)
    await until(monday, '09:05')
    expect(asked(world, 'profile')).toBe(1)
    expect(statuses().map(({ status }) => status)).toEqual(['found', 'found', 'found', 'found'])
    await chain('influencers_club', 'clay_routine')
    await until(monday, '18:00')
    expect(world.clay.boughtTwice()).toEqual([])
  })

  test('buys nothing of whom is asked about right now', async () => {
    world.clay.world.ended = () => world.clock.now() >= berlin(monday, '09:10')
    world.clay.world.answer = () => ({ values: {} })
    await until(monday, '09:05')
    await chain('influencers_club', 'clay_routine')
    await until(monday, '18:00')
    expect(world.clay.boughtTwice()).toEqual([])
    expect(statuses().every(({ status }) => status === 'no_address')).toBe(true)
  })

  test('asks the one that is left, where another was taken out', async () => {
    await chain('clay_routine', 'influencers_club')
    world.clay.world.answer = () => ({ values: {} })
    world.club.faults.add('profile', fault.rateLimit('600'), 1)
    await until(monday, '09:05')
    await chain('influencers_club')
    await until(monday, '18:00')
    expect(written().length).toBeGreaterThan(0)
    expect(world.club.boughtTwice('profile')).toEqual([])
  })
})

test('the chain is changed while a profile is asked for: the same one is not bought again', async () => {
  const { discovery } = await api(world).campaigns.get({ id: campaignId })
  if (!discovery) throw new Error('it has no audience')
  const chain = (...enrichment: Enricher[]) => api(world).campaigns.update({ id: campaignId, discovery: { ...discovery, enrichment } })
  await chain('influencers_club', 'clay_routine')
  world.clay.world.answer = () => ({ values: {} })
  const { creators } = world.ports.providers
  const { profile } = creators
  const handles: string[] = []
  creators.profile = async (_key, { handle }) => {
    handles.push(handle)
    if (handles.length === 1) await chain('clay_routine', 'influencers_club')
    return { ok: true, millicredits: 0, email: null, firstName: '', lastName: '', companyName: '' }
  }
  await until(monday, '18:00')
  creators.profile = profile
  expect(handles).toHaveLength(4)
  expect(new Set(handles).size).toBe(4)
})

test('a campaign that is paused while the keychain is asked for the key buys no page', async () => {
  const { secrets } = world.ports
  const get = secrets.get.bind(secrets)
  secrets.get = async (name) => {
    if (name === 'provider/influencers_club') await api(world).campaigns.pause({ id: campaignId })
    return get(name)
  }
  await until(monday, '12:00')
  expect(asked(world, 'search')).toBe(0)
  expect(world.club.charges).toEqual([])
})

test("a file of another workspace, with the same numbers for other people, gives nobody a stranger's address", async () => {
  const { discovery } = await api(world).campaigns.get({ id: campaignId })
  if (!discovery) throw new Error('it has no audience')
  await api(world).campaigns.update({ id: campaignId, discovery: { ...discovery, runs: 2 } })
  world.clay.world.answer = () => ({ values: {} })
  await until(monday, '09:30')
  const [first, second] = rows<{ handle: string }>(world, 'select handle from creators order by id')
  const content = [
    'creator_id,Email,profile url',
    '1,stranger@good.example,https://www.instagram.com/somebody.else',
    `2,right@good.example,https://www.instagram.com/${second?.handle}`,
    '3,bare@good.example,',
  ].join('\r\n')
  expect(first?.handle).not.toBe('somebody.else')
  expect(await api(world).runs.importFromClay({ id: campaignId, content })).toEqual({ addresses: 2, without: 0, unknown: 1 })
  await until(tuesday, '18:00')
  expect(written().sort()).toEqual(['bare@good.example', 'right@good.example'])
})
