import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { discoveryAudience } from '../../src/shared/schemas/discovery.ts'
import type { RunStage, RunStatus } from '../../src/shared/schemas/runs.ts'
import {
  addCreator,
  addPurchase,
  addRun,
  alterCampaign,
  alterProvider,
  removeCampaigns,
  removeEnrollments,
  removePurchases,
  removeRuns,
} from '../builders/index.ts'
import { failure, ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, count, openWorld, rows, setUp, type World } from './harness.ts'

let world: World
let scripted: ScriptedProviders
beforeEach(() => {
  world = openWorld()
  scripted = new ScriptedProviders()
  world.ports.providers = scripted
  world.ports.invented = new ScriptedProviders()
})
afterEach(() => world.close())

const coffee = { criteria: { niche: 'coffee', locations: ['Germany'] }, runs: 10, perRun: 40 }

/** A recurring draft that lacks nothing but what a test takes away. */
async function draft(settings: { testMode?: boolean; discovery?: z.input<typeof discoveryAudience> } = {}): Promise<number> {
  const { campaignId, mailboxIds } = await setUp(world, { people: 0, steps: [] })
  removeCampaigns(db(), campaignId)
  const { id } = await api(world).campaigns.create({ name: 'Daily', audience: 'discovery', mailboxIds, discovery: coffee, ...settings })
  await api(world).sequences.add({ id, subject: 'Hello {{firstName}}', body: 'I saw {{handle}} on {{platform}}.' })
  return id
}

const db = () => world.engine.context.db
const connectSource = () => api(world).providers.connect({ kind: 'influencers_club', key: 'good-key' })

describe('a recurring campaign', () => {
  it('has the usual audience where nothing was said', async () => {
    const campaign = await api(world).campaigns.create({ name: 'Daily', audience: 'discovery' })
    expect(campaign).toMatchObject({
      audience: 'discovery',
      testMode: false,
      discovery: {
        criteria: { platform: 'instagram', niche: '' },
        enrichment: ['clay_routine', 'influencers_club'],
        runs: 30,
        perRun: null,
        followUpsFirst: true,
        share: 1,
      },
    })
    expect((await api(world).campaigns.create({ name: 'List' })).discovery).toBeNull()
  })

  it('looks for nobody where people are chosen', async () => {
    await expect(api(world).campaigns.create({ name: 'List', discovery: coffee })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const { id } = await api(world).campaigns.create({ name: 'List' })
    await expect(api(world).campaigns.update({ id, discovery: coffee })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(api(world).runs.outlook({ id })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('changes what it is in a draft only, and only while nobody is in it', async () => {
    const { campaignId: id } = await setUp(world, { people: 1 })
    await expect(api(world).campaigns.update({ id, audience: 'discovery' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /people in/,
    })
    removeEnrollments(db(), 'all')
    expect(await api(world).campaigns.update({ id, audience: 'discovery', discovery: coffee })).toMatchObject({ discovery: coffee })
    expect(await api(world).campaigns.update({ id, audience: 'list' })).toMatchObject({ discovery: null })
    expect(count(world, 'select count(*) from discoveries')).toBe(0)
    expect(await api(world).campaigns.update({ id, audience: 'discovery', testMode: true })).toMatchObject({ testMode: true })
    alterCampaign(db(), 'all', { status: 'active' })
    await expect(api(world).campaigns.update({ id, audience: 'list' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(api(world).campaigns.update({ id, testMode: false })).rejects.toMatchObject({ code: 'CONFLICT', message: /Test mode/ })
    expect(await api(world).campaigns.update({ id, testMode: true, audience: 'discovery' })).toMatchObject({ testMode: true })
  })

  it('changes whom it looks for from the next run on, and says so', async () => {
    const id = await draft()
    const { version } = await api(world).campaigns.get({ id })
    alterCampaign(db(), 'all', { status: 'active' })
    const next = { ...coffee, criteria: { niche: 'tea', followersMin: 5000, followersMax: 90_000 }, perRun: null, runs: 12 }
    expect(await api(world).campaigns.previewChange({ id, change: { kind: 'settings', discovery: next } })).toMatchObject({
      changes: [
        'From the next run on it looks for creators on Instagram: "tea", 5,000 to 90,000 followers.',
        'From the next run on it looks for as many new people a day as the credits allow.',
        'It has 12 runs instead of 10.',
      ],
    })
    expect(await api(world).campaigns.get({ id })).toMatchObject({ version, discovery: { runs: 10 } })
    const changed = await api(world).campaigns.update({ id, version, discovery: next })
    expect(changed).toMatchObject({ version: version + 1, discovery: { runs: 12, criteria: { niche: 'tea' } } })
    await expect(api(world).campaigns.update({ id, version, discovery: coffee })).rejects.toMatchObject({ code: 'CONFLICT' })
    // The same again changes nothing.
    expect(await api(world).campaigns.update({ id, discovery: changed.discovery ?? undefined })).toMatchObject({ version: version + 1 })
  })

  it('never gets fewer runs than it had', async () => {
    const id = await draft()
    alterCampaign(db(), 'all', { status: 'active' })
    for (const n of [1, 2, 3]) {
      addRun(db(), { campaignId: id, number: n, day: `2026-11-1${n}`, status: n === 3 ? 'running' : 'succeeded' })
    }
    await expect(api(world).campaigns.update({ id, discovery: { ...coffee, runs: 2 } })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: '3 runs have begun already; it cannot have fewer in all.',
    })
    expect(await api(world).campaigns.update({ id, discovery: { ...coffee, runs: 3 } })).toMatchObject({ discovery: { runs: 3 } })
  })

  it('is copied with all of it', async () => {
    const id = await draft({ testMode: true })
    expect(await api(world).campaigns.duplicate({ id })).toMatchObject({
      audience: 'discovery',
      testMode: true,
      discovery: coffee,
      stepCount: 1,
    })
  })

  it('lets nobody in by hand', async () => {
    const id = await draft()
    await expect(api(world).recipients.add({ id, emails: ['ann@example.com'] })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(count(world, 'select count(*) from contacts')).toBe(0)
  })
})

describe('its review', () => {
  const codes = async (id: number) => (await api(world).campaigns.review({ id })).items.map(({ code }) => code)

  it('asks for criteria and services', async () => {
    const id = await draft({ discovery: { ...coffee, criteria: { platform: 'tiktok', excludeKeywords: ['tea'] } } })
    expect(await codes(id)).toEqual(['no_criteria', 'no_provider', 'no_provider', 'mailbox_untested', 'no_gap', 'no_postal_address'])
    await expect(api(world).campaigns.activate({ id })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: /Influencers Club is not/,
    })
    await connectSource()
    expect(await codes(id)).not.toContain('no_provider')
    await api(world).campaigns.update({ id, discovery: { ...coffee, enrichment: ['clay_routine', 'sandbox'] } })
    expect(await codes(id)).toContain('no_provider')
    await api(world).providers.connect({ kind: 'clay', key: 'good-key' })
    expect(await codes(id)).toContain('no_provider')
    await api(world).providers.setClay({ routineId: 'function:t_1' })
    expect(await api(world).campaigns.review({ id })).toMatchObject({ ready: true, recipients: 40, messages: 40 })
    expect(await api(world).campaigns.activate({ id })).toMatchObject({ status: 'active' })
  })

  it('takes a table with a webhook, and names a service with a problem', async () => {
    await connectSource()
    const id = await draft({ discovery: { ...coffee, enrichment: ['clay_table'] } })
    expect(await codes(id)).toContain('no_provider')
    await api(world).providers.setClay({ webhookUrl: 'https://api.clay.com/v3/sources/webhook/1' })
    expect(await codes(id)).not.toContain('no_provider')
    scripted.fail.set('credits', failure('credits', 'Out of credits.'))
    await api(world).providers.check({ kind: 'influencers_club' })
    const { items, ready } = await api(world).campaigns.review({ id })
    expect(ready).toBe(true)
    expect(items).toContainEqual({ level: 'warning', code: 'provider_problem', message: 'Out of credits.', count: 1 })
  })

  it('needs no service in test mode', async () => {
    const id = await draft({ testMode: true })
    expect(await api(world).campaigns.review({ id })).toMatchObject({ ready: true, items: expect.arrayContaining([{ ...testMode }]) })
    expect(scripted.asked).toEqual([])
  })
  const testMode = { level: 'warning', code: 'test_mode', message: expect.stringContaining('nothing leaves'), count: 1 }

  it('writes the messages for a creator who is not there yet', async () => {
    const id = await draft({ testMode: true })
    const [step] = await api(world).sequences.list({ id })
    const preview = await api(world).sequences.preview({ id, step: step?.id ?? 0 })
    expect(preview).toMatchObject({
      contactId: null,
      missing: [],
      subject: 'Hello Alex',
      text: expect.stringContaining('alex.sample on instagram'),
    })
    expect(await codes(id)).not.toContain('missing_variables')
    await api(world).sequences.add({ id, body: 'How is {{companyName}}?' })
    const item = (await api(world).campaigns.review({ id })).items.find(({ code }) => code === 'missing_variables')
    expect(item).toMatchObject({ level: 'warning', message: expect.stringContaining('may have no "companyName"') })
  })

  it('counts an ordinary day where today is over', async () => {
    const id = await draft({ testMode: true, discovery: { ...coffee, perRun: null } })
    world.clock.jump(Date.parse('2026-11-28T12:00:00Z'))
    expect(await api(world).campaigns.review({ id })).toMatchObject({ recipients: 200, messages: 200 })
  })
})

describe('what it waits for', () => {
  const waiting = async (id: number) => (await api(world).campaigns.get({ id })).waiting

  it('is named, with the next time', async () => {
    const id = await draft()
    await connectSource()
    expect(await waiting(id)).toMatchObject({ reason: 'not_activated' })
    alterCampaign(db(), 'all', { status: 'active', activatedAt: world.clock.now() })
    expect(await waiting(id)).toMatchObject({ reason: 'next_run', until: new Date(world.clock.now()).toISOString() })
    const closes = Date.parse('2026-11-23T16:00:00Z')
    const run = (stage: RunStage, status: RunStatus = 'running', retryAt = 0, reason = '') => {
      removeRuns(db(), 'all')
      const begun = { closesAt: closes, wanted: 40, startedAt: world.clock.now() }
      return addRun(db(), { campaignId: id, number: 1, day: '2026-11-23', status, stage, ...begun, retryAt, reason })
    }
    run('discovering')
    expect(await waiting(id)).toMatchObject({ reason: 'discovering' })
    expect(await api(world).engine.status()).toMatchObject({ state: 'waiting', text: 'Looking for people', reasons: [{ count: 40 }] })
    const runId = run('enriching')
    expect(await waiting(id)).toMatchObject({ reason: 'enriching' })
    const waitingSince = { status: 'waiting', ref: 'r', pollAt: world.clock.now() + 1000, askedAt: world.clock.now() } as const
    addPurchase(db(), { campaignId: id, runId, provider: 'sandbox', kind: 'routine', items: 12, ...waitingSince })
    expect(await waiting(id)).toMatchObject({ reason: 'enriching', message: '12 addresses are being looked up, as a test' })
    removePurchases(db(), 'all')
    const later = world.clock.now() + 60_000
    run('discovering', 'running', later, 'Influencers Club does not answer.')
    const provider = { reason: 'provider', message: 'Influencers Club does not answer.', until: new Date(later).toISOString() }
    expect(await waiting(id)).toEqual(provider)
    expect(await api(world).engine.status()).toMatchObject({ text: 'Waiting for a provider', nextAt: provider.until })
    expect((await api(world).runs.outlook({ id })).current).toMatchObject({ waiting: provider })
    run('done', 'succeeded')
    const next = '2026-11-24T08:00:00.000Z'
    expect(await waiting(id)).toMatchObject({ reason: 'next_run', until: next, message: 'The next run begins when the window opens' })
    expect(await api(world).engine.status()).toMatchObject({ text: 'Waiting for next run', nextAt: next, reasons: [{ count: 0 }] })
    const one = { platformId: '1', handle: 'one' }
    addCreator(db(), { campaignId: id, runId: 1, ...one, status: 'addressed', answer: { email: 'a@b.example' } })
    expect(await waiting(id)).toMatchObject({ reason: 'carried_over', until: next, message: expect.stringContaining('One person') })
    await api(world).engine.pause()
    expect(await waiting(id)).toMatchObject({ reason: 'engine_stopped', until: null })
  })

  it('says why it paused by itself', async () => {
    const id = await draft()
    alterCampaign(db(), 'all', { status: 'paused', reason: 'Nobody new was found.' })
    expect(await waiting(id)).toMatchObject({ reason: 'campaign_paused', message: 'Nobody new was found.' })
    expect((await api(world).today.get()).campaigns).toMatchObject([{ waiting: { message: 'Nobody new was found.' } }])
    alterCampaign(db(), 'all', { reason: 'Paused by you' })
    expect(await waiting(id)).toMatchObject({ message: 'You paused the campaign' })
  })
})

describe('what needs a person', () => {
  it('is a service that a running campaign waits for, and creators of whom nobody knows', async () => {
    const id = await draft()
    await connectSource()
    alterProvider(db(), 'all', { problem: 'Out of credits.' })
    expect(await api(world).today.needs()).toEqual({ items: [], total: 0 })
    alterCampaign(db(), 'all', { status: 'active' })
    addCreator(db(), { campaignId: id, runId: 1, platformId: '1', handle: 'one', status: 'unsure' })
    const { items, total } = await api(world).today.needs()
    expect(items).toMatchObject([
      { kind: 'provider', provider: 'influencers_club', message: 'Out of credits.' },
      { kind: 'unsure', campaignId: id, campaignName: 'Daily', count: 1 },
    ])
    expect(total).toBe(2)
    expect((await api(world).engine.status()).needs).toBe(2)
    expect(rows(world, `select 1 from campaigns where status = 'active'`)).toHaveLength(1)
  })
})
