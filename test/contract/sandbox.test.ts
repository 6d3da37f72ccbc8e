import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, type HttpHost, hosts, httpHost } from './hosts.ts'
import { problem } from './problem.ts'

const closed = { state: 'closed', campaignId: null, now: null, zone: null, pace: 1200 }
const isClosed = { code: 'PRECONDITION_FAILED', message: 'The sandbox is closed.', data: { advice: expect.stringContaining('Open it') } }

describe.each(hosts)('the sandbox over %s', (_name, open) => {
  let host: Host
  beforeAll(async () => {
    host = await open()
    await host.client.workspace.update({ zone: 'America/New_York' })
  })
  afterAll(() => host.close())

  it('is closed until somebody opens it, and says so', async () => {
    const { client, sandbox } = host
    expect(await client.sandbox.status()).toEqual(closed)
    expect(await sandbox.sandbox.status()).toEqual(closed)
    await expect(sandbox.campaigns.list({})).rejects.toMatchObject(isClosed)
    await expect(client.sandbox.setPace({ pace: 60 })).rejects.toMatchObject(isClosed)
    await expect(sandbox.events.stream({})).rejects.toMatchObject(isClosed)
    expect(await client.sandbox.close()).toEqual(closed)
  })

  it('is an engine of its own: nothing of the workspace is in it, nothing of it in the workspace', async () => {
    const { client, sandbox } = host
    await client.campaigns.create({ name: 'Real' })
    const [status, again] = await Promise.all([client.sandbox.open(), sandbox.sandbox.open()])
    expect(status).toMatchObject({ state: 'open', campaignId: expect.any(Number), zone: 'America/New_York', pace: 1200 })
    expect(again).toEqual(status)
    expect((await sandbox.campaigns.list({})).items.map(({ name, id }) => [name, id])).toEqual([
      ['Try me: a friendly hello', status.campaignId],
      ['Try me: new people every day', expect.any(Number)],
    ])
    expect((await client.campaigns.list({})).items.map(({ name }) => name)).toEqual(['Real'])
    await sandbox.campaigns.create({ name: 'Invented' })
    expect((await client.campaigns.list({})).total).toBe(1)
    expect((await client.contacts.list({})).total).toBe(0)
    expect((await sandbox.contacts.list({})).total).toBe(40)
    expect((await sandbox.engine.status()).now).toBe(status.now)
    expect((await sandbox.host.info()).kind).toBe('headless')
  })

  it('keeps its pace when it is started over, and ends the events that were followed', async () => {
    const { client, sandbox } = host
    expect(await client.sandbox.setPace({ pace: 60 })).toMatchObject({ state: 'open', pace: 60 })
    const events = await sandbox.events.stream({ after: 0 })
    const heard: string[] = []
    const following = (async () => {
      for await (const event of events) heard.push(event.type)
    })()
    await expect.poll(() => heard).toContain('campaign.changed')
    expect(await sandbox.sandbox.startOver()).toMatchObject({ state: 'open', pace: 60 })
    await following
    expect((await sandbox.campaigns.list({})).total).toBe(2)
    // Who was further than this life of it is told to read anew.
    const anew = (await sandbox.events.stream({ after: 100_000 }))[Symbol.asyncIterator]()
    expect((await anew.next()).value).toMatchObject({ type: 'resync' })
    await anew.return?.()
  })

  it('has its own campaigns simulated, and leaves those of the workspace alone', async () => {
    const { client, sandbox } = host
    const campaignId = (await client.sandbox.status()).campaignId ?? 0
    const { id } = await sandbox.simulations.start({ campaignId, days: 1 })
    expect(await client.simulations.get({ id })).toMatchObject({ campaignId, state: 'running' })
    // The workspace has one campaign, and that is nobody's of the sandbox.
    await expect(client.simulations.start({ campaignId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await sandbox.simulations.cancel({ id })).toMatchObject({ state: 'cancelled' })
  })

  it('is thrown away when it is closed', async () => {
    const { client, sandbox, world } = host
    const folder = join(world.folder, 'sandbox')
    expect(existsSync(join(folder, 'workspace.db'))).toBe(true)
    expect(await client.sandbox.close()).toEqual(closed)
    expect(existsSync(folder)).toBe(false)
    await expect(sandbox.campaigns.list({})).rejects.toMatchObject(isClosed)
    expect((await client.campaigns.list({})).total).toBe(1)
  })
})

describe("the sandbox's addresses", () => {
  let host: HttpHost
  beforeAll(async () => {
    host = await httpHost()
  })
  afterAll(() => host.close())

  it('pass the same checks', async () => {
    const foreign = { headers: { authorization: 'Bearer wrong' } }
    for (const path of ['/sandbox/api/campaigns', '/sandbox/api/openapi.json']) {
      expect(await problem(await host.call(path, foreign))).toMatchObject({ status: 401 })
      expect(await problem(await host.call(path, { headers: { origin: 'https://evil.example' } }))).toMatchObject({ status: 403 })
    }
    expect(await problem(await host.call('/sandbox/api/nothing'))).toMatchObject({ status: 404 })
    expect(await problem(await host.call('/sandbox/api/campaigns', { method: 'PATCH' }))).toMatchObject({ status: 405 })
    expect((await host.call('/sandbox/api/openapi.json')).status).toBe(200)
  })

  it('keep files in its own folder', async () => {
    const put = () =>
      host.call('/sandbox/api/uploads', { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: 'email\nann@example.com\n' })
    expect(await problem(await put())).toMatchObject({ status: 412, message: 'The sandbox is closed.' })
    await host.client.sandbox.open()
    expect((await put()).status).toBe(201)
    expect(readdirSync(join(host.world.folder, 'sandbox', 'uploads'))).toHaveLength(1)
    expect(existsSync(join(host.world.folder, 'uploads'))).toBe(false)
    expect(await problem(await host.call('/sandbox/api/contacts/import/7/rejected.csv'))).toMatchObject({ status: 404 })
  })
})
