import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CreatorSearch } from '../../src/main/engine/ports/providers.ts'
import type { DiscoveryAudience } from '../../src/shared/schemas/discovery.ts'
import { creatorNumber, ScriptedProviders } from '../fakes/scripted-providers.ts'
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

async function begin(perRun: number, more: object = {}): Promise<number> {
  const { campaignId } = await setUp(world, { people: 0, gapSeconds: 60 })
  makeRecurring(world, campaignId, { perRun, enrichment: ['influencers_club'], ...more })
  await world.engine.start()
  await api(world).campaigns.activate({ id: campaignId })
  return campaignId
}

async function change(id: number, to: (audience: DiscoveryAudience) => DiscoveryAudience): Promise<void> {
  const { discovery } = await api(world).campaigns.get({ id })
  if (!discovery) throw new Error('it has no audience')
  await api(world).campaigns.update({ id, discovery: to(discovery) })
}

const searches = () => providers.asked.filter(({ call }) => call === 'search').map(({ input }) => input as CreatorSearch)

/** Does something while the n-th page is on its way. */
function during(nth: number, act: () => Promise<unknown>): void {
  const { search } = providers.creators
  let pages = 0
  providers.creators.search = async (key, request) => {
    const answer = await search(key, request)
    if (++pages === nth) await act()
    return answer
  }
}

describe('a search', () => {
  test.each([1, 7, 47, 50, 53, 120, 150])('for %i people where some come up again finds as many, and not one more', async (perRun) => {
    const { search } = providers.creators
    // Every seventh has been there before, under another number.
    providers.creators.search = async (key, request) => {
      const answer = await search(key, request)
      if (!answer.ok) return answer
      return { ...answer, creators: answer.creators.map((one, at) => (at % 7 === 6 ? creatorNumber(1) : one)) }
    }
    await begin(perRun)
    await runUntil(world, mondayTen + hourMs)
    expect(runsOf(world)[0]).toMatchObject({ found: perRun, wanted: perRun })
    expect(count(world, 'select count(*) from creators')).toBe(perRun)
    const offsets = searches().map(({ page, limit }) => (page - 1) * limit)
    const ends = searches().map(({ page, limit }) => page * limit)
    expect(offsets).toEqual([0, ...ends.slice(0, -1)])
  })

  test('whose criteria are changed begins at its first page, without those found before', async () => {
    const id = await begin(120)
    during(2, () => change(id, (audience) => ({ ...audience, criteria: { ...audience.criteria, niche: 'tea houses' } })))
    await runUntil(world, mondayTen + hourMs)
    const asked = searches()
    expect(asked.slice(0, 3).map(({ criteria }) => criteria.niche)).toEqual(['home baristas', 'home baristas', 'tea houses'])
    expect(asked[2]).toMatchObject({ page: 1, limit: 20 })
    expect(runsOf(world)[0]).toMatchObject({ found: 120 })
  })

  test('whose criteria are changed while it waits for its service leaves out whom it has found', async () => {
    const id = await begin(120)
    during(1, async () => {
      providers.fail.set('search', { ok: false, kind: 'unavailable', message: 'It is down.', retryAfterMs: null })
    })
    await runUntil(world, mondayTen + 30_000)
    expect(runsOf(world)[0]).toMatchObject({ found: 50 })
    world.clock.jump(world.clock.now() + 1000)
    providers.fail.clear()
    await change(id, (audience) => ({ ...audience, criteria: { ...audience.criteria, niche: 'tea houses' } }))
    const before = searches().length
    await world.engine.drain()
    const [first, second] = searches().slice(before)
    expect(first).toMatchObject({ page: 1, limit: 50 })
    expect(first?.exclude).toHaveLength(50)
    expect(second?.exclude).toEqual(first?.exclude)
  })

  test.each([
    ['people a day', (id: number) => change(id, (audience) => ({ ...audience, perRun: 60 })), 60],
    ["the day's credits", () => api(world).credits.setLimit({ limit: 60 }), 60],
    ["the day's credits, to none", () => api(world).credits.setLimit({ limit: 0 }), 50],
  ])('buys no more than a person still wants: %s lowered meanwhile', async (_what, lower, found) => {
    const id = await begin(150)
    during(1, () => lower(id))
    await runUntil(world, mondayTen + hourMs)
    expect(count(world, 'select count(*) from creators')).toBe(found)
  })

  test('that a person wants nobody of any more says so', async () => {
    await begin(150)
    during(1, () => api(world).credits.setLimit({ limit: 0 }))
    await runUntil(world, mondayTen + hourMs)
    expect(runsOf(world)[0]?.reason).toContain('There is room for fewer people now')
  })
})

test('a day on which nothing was looked for and nothing left does not count', async () => {
  await begin(20, { runs: 2 })
  await runUntil(world, mondayTen + 60_000)
  await api(world).credits.setLimit({ limit: 0 })
  await runUntil(world, mondayTen + 32 * hourMs)
  const [first, second] = runsOf(world)
  expect(first).toMatchObject({ number: 1 })
  expect(second).toMatchObject({ number: null, sent: 0 })
  expect(rows(world, 'select status from campaigns')).toEqual([{ status: 'active' }])
})
