import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Enricher } from '../../src/shared/schemas/discovery.ts'
import { alterMailbox } from '../builders/index.ts'
import { ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, dayMs, hourMs, minuteMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'
import { connectScripted, makeRecurring, runsOf } from './recurring-world.ts'

let world: World
let providers: ScriptedProviders
beforeEach(async () => {
  world = openWorld()
  providers = new ScriptedProviders()
  providers.total = 5000
  await connectScripted(world, providers)
})
afterEach(() => world.close())

async function begin(discovery: object, setup: object = {}): Promise<number> {
  const { campaignId } = await setUp(world, { people: 0, gapSeconds: 60, ...setup })
  makeRecurring(world, campaignId, { perRun: 4, runs: 5, enrichment: ['influencers_club'], ...discovery })
  await world.engine.start()
  await api(world).campaigns.activate({ id: campaignId })
  return campaignId
}

async function change(id: number, to: object): Promise<void> {
  const { discovery } = await api(world).campaigns.get({ id })
  await api(world).campaigns.update({ id, discovery: { ...discovery, ...to } as never })
}

/** Clay answers at once, with these values. Returns whom it was asked about, by call. */
function clayKnows(values: (id: string) => Record<string, string>): string[][] {
  const started: string[][] = []
  providers.enrichment.start = async (_key, _routine, items) => {
    started.push(items.map(({ id }) => id))
    const results = items.map(({ id }) => ({ id, status: 'complete' as const, values: values(id), error: '' }))
    providers.results.set(`run-${started.length}`, results)
    return { ok: true, runId: `run-${started.length}` }
  }
  return started
}

const sent = () => world.ports.mailer.delivered.map(({ mail }) => mail.to.address).filter((to) => !to.endsWith('@sender.example'))
const clayFirst: Enricher[] = ['clay_routine', 'influencers_club']
const clayLast: Enricher[] = ['influencers_club', 'clay_routine']

describe('the chain is changed', () => {
  test('while DNS is asked about an address: whoever was paid is not asked again', async () => {
    const started = clayKnows((id) => ({ Email: `${id}@nowhere.example` }))
    const id = await begin({ enrichment: clayFirst })
    let changed = false
    providers.domains.check = async () => {
      if (!changed) await change(id, { enrichment: clayLast })
      changed = true
      return 'none'
    }
    await runUntil(world, mondayTen + 2 * hourMs)
    expect(started).toHaveLength(1)
  })

  test('while Clay is looked after: whoever is added to it is asked', async () => {
    clayKnows(() => ({}))
    const id = await begin({ enrichment: ['clay_routine'] })
    const { results } = providers.enrichment
    providers.enrichment.results = async (key, run) => {
      const answer = await results(key, run)
      providers.enrichment.results = results
      await change(id, { enrichment: clayFirst })
      return answer
    }
    await runUntil(world, mondayTen + 8 * hourMs)
    expect(sent()).toHaveLength(4)
  })
})

test('a campaign that is deleted while a page is on its way leaves what the page cost in the books', async () => {
  const id = await begin({})
  const { search } = providers.creators
  providers.creators.search = async (key, request) => {
    const answer = await search(key, request)
    await api(world).campaigns.cancel({ id })
    await api(world).campaigns.remove({ id })
    return answer
  }
  await runUntil(world, mondayTen + hourMs)
  expect(rows(world, 'select status, millicredits from purchases')).toEqual([{ status: 'done', millicredits: 40 }])
})

test('hours that a schedule was given only after they had passed were not missed', async () => {
  const id = await begin({}, { start: '16:00', end: '17:00' })
  await runUntil(world, mondayTen + 3 * hourMs)
  const { schedule } = await api(world).campaigns.get({ id })
  await api(world).campaigns.update({ id, schedule: { ...schedule, start: '10:00', end: '12:00' } })
  await runUntil(world, mondayTen + 8 * hourMs)
  expect(runsOf(world)).toEqual([])
  await runUntil(world, mondayTen + dayMs + 3 * hourMs)
  expect(runsOf(world)).toMatchObject([{ day: '2026-11-24', number: 1 }])
})

test('a clock that ran months ahead and was set back stops no campaign', async () => {
  await begin({ perRun: 20 })
  await runUntil(world, mondayTen + 2 * hourMs)
  const before = sent().length
  world.clock.jump(world.clock.now() + 100 * dayMs)
  await world.engine.drain()
  world.clock.jump(mondayTen + 3 * hourMs)
  await world.engine.drain()
  await runUntil(world, mondayTen + 3 * dayMs)
  expect(runsOf(world).filter(({ status }) => status === 'skipped')).toEqual([])
  expect(runsOf(world).map(({ day }) => day)).toEqual(expect.arrayContaining(['2026-11-24', '2026-11-25', '2026-11-26']))
  expect(sent().length).toBeGreaterThan(before + 20)
  expect(new Set(sent()).size).toBe(sent().length)
})

test('nothing that names somebody erased is kept when another campaign finds them again', async () => {
  const id = await begin({ runs: 1 })
  await runUntil(world, mondayTen + 8 * hourMs)
  const [first] = rows<{ id: number; email: string }>(world, 'select id, email from contacts')
  await api(world).contacts.remove({ id: first?.id ?? 0, erase: true })
  const copy = await api(world).campaigns.duplicate({ id })
  await api(world).campaigns.activate({ id: copy.id })
  await runUntil(world, mondayTen + 32 * hourMs)
  const found = rows<{ status: string; answer: string | null }>(world, 'select * from creators where campaign_id = ?', copy.id)
  expect(found).toHaveLength(4)
  expect(found[0]).toMatchObject({ status: 'left_out', reason: 'The person was erased', answer: null })
  const [name = ''] = first?.email.split('@') ?? []
  expect(JSON.stringify(found)).not.toContain(name)
})

test('whom a person leaves out after they were found is not written to, unless they were', async () => {
  const id = await begin({ perRun: 20, runs: 2 })
  await runUntil(world, mondayTen + 40 * minuteMs)
  const heard = sent().length
  expect(heard).toBeGreaterThan(0)
  const { discovery } = await api(world).campaigns.get({ id })
  const everybody = Array.from({ length: 20 }, (_, at) => `Creator.${at + 1}`)
  await change(id, { criteria: { ...discovery?.criteria, excludeHandles: everybody } })
  await runUntil(world, mondayTen + 8 * hourMs)
  expect(sent()).toHaveLength(heard)
  expect(rows(world, `select id from enrollments where status = 'removed' and reason = 'You left them out'`)).toHaveLength(20 - heard)
})

test('whom a person leaves out while they are asked about is not taken in', async () => {
  const started = clayKnows((id) => ({ Email: `${id}@good.example` }))
  const id = await begin({ enrichment: ['clay_routine'] })
  const { results } = providers.enrichment
  providers.enrichment.results = async (key, run) => {
    const { discovery } = await api(world).campaigns.get({ id })
    await change(id, { criteria: { ...discovery?.criteria, excludeHandles: ['creator.2'] } })
    return results(key, run)
  }
  await runUntil(world, mondayTen + 8 * hourMs)
  expect(started).toHaveLength(1)
  expect(sent()).toHaveLength(3)
})

describe('a mailbox that is paused when the window opens', () => {
  const pauseMailbox = () =>
    world.engine.context.commit('test.mailbox', (tx) => alterMailbox(tx, 'all', { status: 'paused', reason: 'The password is wrong' }))

  test('is what the campaign waits for; mended later that day, the run begins', async () => {
    const id = await begin({})
    await runUntil(world, mondayTen + 8 * hourMs)
    pauseMailbox()
    await runUntil(world, mondayTen + 25 * hourMs)
    const { waiting } = await api(world).campaigns.get({ id })
    expect(waiting).toMatchObject({ reason: 'mailbox_paused', until: null })
    expect(waiting?.message).toContain('The password is wrong')
    expect(runsOf(world)).toHaveLength(1)
    world.engine.context.commit('test.mailbox', (tx) => alterMailbox(tx, 'all', { status: 'active', reason: '' }))
    await runUntil(world, mondayTen + 32 * hourMs)
    expect(runsOf(world)[1]).toMatchObject({ day: '2026-11-24', number: 2, sent: 4 })
  })

  test('all day: nobody is looked for, and the day says why', async () => {
    await begin({})
    await runUntil(world, mondayTen + 8 * hourMs)
    pauseMailbox()
    await runUntil(world, mondayTen + 32 * hourMs)
    expect(runsOf(world)[1]).toMatchObject({ status: 'skipped', number: null })
    expect(runsOf(world)[1]?.reason).toBe('The mailbox is paused. The password is wrong.')
    expect(providers.count('search')).toBe(1)
  })
})

test('Clay ends with an answer about somebody else: nobody is given up, nor bought elsewhere', async () => {
  clayKnows(() => ({}))
  const id = await begin({ enrichment: clayFirst, runs: 1 })
  const { results } = providers.enrichment
  providers.enrichment.results = async () => ({ ok: true, done: true, items: [{ id: 'row-1', status: 'complete', values: {}, error: '' }] })
  let profiles = 0
  const { profile } = providers.creators
  providers.creators.profile = async (key, who) => {
    profiles++
    return profile(key, who)
  }
  await runUntil(world, mondayTen + 2 * hourMs)
  expect(profiles).toBe(0)
  expect((await api(world).campaigns.get({ id })).waiting).toMatchObject({ reason: 'provider' })
  expect(rows(world, 'select distinct status from creators')).toEqual([{ status: 'waiting' }])
  providers.enrichment.results = results
  await runUntil(world, mondayTen + 8 * hourMs)
  expect(sent()).toHaveLength(4)
})

test('whom a person leaves out while their service refuses the key stays out', async () => {
  const id = await begin({ enrichment: clayFirst })
  providers.enrichment.start = async () => {
    const { discovery } = await api(world).campaigns.get({ id })
    await change(id, { criteria: { ...discovery?.criteria, excludeHandles: ['creator.2'] } })
    return { ok: false, kind: 'key', message: 'The key is wrong.', retryAfterMs: null }
  }
  await runUntil(world, mondayTen + 8 * hourMs)
  expect(sent()).toHaveLength(3)
})

test('a campaign that is paused in the middle of its run leaves the engine at rest, however late its messages are', async () => {
  const id = await begin({ perRun: 20 })
  await runUntil(world, mondayTen + hourMs)
  await api(world).campaigns.pause({ id })
  await world.engine.drain()
  world.clock.jump(world.clock.now() + 2 * hourMs)
  expect(world.engine.nextDue('sync')).toBeGreaterThan(world.clock.now())
  await runUntil(world, mondayTen + 3 * hourMs)
  await api(world).campaigns.resume({ id })
  await runUntil(world, mondayTen + 8 * hourMs)
  expect(sent()).toHaveLength(20)
})
