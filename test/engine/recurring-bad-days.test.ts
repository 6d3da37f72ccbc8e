import { afterEach, describe, expect, test } from 'vitest'
import { fault } from '../fakes/stub.ts'
import { api, count, minuteMs, rows, runUntil } from './harness.ts'
import { asked, begin, berlin, type RecurringWorld, runsOf, waits } from './recurring-world.ts'

const monday = '2026-11-23'
const tuesday = '2026-11-24'
/** Monday, 9 in the morning. */
const nine = berlin(monday, '09:00')

let world: RecurringWorld
let campaignId: number
afterEach(() => world.close())

/** A campaign that is activated as the window opens, with so many people a day. */
async function start(
  perRun: number | null = 20,
  more: Parameters<typeof begin>[1] = {},
  options: Parameters<typeof begin>[0] = {},
): Promise<void> {
  const begun = await begin(
    { at: nine, ...options },
    { steps: [{ subject: 'Hello', body: 'Hello there.' }], ...more, discovery: { perRun, ...more.discovery } },
  )
  world = begun.world
  campaignId = begun.campaignId
}

const until = (day: string, time: string) => runUntil(world, berlin(day, time))
const sent = () => world.ports.mailer.delivered.length
const status = (of: string) => count(world, 'select count(*) from creators where status = ?', of)
const purchases = () =>
  rows(world, 'select kind, status, count(*) as n, sum(items) as items from purchases group by kind, status order by kind, status')

describe('Influencers Club', () => {
  test('is down for three hours: the run waits with its name and a next time, and goes on', async () => {
    await start()
    world.club.faults.add('search', fault.html(503), Number.POSITIVE_INFINITY)
    await until(monday, '11:00')
    expect(runsOf(world)).toMatchObject([{ status: 'running', stage: 'discovering', found: 0 }])
    const told = await waits(world)
    expect(told.campaign).toMatchObject({ reason: 'provider', message: 'Influencers Club does not work just now (HTTP 503).' })
    expect(told.run).toEqual(told.campaign)
    const next = Date.parse(told.campaign?.until ?? '') - world.clock.now()
    expect(next).toBeGreaterThan(0)
    expect(next).toBeLessThanOrEqual(15 * minuteMs)
    expect(asked(world, 'search')).toBeLessThan(20)
    world.club.faults.clear()
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([{ number: 1, status: 'succeeded', reason: '', found: 20 }])
    expect(sent()).toBeGreaterThan(10)
    expect(world.club.boughtTwice()).toEqual([])
  })

  test('is down all day: the day does not count, and the next one does its work', async () => {
    await start()
    world.club.faults.add('search', fault.html(503), Number.POSITIVE_INFINITY)
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([
      { number: null, status: 'failed', stage: 'done', reason: 'Influencers Club does not work just now (HTTP 503).' },
    ])
    expect((await waits(world)).campaign).toMatchObject({ reason: 'next_run', until: '2026-11-24T08:00:00.000Z' })
    world.club.faults.clear()
    await until(tuesday, '18:00')
    expect(runsOf(world)[1]).toMatchObject({ number: 1, status: 'succeeded', reason: '', found: 20 })
  })

  test('does not accept the key: a person is told, and a new key lets the run go on at once', async () => {
    await start()
    world.club.faults.add('search', fault.badKey(), Number.POSITIVE_INFINITY)
    await until(monday, '10:10')
    expect((await waits(world)).campaign).toMatchObject({
      reason: 'provider',
      message: expect.stringContaining('Influencers Club does not accept the key'),
    })
    expect(await api(world).providers.list()).toContainEqual(
      expect.objectContaining({ kind: 'influencers_club', problem: expect.stringContaining('key') }),
    )
    world.club.faults.clear()
    await api(world).providers.connect({ kind: 'influencers_club', key: world.club.key })
    await until(monday, '10:12')
    expect(runsOf(world)).toMatchObject([{ found: 20 }])
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([{ status: 'succeeded', reason: '' }])
  })

  test('runs out of credits in the middle: those found are written to today, and the day says why there are no more', async () => {
    await start(200, {}, { people: { millicreditsLeft: 1000 } })
    await until(monday, '11:00')
    expect(runsOf(world)).toMatchObject([{ found: 100 }])
    expect(sent()).toBeGreaterThan(5)
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([
      { number: 1, status: 'partial', found: 100, reason: expect.stringContaining('Influencers Club has no credits left') },
    ])
    expect(sent()).toBe(runsOf(world)[0]?.emails_found)
  })

  test('answers in another shape: it is asked a few times at most, and may have charged for each', async () => {
    await start()
    world.club.faults.add('search', fault.changed(), Number.POSITIVE_INFINITY)
    await until(monday, '10:00')
    expect((await waits(world)).campaign).toMatchObject({ reason: 'provider', message: expect.stringContaining('does not understand') })
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([{ number: null, status: 'failed' }])
    expect(asked(world, 'search')).toBeLessThanOrEqual(4)
    expect(purchases()).toMatchObject([{ kind: 'search', status: 'unsure', n: asked(world, 'search') }])
  })

  test('wants a pause: it is asked again when it said, not before', async () => {
    await start()
    world.club.faults.add('search', fault.rateLimit('600'), 1)
    await until(monday, '09:09')
    expect(asked(world, 'search')).toBe(1)
    expect((await waits(world)).campaign).toMatchObject({
      reason: 'provider',
      message: expect.stringContaining('fewer requests'),
      until: '2026-11-23T08:10:00.000Z',
    })
    await until(monday, '09:11')
    expect(asked(world, 'search')).toBe(2)
    expect(runsOf(world)).toMatchObject([{ found: 20, reason: '' }])
  })

  test('gives people twice, in one page and in two: each is kept once, and as many are found as there is room for', async () => {
    await start(100, {}, { people: { duplicatesInPage: true, overlap: 4 } })
    await until(monday, '09:30')
    expect(runsOf(world)[0]?.found).toBeGreaterThanOrEqual(100)
    expect(runsOf(world)[0]?.already_known).toBeGreaterThan(3)
    expect(count(world, 'select count(distinct platform_id) from creators')).toBe(runsOf(world)[0]?.found)
    expect(world.clay.boughtTwice()).toEqual([])
  })

  test('gives fewer than it says on each page: the search goes on to the next', async () => {
    await start(100, {}, { people: { missing: 5, shrinking: 800 } })
    await until(monday, '09:30')
    expect(runsOf(world)[0]?.found).toBeGreaterThanOrEqual(100)
    expect(runsOf(world)[0]?.reason).toBe('')
  })

  test('has nobody new any more: after three such days the campaign pauses with advice, and goes on when resumed', async () => {
    await start(null, {}, { people: { creators: 60 } })
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([
      { found: 60, status: 'succeeded', reason: 'Only 60 new creators match the criteria; there was room for 200.' },
    ])
    await until('2026-11-26', '18:00')
    expect(runsOf(world).slice(1)).toMatchObject([
      { number: 2, status: 'succeeded', reason: 'Nobody new matches the criteria.' },
      { number: 3, status: 'succeeded', reason: 'Nobody new matches the criteria.' },
      { number: 4, status: 'succeeded', reason: 'Nobody new matches the criteria.' },
    ])
    const paused = await api(world).campaigns.get({ id: campaignId })
    expect(paused).toMatchObject({ status: 'paused', reason: expect.stringMatching(/criteria/i) })
    await waits(world)
    world.club.world.creators = 90
    await api(world).campaigns.resume({ id: campaignId })
    await until('2026-11-27', '18:00')
    expect(runsOf(world)[4]).toMatchObject({ number: 5, found: 30, status: 'succeeded' })
    expect(world.club.boughtTwice()).toEqual([])
  })

  test('is not connected: the run says so and waits for a person', async () => {
    await start()
    await world.ports.secrets.delete('provider/influencers_club')
    await until(monday, '10:00')
    expect((await waits(world)).campaign).toMatchObject({
      reason: 'provider',
      message: expect.stringContaining('Influencers Club is not connected'),
    })
    expect(asked(world, 'search')).toBe(0)
  })
})

describe('Clay', () => {
  test('loses its answer after the charge: nobody is asked about twice by itself, and the rest of the day goes on', async () => {
    await start(150, { discovery: { enrichment: ['clay_routine'] } })
    world.clay.faults.add('run', fault.dropAfter(), 1)
    await until(monday, '10:00')
    expect(status('unsure')).toBe(100)
    await until(monday, '18:00')
    expect(world.clay.charges).toHaveLength(150)
    expect(world.clay.boughtTwice()).toEqual([])
    expect(sent()).toBeGreaterThan(25)
    expect(runsOf(world)).toMatchObject([{ number: 1, status: 'partial', reason: expect.stringContaining('100 ') }])
    expect((await api(world).runs.outlook({ id: campaignId })).unsure).toBe(100)
    await until(tuesday, '18:00')
    expect(status('unsure')).toBe(100)
    expect(await api(world).runs.decideUnsure({ id: campaignId, decision: 'ask_again' })).toEqual({ decided: 100 })
    await until('2026-11-25', '18:00')
    expect(status('unsure')).toBe(0)
    expect(world.clay.boughtTwice()).toHaveLength(100)
  })

  describe('loses its answer on the last run', () => {
    const campaign = async () => (await api(world).campaigns.get({ id: campaignId })).status
    const decide = (decision: 'ask_again' | 'leave_out') => api(world).runs.decideUnsure({ id: campaignId, decision })
    async function lose(): Promise<void> {
      await start(20, { discovery: { enrichment: ['clay_routine'], runs: 1 } })
      world.clay.faults.add('run', fault.dropAfter(), 1)
      await until(monday, '10:00')
      expect(status('unsure')).toBe(20)
      expect(await campaign()).toBe('active')
      expect((await api(world).today.needs()).items).toMatchObject([{ kind: 'unsure', campaignId, count: 20 }])
    }

    test('and a person asks again: they are written to in what is left of the window', async () => {
      await lose()
      await decide('ask_again')
      await until(monday, '18:00')
      expect(world.clay.boughtTwice()).toHaveLength(20)
      expect(sent()).toBeGreaterThan(5)
      expect(await campaign()).toBe('completed')
    })

    test('and a person leaves them out: the campaign is complete at once', async () => {
      await lose()
      await decide('leave_out')
      await until(monday, '10:01')
      expect(await campaign()).toBe('completed')
      expect(world.clay.charges).toHaveLength(20)
    })

    test('and nobody decides: with the window the campaign ends without them', async () => {
      await lose()
      await until(monday, '18:00')
      expect(await campaign()).toBe('completed')
      expect(status('left_out')).toBe(20)
      expect(await api(world).runs.outlook({ id: campaignId })).toMatchObject({ unsure: 0, runsDone: 1 })
      expect(world.clay.charges).toHaveLength(20)
    })
  })

  test('answers after the last window without an address: nobody else is asked any more, and the campaign completes', async () => {
    await start(20, { discovery: { enrichment: ['clay_routine', 'influencers_club'], runs: 1 } })
    world.clay.world.answer = () => ({ values: {} })
    world.clay.world.ended = (_, now) => now >= berlin(monday, '19:00')
    await until(monday, '18:00')
    expect(status('waiting')).toBe(20)
    await until(tuesday, '12:00')
    expect(status('left_out')).toBe(20)
    expect((await api(world).campaigns.get({ id: campaignId })).status).toBe('completed')
    expect(asked(world, 'profile')).toBe(0)
  })

  test('is down: only the first who were asked about are unsure, the others wait until it answers', async () => {
    await start(180, { discovery: { enrichment: ['clay_routine'] } })
    world.clay.faults.add('any', fault.html(502), Number.POSITIVE_INFINITY)
    await until(monday, '12:00')
    expect(status('unsure')).toBeLessThanOrEqual(100)
    expect((await waits(world)).campaign).toMatchObject({ reason: 'provider', message: expect.stringContaining('Clay') })
    world.clay.faults.clear()
    await until(monday, '18:00')
    expect(runsOf(world)[0]?.sent).toBeGreaterThan(40)
    expect(world.clay.boughtTwice()).toEqual([])
  })

  test('does not accept the key: the next of the chain is asked instead', async () => {
    await start()
    world.clay.faults.add('any', fault.badKey(), Number.POSITIVE_INFINITY)
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([{ number: 1, status: 'succeeded' }])
    expect(asked(world, 'profile')).toBe(20)
    expect(sent()).toBe(15)
    expect(await api(world).providers.list()).toContainEqual(
      expect.objectContaining({ kind: 'clay', problem: expect.stringContaining('key') }),
    )
  })

  test('never ends a run: the others are written to, and after a day a person decides', async () => {
    await start(120, { discovery: { enrichment: ['clay_routine'] } })
    world.clay.world.ended = ({ id }) => id !== 'run_1'
    await until(monday, '12:00')
    const told = (await waits(world)).run
    expect(told).toMatchObject({ reason: 'enriching', message: 'Clay is looking up 100 addresses' })
    expect(Date.parse(told?.until ?? '')).toBeGreaterThan(world.clock.now())
    expect(Date.parse(told?.until ?? '')).toBeLessThanOrEqual(world.clock.now() + 5 * minuteMs)
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([
      {
        status: 'partial',
        carried_over: 100,
        reason: '100 people are carried over and go first next time: not all addresses came in time.',
      },
    ])
    expect(sent()).toBeGreaterThan(10)
    await until(tuesday, '18:00')
    expect(status('unsure')).toBe(100)
    expect(rows(world, `select distinct reason from creators where status = 'unsure'`)).toEqual([
      { reason: 'Clay has not finished within a day. It may have been charged.' },
    ])
    expect(world.clay.boughtTwice()).toEqual([])
  })

  test('knows fewer addresses than expected: the day is done with those that there are', async () => {
    world?.clay.charges.splice(0)
    await start(20, { discovery: { enrichment: ['clay_routine'] } })
    let known = 0
    world.clay.world.answer = () => (known++ < 2 ? { values: { Email: `only${known}@clay.example` } } : { failed: 'Nothing was found' })
    await until(monday, '18:00')
    expect(runsOf(world)).toMatchObject([
      { number: 1, status: 'succeeded', reason: '', found: 20, emails_found: 2, sent: 2, carried_over: 0 },
    ])
    expect(rows(world, `select distinct reason from creators where status = 'no_address'`)).toEqual([{ reason: 'Nothing was found' }])
  })

  test('by a table: people are pushed once, wait for their file, and are written to on the day on which it comes', async () => {
    await start(30, { discovery: { enrichment: ['clay_table'] } })
    await until(monday, '10:30')
    expect(world.clay.rows).toHaveLength(30)
    expect(runsOf(world)[0]).toMatchObject({ number: 1, found: 30, sent: 0 })
    const told = await waits(world)
    expect(told.campaign).not.toBeNull()
    expect((await api(world).runs.outlook({ id: campaignId })).awaitingFile).toBe(30)
    const { rows: exported } = await api(world).runs.exportForClay({ id: campaignId })
    expect(exported).toBe(30)
    const lines = world.clay.rows.map((row, index) => `${row.creator_id},${index < 20 ? `table${index}@clay.example` : ''}`)
    const content = ['creator_id,Email', ...lines].join('\n')
    await until(monday, '12:00')
    expect(await api(world).runs.importFromClay({ id: campaignId, content })).toMatchObject({ addresses: 20, without: 10, unknown: 0 })
    const written = () => world.ports.mailer.delivered.filter(({ mail }) => mail.to.address.startsWith('table'))
    await until(monday, '13:00')
    expect(written().length).toBeGreaterThan(0)
    // Spread over the whole rest of the window.
    expect(written().length).toBeLessThan(10)
    await until(monday, '18:00')
    expect(written()).toHaveLength(20)
    expect(runsOf(world)[0]).toMatchObject({ status: 'succeeded', sent: 20 })
    await until(tuesday, '18:00')
    expect(written()).toHaveLength(20)
    expect(world.clay.rows).toHaveLength(60)
  })
})

test('Activate pressed twice begins one run', async () => {
  await start()
  await Promise.all([api(world).campaigns.activate({ id: campaignId }), api(world).campaigns.activate({ id: campaignId })])
  await until(monday, '18:00')
  expect(runsOf(world)).toHaveLength(1)
  expect(runsOf(world)[0]).toMatchObject({ number: 1, found: 20 })
})

describe('a campaign that is cancelled', () => {
  test('in the middle of the search buys nothing more', async () => {
    await start(200)
    world.club.faults.add('search', fault.slow(300), 4)
    const drained = world.engine.drain()
    await until$(() => asked(world, 'search') === 2)
    await api(world).campaigns.cancel({ id: campaignId })
    await drained
    await until(tuesday, '18:00')
    expect(asked(world, 'search')).toBe(2)
    expect(asked(world, 'run')).toBe(0)
    expect(runsOf(world)).toMatchObject([{ status: 'partial', reason: expect.stringContaining('The campaign has ended.') }])
    expect(purchases()).toEqual([{ kind: 'search', status: 'done', n: 2, items: 100 }])
  })

  test('in the middle of the enrichment buys nothing more, and keeps what still comes', async () => {
    await start(200)
    world.clay.world.ended = (_run, now) => now >= berlin(monday, '12:00')
    world.clay.faults.add('run', fault.slow(300), 1)
    const drained = world.engine.drain()
    await until$(() => asked(world, 'run') === 1)
    await api(world).campaigns.cancel({ id: campaignId })
    await drained
    await until(tuesday, '18:00')
    expect(world.clay.charges).toHaveLength(100)
    expect(asked(world, 'profile')).toBe(0)
    expect(status('addressed')).toBeGreaterThan(50)
    expect(purchases()).toContainEqual({ kind: 'routine', status: 'done', n: 1, items: 100 })
    expect(sent()).toBe(0)
    expect(count(world, 'select count(*) from enrollments')).toBe(0)
  })
})

async function until$(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('a campaign paused over a whole day says so for that day, and goes on the next', async () => {
  await start()
  await until(monday, '18:00')
  await api(world).campaigns.pause({ id: campaignId })
  await until(tuesday, '20:00')
  await waits(world)
  await api(world).campaigns.resume({ id: campaignId })
  await waits(world)
  await until('2026-11-25', '18:00')
  expect(runsOf(world)).toMatchObject([
    { number: 1, day: monday, status: 'succeeded' },
    { number: null, day: tuesday, status: 'skipped', reason: 'The campaign was paused.' },
    { number: 2, day: '2026-11-25', status: 'succeeded' },
  ])
})

test('a laptop that wakes up at 13:00 runs into what is left; at 18:00 the day is skipped and named', async () => {
  await start(null)
  await until(monday, '18:00')
  world.clock.jump(berlin(tuesday, '13:00'))
  await until(tuesday, '23:00')
  const [, second] = runsOf(world)
  expect(second).toMatchObject({ number: 2, day: tuesday, status: 'succeeded', wanted: 200 })
  const tuesdays = world.ports.mailer.delivered.filter(({ at }) => at > berlin(tuesday, '00:00')).map(({ at }) => at)
  expect(tuesdays.length).toBeGreaterThan(100)
  expect(Math.min(...tuesdays)).toBeGreaterThanOrEqual(berlin(tuesday, '13:00'))
  expect(Math.max(...tuesdays)).toBeGreaterThan(berlin(tuesday, '16:30'))
  expect(Math.max(...tuesdays)).toBeLessThan(berlin(tuesday, '17:00'))
  world.clock.jump(berlin('2026-11-25', '18:00'))
  await until('2026-11-25', '23:00')
  expect(runsOf(world)[2]).toMatchObject({ number: null, status: 'skipped', reason: expect.stringContaining('was not running') })
  expect((await waits(world)).campaign).toMatchObject({ reason: 'next_run', until: '2026-11-26T08:00:00.000Z' })
})
