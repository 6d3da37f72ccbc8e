import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure, ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, count, hourMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'
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
  makeRecurring(world, campaignId, { perRun: 4, runs: 1, enrichment: ['influencers_club'], ...discovery })
  await world.engine.start()
  await api(world).campaigns.activate({ id: campaignId })
  return campaignId
}

const waiting = async (id: number) => (await api(world).campaigns.get({ id })).waiting

describe('a campaign whose runs are done, with somebody left', () => {
  test('whose variable is empty says that they keep it, and what to do; filled in, it completes', async () => {
    const id = await begin({}, { steps: [{ subject: 'Hi', body: 'Hello {{shop}}.' }] })
    await runUntil(world, mondayTen + 32 * hourMs)
    expect(runsOf(world).map(({ status }) => status)).toHaveLength(1)
    const wait = await waiting(id)
    expect(wait).toMatchObject({ reason: 'missing_variable', until: null })
    expect(wait?.message).toMatch(/^4 people are left, and wait for you\. .*shop.* until then it does not end\.$/)
    for (const { id: contactId } of rows<{ id: number }>(world, 'select id from contacts'))
      await api(world).contacts.update({ id: contactId, customFields: { shop: 'Bean' } })
    await runUntil(world, mondayTen + 80 * hourMs)
    expect(rows(world, 'select status from campaigns')).toEqual([{ status: 'completed' }])
  })

  test('whom a person paused says so', async () => {
    const id = await begin({})
    await runUntil(world, mondayTen + 60_000)
    for (const { id: recipientId } of rows<{ id: number }>(world, `select id from enrollments where status = 'active'`))
      await api(world).recipients.pause({ id, recipientId })
    await runUntil(world, mondayTen + 32 * hourMs)
    const wait = await waiting(id)
    expect(wait).toMatchObject({ reason: 'recipient_paused', until: null })
    expect(wait?.message).toContain('You paused this person. Let them go on')
  })
})

describe("a table's push that fails", () => {
  const purchases = () => rows(world, `select status, items from purchases where kind = 'table' order by id`)

  test('at its first row leaves nothing that waits for a file', async () => {
    providers.fail.set('push', failure('rate_limit'))
    const id = await begin({ enrichment: ['clay_table'] })
    await runUntil(world, mondayTen + 30_000)
    expect(purchases()[0]).toEqual({ status: 'failed', items: 0 })
    expect((await api(world).runs.outlook({ id })).awaitingFile).toBe(0)
  })

  test('at its first row without an answer leaves one person open, and the day says so', async () => {
    providers.fail.set('push', failure('unsure'))
    const id = await begin({ enrichment: ['clay_table'], runs: 2 })
    await runUntil(world, mondayTen + 30_000)
    expect(purchases()[0]).toEqual({ status: 'unsure', items: 1 })
    expect(count(world, `select count(*) from creators where status = 'unsure'`)).toBe(1)
    expect((await api(world).runs.outlook({ id })).unsure).toBe(1)
  })

  test('in the middle: the day tells of whom it does not know, beside those who are in the table', async () => {
    const { push } = providers.enrichment
    providers.enrichment.push = async (hook, row) => (providers.pushed.length < 2 ? push(hook, row) : failure('unsure'))
    await begin({ enrichment: ['clay_table'], runs: 2 })
    await runUntil(world, mondayTen + 30_000)
    providers.enrichment.push = push
    await runUntil(world, mondayTen + 8 * hourMs)
    expect(purchases()).toEqual([
      { status: 'waiting', items: 2 },
      { status: 'waiting', items: 1 },
    ])
    expect(runsOf(world)[0]?.reason).toContain('No answer came about 1 person')
  })
})
