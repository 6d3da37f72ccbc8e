/** The services as a host makes them: where they are comes from the environment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProviders } from '../../src/main/engine/adapters/providers/index.ts'
import { criteria } from '../../src/shared/schemas/discovery.ts'
import { type FakeClay, startClay } from '../fakes/clay.ts'
import { type FakeDns, startDns } from '../fakes/dns.ts'
import { type FakeInfluencersClub, startInfluencersClub } from '../fakes/influencers-club.ts'

const clock = { now: () => Date.now(), setTimer: () => () => {} }
let club: FakeInfluencersClub
let clay: FakeClay
let dns: FakeDns

beforeAll(async () => {
  ;[club, clay, dns] = await Promise.all([
    startInfluencersClub({ creators: 8 }),
    startClay({ polls: 0 }),
    startDns({ 'post.example': 'nxdomain' }),
  ])
})
afterAll(() => Promise.all([club.close(), clay.close(), dns.close()]))

const environment = () => ({
  CAMPAIGN_DESK_INFLUENCERS_CLUB_URL: club.url,
  CAMPAIGN_DESK_CLAY_URL: `${clay.url}/`,
  CAMPAIGN_DESK_DNS: dns.server,
})

it('find a creator, an address from each, and whether it takes mail', async () => {
  const { creators, enrichment, domains } = createProviders(environment(), { clock })
  const page = await creators.search(club.key, { criteria: criteria.parse({}), exclude: [], page: 1, limit: 50 })
  const [ana] = page.ok ? page.creators : []
  const bought = await creators.profile(club.key, { platform: 'instagram', handle: ana?.handle ?? '' })
  const email = bought.ok ? bought.email : null
  expect(email).toContain(ana?.handle)
  expect(await domains.check(email?.split('@')[1] ?? '')).toMatch(/accepts|none/)
  expect(await domains.check('post.example')).toBe('none')
  const run = await enrichment.start(clay.key, clay.routineId, [{ id: '1', inputs: { 'Full Name': ana?.fullName ?? '' } }])
  expect(await enrichment.results(clay.key, run.ok ? run.runId : '')).toMatchObject({ ok: true, done: true, items: [{ id: '1' }] })
})

describe('an environment', () => {
  const bad = [
    { CAMPAIGN_DESK_INFLUENCERS_CLUB_URL: 'http://influencers.example' },
    { CAMPAIGN_DESK_CLAY_URL: 'clay' },
    { CAMPAIGN_DESK_DNS: 'dns.example:53' },
    { CAMPAIGN_DESK_DNS: '127.0.0.1:99999' },
    { CAMPAIGN_DESK_DNS: '127.0.0.1:0' },
    { CAMPAIGN_DESK_DNS: '127.0.0.1,' },
  ]

  it.each(bad)('that cannot be meant (%j) is refused at once, with advice', (given) => {
    expect(() => createProviders(given, { clock })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^CAMPAIGN_DESK_/), advice: expect.stringMatching(/remove the setting/) }),
    )
  })

  it('may name several name servers, of both kinds', () => {
    for (const CAMPAIGN_DESK_DNS of ['127.0.0.1', '127.0.0.1:5353, ::1', '[::1]:5353']) {
      expect(createProviders({ CAMPAIGN_DESK_DNS }, { clock }).domains).toBeDefined()
    }
  })
})
