import { afterEach, describe, expect, test } from 'vitest'
import { alterWorkspace } from '../builders/index.ts'
import { api, count, rows, runUntil, setUp } from './harness.ts'
import { begin, berlin, openRecurring, type RecurringSetup, type RecurringWorld, recurring, runsOf, waits } from './recurring-world.ts'

const monday = '2026-11-23'
const tuesday = '2026-11-24'
const nine = berlin(monday, '09:00')
const allDays = [1, 2, 3, 4, 5, 6, 7]

let world: RecurringWorld
let campaignId: number
afterEach(() => world.close())

async function start(perRun: number | null = 20, more: RecurringSetup = {}, options: Parameters<typeof begin>[0] = {}): Promise<void> {
  const begun = await begin(
    { at: nine, ...options },
    { steps: [{ subject: 'Hello', body: 'Hello there.' }], ...more, discovery: { perRun, ...more.discovery } },
  )
  world = begun.world
  campaignId = begun.campaignId
}

const until = (day: string, time: string) => runUntil(world, berlin(day, time))
const deliveries = (from: number, to: number) => world.ports.mailer.delivered.filter(({ at }) => at >= from && at < to)
const setLimit = (dailyCredits: number) => world.engine.context.commit('test.plan', (tx) => alterWorkspace(tx, { dailyCredits }))
const carried = () =>
  rows<{ reason: string; n: number }>(
    world,
    `select reason, count(*) as n from sends where status = 'scheduled' group by reason order by reason`,
  )

describe('the daily limit, changed in the middle of a day', () => {
  test('lowered: what no longer fits is carried over and says why; raised: it is pulled back in', async () => {
    await start(null)
    await until(monday, '12:00')
    const before = world.ports.mailer.delivered.length
    expect(before).toBeGreaterThan(40)
    setLimit(before + 10)
    await until(monday, '12:05')
    const planned = carried()
    expect(planned.map(({ reason }) => reason)).toEqual(['', "Carried over: today's credits do not reach for it"])
    expect(planned[0]?.n).toBeLessThanOrEqual(10)
    const outlook = await api(world).runs.outlook({ id: campaignId })
    expect(outlook.carried.reduce((sum, one) => sum + one.count, 0)).toBe(planned[1]?.n)
    await until(monday, '15:00')
    await waits(world)
    setLimit(200)
    await until(monday, '18:00')
    const [run] = runsOf(world)
    expect(run).toMatchObject({ status: 'succeeded', reason: '', carried_over: 0, sent: world.ports.mailer.delivered.length })
    expect(deliveries(berlin(monday, '17:00'), berlin(tuesday, '09:00'))).toEqual([])
  })

  test('lowered for good: the rest goes first tomorrow, is not bought again, and fewer new ones are looked for', async () => {
    await start(null)
    await until(monday, '12:00')
    setLimit(100)
    await until(monday, '18:00')
    const [first] = runsOf(world)
    expect(first).toMatchObject({
      status: 'partial',
      sent: 100,
      reason: expect.stringMatching(/^\d+ people are carried over and go first next time: the day's credits did not reach\.$/),
    })
    expect((await waits(world)).campaign).toMatchObject({ reason: expect.stringMatching(/carried_over|not_due|credits/) })
    await until(tuesday, '18:00')
    const second = runsOf(world)[1]
    const left = first?.carried_over ?? 0
    expect(left).toBeGreaterThan(50)
    expect(second).toMatchObject({ number: 2, status: 'succeeded', wanted: 100 - left, found: 100 - left, carried_over: 0 })
    const tuesdays = deliveries(berlin(tuesday, '00:00'), berlin(tuesday, '23:00'))
    expect(tuesdays).toHaveLength(second?.sent ?? -1)
    expect(tuesdays.length).toBeGreaterThan(left)
    const foundOn = (address: string) =>
      count(
        world,
        'select c.run_id from creators c join enrollments e on e.id = c.enrollment_id join contacts t on t.id = e.contact_id where t.email = ?',
        address,
      )
    expect(tuesdays.slice(0, left).map(({ mail }) => foundOn(mail.to.address))).toEqual(Array.from({ length: left }, () => first?.id))
    expect(world.club.boughtTwice()).toEqual([])
    expect(world.clay.boughtTwice()).toEqual([])
  })
})

describe('the schedule, changed while a run is on', () => {
  const schedule = (change: object) =>
    api(world).campaigns.update({
      id: campaignId,
      schedule: { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null, ...change },
    })

  test('a window that ends sooner: everything still fits into it, or says that it does not', async () => {
    await start(100)
    await until(monday, '12:00')
    await schedule({ end: '13:00' })
    await until(monday, '12:59')
    expect(runsOf(world)[0]).toMatchObject({ closes_at: berlin(monday, '13:00') })
    await until(monday, '13:30')
    const [run] = runsOf(world)
    expect(run?.status).not.toBe('running')
    expect(deliveries(berlin(monday, '12:00'), berlin(monday, '13:00')).length).toBeGreaterThan(40)
    expect(deliveries(berlin(monday, '13:00'), berlin(tuesday, '09:00'))).toEqual([])
    await until(tuesday, '13:30')
    expect(runsOf(world)).toHaveLength(2)
  })

  test('a window that ends later: the messages are spread over all of it', async () => {
    await start(100)
    await until(monday, '12:00')
    await schedule({ end: '21:00' })
    await until(monday, '22:00')
    expect(runsOf(world)[0]).toMatchObject({ status: 'succeeded', closes_at: berlin(monday, '21:00') })
    expect(deliveries(berlin(monday, '17:00'), berlin(monday, '21:00')).length).toBeGreaterThan(10)
    expect(runsOf(world)).toHaveLength(1)
  })

  test('a day that is taken away: its run ends at once, and the rest goes first on the next', async () => {
    await start(100)
    await until(monday, '12:00')
    await schedule({ days: [3] })
    await until(monday, '18:00')
    expect(runsOf(world)[0]).toMatchObject({ status: 'partial', reason: expect.stringContaining('carried over') })
    expect(deliveries(berlin(monday, '12:01'), berlin('2026-11-25', '09:00'))).toEqual([])
    await until('2026-11-25', '18:00')
    expect(runsOf(world).map(({ day, number }) => ({ day, number }))).toEqual([
      { day: monday, number: 1 },
      { day: '2026-11-25', number: 2 },
    ])
  })

  test('another zone: nothing leaves outside its hours, and the day runs once', async () => {
    await start(100)
    await until(monday, '12:00')
    // In New York it is 6 in the morning; its window is from 15 to 23 here.
    await schedule({ zone: 'America/New_York' })
    await until(monday, '14:59')
    expect(deliveries(berlin(monday, '12:01'), berlin(monday, '15:00'))).toEqual([])
    await waits(world)
    await until(monday, '23:30')
    expect(deliveries(berlin(monday, '15:00'), berlin(monday, '23:00')).length).toBeGreaterThan(20)
    expect(runsOf(world).filter(({ day }) => day === monday)).toHaveLength(1)
    await until(tuesday, '23:30')
    expect(runsOf(world)).toHaveLength(2)
    expect(runsOf(world)[1]).toMatchObject({ number: 2, found: 100 })
  })
})

describe('the days on which clocks change', () => {
  test.each([
    ['forward', '2027-03-28', Date.parse('2027-03-27T10:00:00Z'), 5],
    ['back', '2026-10-25', Date.parse('2026-10-24T10:00:00Z'), 7],
  ])('%s: one run, within the hours that there are', async (_, day, at, hours) => {
    await start(30, { days: allDays, start: '00:00', end: '06:00' }, { at })
    await runUntil(world, at + 2 * 86_400_000)
    const runs = runsOf(world)
    expect(runs.filter((run) => run.day === day)).toHaveLength(1)
    const run = runs.find((one) => one.day === day)
    expect(run).toMatchObject({ status: 'succeeded', found: 30 })
    const closesAt = run?.closes_at ?? 0
    const opensAt = closesAt - hours * 3_600_000
    expect(new Date(opensAt).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' })).toBe('00:00:00')
    const sent = deliveries(opensAt, closesAt)
    expect(sent).toHaveLength(run?.sent ?? -1)
    expect(sent.length).toBeGreaterThan(15)
    expect(
      world.ports.mailer.delivered.every((one) => runs.some((day) => one.at < day.closes_at && one.at >= day.closes_at - 7 * 3_600_000)),
    ).toBe(true)
  })
})

describe('campaigns that share one plan', () => {
  /** Two recurring campaigns, each with a mailbox of its own. */
  async function two(first: object, second: object): Promise<[number, number]> {
    world = await openRecurring({ at: berlin(monday, '08:00') })
    // Everybody whom a search finds has an address: what is looked for is what is sent.
    let n = 0
    world.clay.world.answer = () => ({ values: { Email: `somebody${n++}@clay.example` } })
    const steps = [{ subject: 'Hello', body: 'Hello there.' }]
    const a = await recurring(world, { steps, discovery: first })
    const b = await recurring(world, { steps, discovery: { criteria: { niche: 'home baristas', platform: 'tiktok' }, ...second } })
    await world.engine.start()
    for (const { campaignId: id } of [a, b]) await api(world).campaigns.activate({ id })
    await until(monday, '18:00')
    return [runsOf(world, a.campaignId)[0]?.sent ?? 0, runsOf(world, b.campaignId)[0]?.sent ?? 0]
  }

  test('get equal parts', async () => {
    expect(await two({}, {})).toEqual([100, 100])
  })

  test('get parts by their weights', async () => {
    expect(await two({ share: 3 }, { share: 1 })).toEqual([150, 50])
  })

  test('leave to the other what one does not need', async () => {
    expect(await two({ perRun: 20 }, {})).toEqual([20, 180])
  })

  test('leave a list campaign beside them what it needs', async () => {
    world = await openRecurring({ at: berlin(monday, '08:00') })
    let n = 0
    world.clay.world.answer = () => ({ values: { Email: `somebody${n++}@clay.example` } })
    const { campaignId: list } = await setUp(world, { people: 30, gapSeconds: 60 })
    const { campaignId: id } = await recurring(world, { steps: [{ subject: 'Hello', body: 'Hello there.' }] })
    await world.engine.start()
    await api(world).campaigns.activate({ id: list })
    await api(world).campaigns.activate({ id })
    await until(monday, '18:00')
    expect(count(world, `select count(*) from sends where campaign_id = ? and status = 'sent'`, list)).toBe(30)
    expect(runsOf(world, id)[0]).toMatchObject({ wanted: 170, sent: 170 })
    expect(count(world, 'select used from credit_days')).toBe(200)
  })
})

test('a mailbox that is paused in the middle of a day: the rest is carried over, and the reason is its own', async () => {
  await start(100)
  await until(monday, '12:00')
  await api(world).mailboxes.pause({ id: 1 })
  await until(monday, '14:00')
  const told = await waits(world)
  expect(told.campaign).toMatchObject({ reason: 'mailbox_paused', until: null })
  await until(monday, '18:00')
  expect(runsOf(world)[0]).toMatchObject({
    status: 'partial',
    reason: expect.stringMatching(/go first next time: the mailbox is paused\.$/),
  })
  expect(deliveries(berlin(monday, '12:01'), berlin(tuesday, '00:00'))).toEqual([])
  await api(world).mailboxes.resume({ id: 1 })
  await until(tuesday, '18:00')
  expect(runsOf(world)[1]).toMatchObject({ number: 2, status: 'succeeded', carried_over: 0 })
})

test('all sending is paused in the middle of a day and goes on: no burst, and the rest is spread anew', async () => {
  await start(100)
  await until(monday, '11:00')
  await api(world).engine.pause()
  await until(monday, '14:00')
  expect((await waits(world)).campaign).toMatchObject({ reason: 'engine_stopped' })
  await api(world).engine.resume()
  await until(monday, '18:00')
  expect(runsOf(world)[0]).toMatchObject({ status: 'succeeded', carried_over: 0 })
  const after = deliveries(berlin(monday, '14:00'), berlin(monday, '17:00'))
  expect(after.length).toBeGreaterThan(20)
  expect(after.filter(({ at }) => at < berlin(monday, '14:30')).length).toBeLessThan(after.length / 4)
})

test('all sending is paused while people are looked for: nobody is asked, and the run says why', async () => {
  await start(100, {}, { at: nine - 60_000 })
  world.club.faults.add('search', { do: 'answer', status: 503, body: '' }, 1)
  await until(monday, '09:00')
  await api(world).engine.pause()
  await until(monday, '12:00')
  const told = await waits(world)
  expect(told.run).toMatchObject({ reason: 'engine_stopped', message: 'You paused all sending', until: null })
  expect(told.campaign).toEqual(told.run)
  expect(world.club.requests).toHaveLength(1)
  await api(world).engine.resume()
  await until(monday, '18:00')
  expect(runsOf(world)[0]).toMatchObject({ number: 1, status: 'succeeded', found: 100, reason: '' })
})
