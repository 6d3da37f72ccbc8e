import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addCreator, alterMailbox } from '../builders/index.ts'
import { creatorNumber, failure, ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, hourMs, mondayTen, openWorld, rows, setUp, type World } from './harness.ts'

let world: World
let scripted: ScriptedProviders
let invented: ScriptedProviders
beforeEach(() => {
  world = openWorld()
  scripted = new ScriptedProviders()
  invented = new ScriptedProviders()
  invented.keys.add('')
  world.ports.providers = scripted
  world.ports.invented = invented
})
afterEach(() => world.close())

const connect = () => api(world).providers.connect({ kind: 'influencers_club', key: 'good-key' })
const discovery = { criteria: { niche: 'coffee' }, enrichment: ['influencers_club' as const], perRun: 80 }

describe('a preview', () => {
  it('shows ten, marks whom the campaign knows, and says what all of it costs', async () => {
    await connect()
    const { id } = await api(world).campaigns.create({ name: 'Daily', audience: 'discovery', discovery })
    const { platformId, handle } = creatorNumber(2)
    const add = (known: { platformId: string; handle: string }) =>
      addCreator(world.engine.context.db, { campaignId: id, runId: 1, ...known })
    add({ platformId, handle: 'renamed' })
    add({ platformId: 'other', handle: handle.replace('2', '3').toLowerCase() })
    const preview = await api(world).discovery.preview({ id, discovery })
    expect(preview).toMatchObject({
      total: 120,
      costCredits: 0.1,
      perRun: 80,
      searchCostPerRun: 0.8,
      enrichmentCostPerRun: 16,
      creditsLeft: 99.5,
    })
    expect(preview.people).toHaveLength(10)
    expect(preview.people.filter(({ known }) => known).map(({ handle }) => handle)).toEqual(['Creator.2', 'Creator.3'])
    expect(preview.people[0]).toMatchObject({ profileUrl: 'https://www.instagram.com/Creator.1', followers: 1001 })
    expect(rows(world, 'select campaign_id, run_id, provider, kind, status, items, millicredits from purchases')).toEqual([
      { campaign_id: id, run_id: null, provider: 'influencers_club', kind: 'preview', status: 'done', items: 10, millicredits: 100 },
    ])
  })

  it('is written down before the provider is asked', async () => {
    await connect()
    let written: unknown[] = []
    const search = scripted.creators.search
    scripted.creators.search = (key, request) => {
      written = rows(world, 'select status from purchases')
      return search(key, request)
    }
    await api(world).discovery.preview({ discovery })
    expect(written).toEqual([{ status: 'asking' }])
  })

  it('of test mode asks nobody real, and costs nothing', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Try', audience: 'discovery', testMode: true })
    expect(await api(world).discovery.preview({ id, discovery })).toMatchObject({ costCredits: 0, total: 120 })
    expect(await api(world).discovery.preview({ testMode: true, discovery })).toMatchObject({ costCredits: 0 })
    expect(scripted.asked).toEqual([])
    expect(rows(world, 'select distinct provider from purchases')).toEqual([{ provider: 'sandbox' }])
  })

  it.each([
    ['key', 'PRECONDITION_FAILED', 'failed', 'It failed: key.'],
    ['credits', 'PRECONDITION_FAILED', 'failed', 'It failed: credits.'],
    ['unsure', 'PRECONDITION_FAILED', 'unsure', ''],
    ['unavailable', 'PRECONDITION_FAILED', 'failed', ''],
    ['invalid', 'BAD_REQUEST', 'failed', ''],
  ] as const)('that fails by %s says so', async (kind, code, status, problem) => {
    await connect()
    scripted.fail.set('search', failure(kind))
    await expect(api(world).discovery.preview({ discovery })).rejects.toMatchObject({ code, message: `It failed: ${kind}.` })
    expect(rows(world, 'select status from purchases')).toEqual([{ status }])
    expect((await api(world).providers.list())[0]?.problem).toBe(problem)
    scripted.fail.clear()
    await api(world).discovery.preview({ discovery })
    expect((await api(world).providers.list())[0]?.problem).toBe('')
  })

  it('needs a connection', async () => {
    await expect(api(world).discovery.preview({ discovery })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: /not connected/,
    })
    expect(rows(world, 'select * from purchases')).toEqual([])
  })
})

describe('an estimate', () => {
  it('asks nobody, and keeps to the credits of the day', async () => {
    expect(await api(world).discovery.estimate({ discovery: { criteria: {} } })).toEqual({
      perRun: 200,
      searchCostPerRun: 2,
      enrichmentCostPerRun: 40,
      previewCost: 0.1,
      limitedBy: '',
      beginsAt: null,
    })
    await api(world).credits.setLimit({ limit: 30 })
    expect(await api(world).discovery.estimate({ discovery: { criteria: {}, enrichment: ['clay_routine'] } })).toMatchObject({
      perRun: 30,
      enrichmentCostPerRun: null,
    })
    expect(scripted.asked).toEqual([])
  })

  it('says when a draft would begin: at once while its window is open, else when it opens', async () => {
    const schedule = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin' }
    const { id } = await api(world).campaigns.create({ name: 'Daily', audience: 'discovery', discovery, schedule })
    const now = world.clock.now()
    expect(await api(world).discovery.estimate({ id, discovery })).toMatchObject({ beginsAt: new Date(now).toISOString() })
    world.clock.jump(mondayTen + 10 * hourMs)
    const { beginsAt } = await api(world).discovery.estimate({ id, discovery })
    expect(Date.parse(beginsAt ?? '')).toBe(mondayTen + 23 * hourMs)
  })

  it('says what keeps a run from more', async () => {
    const { mailboxIds } = await setUp(world, { people: 0, dailyCap: 10, gapSeconds: 60 })
    const { id } = await api(world).campaigns.create({ name: 'Daily', audience: 'discovery', discovery, mailboxIds })
    const limitedBy = async (dailyCap: number, gapSeconds: number) => {
      world.engine.context.commit('test.mailbox', (tx) => alterMailbox(tx, 'all', { dailyCap, gapSeconds }))
      return (await api(world).discovery.estimate({ id, discovery })).limitedBy
    }
    expect(await limitedBy(10, 60)).toBe('The mailbox sends at most 10 a day')
    expect(await limitedBy(500, 60)).toBe('')
    expect(await limitedBy(500, 3600)).toBe("Today's window, follow-ups and other campaigns leave no room for more")
  })

  it('of an evening is that of an ordinary day', async () => {
    world.clock.jump(mondayTen + 10 * hourMs)
    expect(await api(world).discovery.estimate({ discovery })).toMatchObject({ perRun: 80 })
  })
})

describe('what can be chosen from', () => {
  it('is asked for once an hour, and searched here', async () => {
    await connect()
    scripted.locations = ['Niger', 'Germany', 'Western Germany'].map((value) => ({ value, label: value }))
    const ask = (search = '') => api(world).discovery.options({ kind: 'locations', platform: 'instagram', search })
    expect((await ask()).map(({ value }) => value)).toEqual(['Niger', 'Germany', 'Western Germany'])
    expect((await ask('ger')).map(({ value }) => value)).toEqual(['Germany', 'Niger', 'Western Germany'])
    expect(scripted.count('options')).toBe(1)
    world.clock.jump(world.clock.now() + hourMs)
    await ask()
    expect(scripted.count('options')).toBe(2)
    await api(world).discovery.options({ kind: 'locations', platform: 'tiktok' })
    expect(scripted.count('options')).toBe(3)
  })

  it('is asked of nobody real in test mode, nor kept for those that run in earnest (rule 9)', async () => {
    await connect()
    scripted.locations = [{ value: 'Real', label: 'Real' }]
    const { id } = await api(world).campaigns.create({ name: 'Rehearsal', audience: 'discovery', testMode: true })
    const ask = (more: object) => api(world).discovery.options({ kind: 'locations', platform: 'instagram', ...more })
    expect(await ask({ testMode: true })).not.toEqual([])
    expect(await ask({ id })).not.toContainEqual({ value: 'Real', label: 'Real' })
    expect(scripted.count('options')).toBe(0)
    expect(await ask({})).toEqual([{ value: 'Real', label: 'Real' }])
    expect(await ask({ id })).not.toContainEqual({ value: 'Real', label: 'Real' })
  })

  it('keeps no failure', async () => {
    await connect()
    scripted.fail.set('options', failure('unavailable'))
    const ask = () => api(world).discovery.options({ kind: 'locations', platform: 'instagram' })
    await expect(ask()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    scripted.fail.clear()
    expect(await ask()).toHaveLength(1)
  })
})
