import { afterEach, expect, test } from 'vitest'
import { saveDiscovery } from '../../src/main/engine/db/discovery/discoveries.ts'
import { engineStatus } from '../../src/main/engine/views/desk/engine-status.ts'
import { discoveryAudience } from '../../src/shared/schemas/discovery.ts'
import { alterCampaign } from '../builders/index.ts'
import { activate, type CampaignSetup, count, hourMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
afterEach(() => world.close())

/** A recurring campaign that looks for home baristas; nobody is in it yet. */
async function recurring(setup: CampaignSetup & { runs?: number; perRun?: number | null } = {}): Promise<number> {
  const { campaignId } = await setUp(world, { people: 0, gapSeconds: 60, ...setup })
  world.engine.context.commit('test.discovery', (tx) => {
    alterCampaign(tx, campaignId, { audience: 'discovery' })
    const audience = discoveryAudience.parse({ criteria: { niche: 'home barista' }, runs: setup.runs ?? 30, perRun: setup.perRun ?? null })
    saveDiscovery(tx, campaignId, audience)
  })
  return campaignId
}

test('the first run starts on Activate, finds people, gets addresses, and writes to them within the window', async () => {
  world = openWorld()
  world.ports.providers = world.ports.invented
  const campaignId = await recurring()
  activate(world, campaignId)
  await world.engine.start()
  await runUntil(world, mondayTen + 8 * hourMs)

  const [run] = rows(
    world,
    'select number, day, status, stage, reason, wanted, found, emails_found, planned, sent, carried_over, credits_used from runs',
  )
  expect(run).toMatchObject({ number: 1, day: '2026-11-23', status: 'succeeded', stage: 'done', wanted: 200, found: 200, carried_over: 0 })
  const sent = world.ports.mailer.delivered
  expect(run).toMatchObject({ emails_found: sent.length, planned: sent.length, sent: sent.length, credits_used: sent.length })
  expect(sent.length).toBeGreaterThan(120)
  expect(new Set(sent.map(({ mail }) => mail.to.address)).size).toBe(sent.length)
  for (const { at } of sent) expect(at).toBeLessThan(Date.parse('2026-11-23T16:00:00Z'))
  const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000)
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeGreaterThan(2 * 60_000)
  expect(count(world, 'select count(*) from creators')).toBe(200)
})

test('between two messages of a run it sends; after the day, and in test mode, it waits', async () => {
  world = openWorld()
  world.ports.providers = world.ports.invented
  const campaignId = await recurring({ perRun: 20 })
  activate(world, campaignId)
  await world.engine.start()
  await runUntil(world, mondayTen + 2 * hourMs)
  const status = () => engineStatus(world.engine.context)
  expect(status()).toMatchObject({ state: 'sending', text: 'Sending', reasons: [{ reason: 'not_due' }] })
  world.engine.context.commit('test.mode', (tx) => {
    alterCampaign(tx, 'all', { testMode: true })
  })
  expect(status()).toMatchObject({ state: 'waiting', text: 'Waiting' })
  world.engine.context.commit('test.mode', (tx) => {
    alterCampaign(tx, 'all', { testMode: false })
  })
  await runUntil(world, mondayTen + 8 * hourMs)
  expect(status().state).toBe('waiting')
})

test('the next days find new people; after the last run the campaign completes', async () => {
  world = openWorld()
  world.ports.providers = world.ports.invented
  const campaignId = await recurring({ runs: 3, perRun: 20 })
  activate(world, campaignId)
  await world.engine.start()
  await runUntil(world, mondayTen + 5 * 24 * hourMs)

  expect(rows(world, 'select number, day, status, found from runs order by day')).toEqual([
    { number: 1, day: '2026-11-23', status: 'succeeded', found: 20 },
    { number: 2, day: '2026-11-24', status: 'succeeded', found: 20 },
    { number: 3, day: '2026-11-25', status: 'succeeded', found: 20 },
  ])
  expect(rows(world, 'select status, reason from campaigns')).toEqual([{ status: 'completed', reason: 'All 3 runs are done' }])
  const addresses = world.ports.mailer.delivered.map(({ mail }) => mail.to.address)
  expect(new Set(addresses).size).toBe(addresses.length)
})

test('in test mode the whole flow runs, and nothing leaves, is charged, or counts against a mailbox (rule 9)', async () => {
  world = openWorld()
  const asked: string[] = []
  const refuse = async (what: string): Promise<never> => {
    asked.push(what)
    throw new Error('a real provider was asked')
  }
  world.ports.providers = {
    creators: {
      search: () => refuse('search'),
      profile: () => refuse('profile'),
      credits: () => refuse('credits'),
      options: () => refuse('options'),
    },
    enrichment: {
      whoAmI: () => refuse('whoAmI'),
      start: () => refuse('start'),
      results: () => refuse('results'),
      push: () => refuse('push'),
    },
    domains: { check: () => refuse('dns') },
  }
  const campaignId = await recurring({ runs: 1, perRun: 20 })
  world.engine.context.commit('test.mode', (tx) => alterCampaign(tx, 'all', { testMode: true }))
  activate(world, campaignId)
  await world.engine.start()
  await runUntil(world, mondayTen + 8 * hourMs)

  expect(rows(world, 'select status, found, credits_used from runs')).toEqual([{ status: 'succeeded', found: 20, credits_used: 0 }])
  const { sent } = rows<{ sent: number }>(world, 'select sent from runs')[0] ?? { sent: 0 }
  expect(sent).toBeGreaterThan(5)
  expect(count(world, `select count(*) from sends where status = 'sent'`)).toBe(sent)
  expect(world.ports.mailer.attempts).toEqual([])
  expect(asked).toEqual([])
  expect(count(world, 'select count(*) from ledger')).toBe(0)
  expect(count(world, 'select count(*) from mailbox_days')).toBe(0)
  expect(count(world, 'select count(*) from contacts where last_contacted_at is not null')).toBe(0)
  expect(rows(world, 'select status from campaigns')).toEqual([{ status: 'completed' }])
  expect(count(world, `select count(*) from sends where purpose = 'report'`)).toBe(0)
})
