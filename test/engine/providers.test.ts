import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CampaignStatus } from '../../src/shared/schemas/campaigns.ts'
import { alterCampaign } from '../builders/index.ts'
import { failure, ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, count, openWorld, reopen, rows, type World } from './harness.ts'

let world: World
let scripted: ScriptedProviders
beforeEach(() => {
  world = openWorld()
  scripted = new ScriptedProviders()
  world.ports.providers = scripted
})
afterEach(() => world.close())

const connectBoth = async () => {
  await api(world).providers.connect({ kind: 'influencers_club', key: 'good-key' })
  await api(world).providers.connect({ kind: 'clay', key: 'good-key' })
}

describe('a provider', () => {
  it('is listed before it was ever connected', async () => {
    expect(await api(world).providers.list()).toMatchObject([
      { kind: 'influencers_club', connected: false, clay: null, problem: '' },
      { kind: 'clay', connected: false, clay: { emailOutput: 'Email', routineId: '' } },
    ])
  })

  it('keeps a key that works, and says so', async () => {
    expect(await api(world).providers.connect({ kind: 'influencers_club', key: 'good-key' })).toMatchObject({
      connected: true,
      creditsLeft: 99.5,
      checkedAt: new Date(world.clock.now()).toISOString(),
    })
    expect(world.ports.secrets.values.get('provider/influencers_club')).toBe('good-key')
    expect(await api(world).providers.connect({ kind: 'clay', key: 'good-key' })).toMatchObject({ account: 'Ana of Acme' })
    expect(count(world, `select count(*) from events where type = 'provider.changed'`)).toBe(2)
    expect(JSON.stringify(await api(world).providers.list())).not.toContain('good-key')
  })

  it.each([
    ['a wrong key', 'wrong', null, 'BAD_REQUEST'],
    ['nobody who answers', 'good-key', failure('unavailable'), 'PRECONDITION_FAILED'],
    ['an answer in another shape', 'good-key', failure('unexpected'), 'PRECONDITION_FAILED'],
  ])('keeps nothing of %s', async (_name, key, failed, code) => {
    if (failed) scripted.fail.set('credits', failed)
    await expect(api(world).providers.connect({ kind: 'influencers_club', key })).rejects.toMatchObject({ code })
    expect(world.ports.secrets.values.size).toBe(0)
    expect(rows(world, 'select * from providers')).toEqual([])
  })

  it('says what is wrong once its key no longer works, and nothing once it does again', async () => {
    await connectBoth()
    scripted.fail.set('credits', failure('credits', 'Out of credits.'))
    expect(await api(world).providers.check({ kind: 'influencers_club' })).toMatchObject({ connected: true, problem: 'Out of credits.' })
    scripted.fail.set('credits', failure('unavailable'))
    await expect(api(world).providers.check({ kind: 'influencers_club' })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect((await api(world).providers.list())[0]?.problem).toBe('Out of credits.')
    scripted.fail.clear()
    expect(await api(world).providers.check({ kind: 'influencers_club' })).toMatchObject({ problem: '' })
    scripted.creditsLeft = 0
    expect((await api(world).providers.check({ kind: 'influencers_club' })).problem).toContain('No credits are left')
  })

  it('forgets its key, unless a campaign runs with it', async () => {
    await connectBoth()
    const { id } = await api(world).campaigns.create({ name: 'Daily', audience: 'discovery' })
    const set = (status: CampaignStatus, testMode = false) => alterCampaign(world.engine.context.db, id, { status, testMode })
    set('active')
    for (const kind of ['influencers_club', 'clay'] as const) {
      await expect(api(world).providers.disconnect({ kind })).rejects.toMatchObject({ code: 'CONFLICT', message: /"Daily" runs with it/ })
    }
    set('active', true)
    await api(world).providers.disconnect({ kind: 'clay' })
    set('paused')
    await api(world).providers.disconnect({ kind: 'influencers_club' })
    expect(world.ports.secrets.values.size).toBe(0)
    expect(await api(world).providers.list()).toMatchObject([{ connected: false }, { connected: false }])
    await expect(api(world).providers.check({ kind: 'clay' })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  })

  it('stays connected where its key cannot be removed: nothing is left behind unsaid', async () => {
    await connectBoth()
    await api(world).providers.setClay({ webhookUrl: 'https://api.clay.com/v3/sources/webhook/1', webhookToken: 'token' })
    const remove = world.ports.secrets.delete.bind(world.ports.secrets)
    world.ports.secrets.delete = async () => {
      throw new Error('The keychain is locked')
    }
    await expect(api(world).providers.disconnect({ kind: 'clay' })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    await expect(api(world).providers.setClay({ webhookToken: '' })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect((await api(world).providers.list())[1]).toMatchObject({ connected: true, hasWebhookToken: true })
    world.ports.secrets.delete = remove
    await api(world).providers.disconnect({ kind: 'clay' })
    expect([...world.ports.secrets.values.keys()].sort()).toEqual(['provider/clay-webhook', 'provider/influencers_club'])
  })

  it('keeps its key where a campaign is activated while it is disconnected', async () => {
    await connectBoth()
    const { id } = await api(world).campaigns.create({ name: 'Daily', audience: 'discovery' })
    const remove = world.ports.secrets.delete.bind(world.ports.secrets)
    world.ports.secrets.delete = async (name) => {
      await remove(name)
      alterCampaign(world.engine.context.db, id, { status: 'active' })
    }
    await expect(api(world).providers.disconnect({ kind: 'clay' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(world.ports.secrets.values.get('provider/clay')).toBe('good-key')
  })

  it('keeps how Clay is asked; the token of its webhook is a secret of its own', async () => {
    const settings = { routineId: 'function:t_1', emailOutput: 'Work Email', webhookUrl: 'https://api.clay.com/v3/sources/webhook/1' }
    expect(await api(world).providers.setClay({ ...settings, webhookToken: 'token' })).toMatchObject({
      hasWebhookToken: true,
      connected: false,
      clay: settings,
    })
    expect(world.ports.secrets.values.get('provider/clay-webhook')).toBe('token')
    expect(await api(world).providers.setClay(settings)).toMatchObject({ hasWebhookToken: true })
    expect(await api(world).providers.setClay({ ...settings, webhookToken: '' })).toMatchObject({ hasWebhookToken: false })
    expect(world.ports.secrets.values.size).toBe(0)
    await expect(api(world).providers.setClay({ webhookUrl: 'http://api.clay.com/x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await api(world).providers.connect({ kind: 'clay', key: 'good-key' })
    expect((await api(world).providers.list())[1]).toMatchObject({ connected: true, clay: { routineId: 'function:t_1' } })
  })
})

describe('a try of the routine', () => {
  const creator = { platform: 'instagram', handle: '@beanlab', fullName: 'Bean Lab' } as const
  const begin = async () => {
    await connectBoth()
    await api(world).providers.setClay({ routineId: 'function:t_1' })
    return api(world).providers.tryClay(creator)
  }

  it('is written down, asked for once, and shows every key of its result', async () => {
    const { id, state } = await begin()
    expect(state).toBe('running')
    expect(scripted.asked.find(({ call }) => call === 'start')?.input).toEqual([
      { id: `try-${id}`, inputs: { 'Full Name': 'Bean Lab', 'Profile URL': 'https://www.instagram.com/beanlab' } },
    ])
    expect(rows(world, 'select provider, kind, status, items, ref from purchases')).toEqual([
      { provider: 'clay', kind: 'try', status: 'waiting', items: 1, ref: 'run-1' },
    ])
    expect(await api(world).providers.clayTry({ id })).toMatchObject({ state: 'running' })
    expect(await api(world).providers.clayTry({ id })).toMatchObject({ state: 'running' })
    expect(scripted.count('results')).toBe(1)
    scripted.results.set('run-1', [{ id: `try-${id}`, status: 'complete', values: { Email: 'bean@lab.example', Score: '9' }, error: '' }])
    world.clock.jump(world.clock.now() + 2_000)
    expect(await api(world).providers.clayTry({ id })).toEqual({
      id,
      state: 'done',
      message: 'Clay found an address.',
      outputs: [
        { name: 'Email', value: 'bean@lab.example' },
        { name: 'Score', value: '9' },
      ],
      email: 'bean@lab.example',
    })
    await api(world).providers.setClay({ routineId: 'function:t_1', emailOutput: 'Score' })
    expect(await api(world).providers.clayTry({ id })).toMatchObject({ state: 'done', email: null })
    expect(scripted.count('start')).toBe(1)
  })

  it('outlives a restart', async () => {
    const { id } = await begin()
    reopen(world)
    scripted.results.set('run-1', [{ id: `try-${id}`, status: 'complete', values: { Email: 'a@b.example' }, error: '' }])
    expect(await api(world).providers.clayTry({ id })).toMatchObject({ state: 'done', email: 'a@b.example' })
    reopen(world)
    expect(await api(world).providers.clayTry({ id })).toMatchObject({ state: 'done', email: 'a@b.example' })
    expect(scripted.count('start')).toBe(1)
  })

  it.each([
    ['unsure', 'unsure', /may have charged/],
    ['unexpected', 'unsure', /may have charged/],
    ['rate_limit', 'failed', /It failed/],
    ['key', 'failed', /It failed/],
  ] as const)('that ends %s says so', async (kind, status, words) => {
    await connectBoth()
    await api(world).providers.setClay({ routineId: 'function:t_1' })
    scripted.fail.set('start', failure(kind))
    const tried = await api(world).providers.tryClay(creator)
    expect(tried).toMatchObject({ state: 'failed', message: words })
    expect(rows(world, 'select status from purchases')).toEqual([{ status }])
    expect((await api(world).providers.list())[1]?.problem).toBe(kind === 'key' ? 'It failed: key.' : '')
  })

  it('that was cut off by a crash may have been charged', async () => {
    await connectBoth()
    await api(world).providers.setClay({ routineId: 'function:t_1' })
    scripted.enrichment.start = () => new Promise(() => {})
    void api(world).providers.tryClay(creator)
    const bought = () => rows<{ id: number }>(world, 'select id from purchases')
    await expect.poll(bought).toHaveLength(1)
    const [{ id } = { id: 0 }] = bought()
    expect(await api(world).providers.clayTry({ id: String(id) })).toMatchObject({ state: 'running' })
    reopen(world)
    expect(await api(world).providers.clayTry({ id: String(id) })).toMatchObject({ state: 'failed', message: /may have charged/ })
  })

  it('needs a key and a routine', async () => {
    await expect(api(world).providers.tryClay(creator)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED', message: /not connected/ })
    await connectBoth()
    await expect(api(world).providers.tryClay(creator)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED', message: /No routine/ })
    await expect(api(world).providers.clayTry({ id: '7' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
