/** The ledger as a person reads it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { activate, api, openWorld, runUntil, setUp, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>

beforeEach(() => {
  world = openWorld()
  client = api(world)
})
afterEach(() => world.close())

async function sent(people: number): Promise<number> {
  const { campaignId } = await setUp(world, { people })
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, world.clock.now() + 60_000)
  return campaignId
}

it('names who and what each credit was for', async () => {
  const campaignId = await sent(3)
  const { items, total } = await client.credits.ledger({})
  expect(total).toBe(3)
  expect(items[0]).toMatchObject({ campaignId, campaignName: 'Test', day: '2026-11-23', kind: 'message', credits: 1 })
  expect(items.map(({ personName }) => personName).sort()).toEqual(['Person0 Doe', 'Person1 Doe', 'Person2 Doe'])
})

it('names nobody who was erased, and keeps the entry', async () => {
  await sent(2)
  const { items } = await client.contacts.list({ search: 'person0' })
  await client.contacts.remove({ id: items[0]?.id ?? 0, erase: true })
  const names = (await client.credits.ledger({})).items.map(({ personName }) => personName)
  expect(names).toHaveLength(2)
  expect(names.filter((name) => name?.includes('Person0') || name?.includes('person0'))).toEqual([])
})

it('is paged by its own order, and by day', async () => {
  await sent(5)
  const first = await client.credits.ledger({ limit: 3 })
  const second = await client.credits.ledger({ limit: 3, cursor: first.nextCursor ?? '' })
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null])
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(5)
  expect(await client.credits.ledger({ day: '2026-11-23' })).toMatchObject({ total: 5 })
  expect(await client.credits.ledger({ day: '2026-11-22' })).toEqual({ items: [], nextCursor: null, total: 0 })
})

it('sums the last days, with those on which nothing was used', async () => {
  await sent(4)
  expect(await client.credits.days({ days: 3 })).toEqual([
    { day: '2026-11-23', used: 4 },
    { day: '2026-11-22', used: 0 },
    { day: '2026-11-21', used: 0 },
  ])
  // 23:30 UTC is the next day in Berlin.
  world.clock.jump(Date.parse('2026-11-23T23:30:00Z'))
  expect((await client.credits.days({ days: 2 })).map(({ day, used }) => [day, used])).toEqual([
    ['2026-11-24', 0],
    ['2026-11-23', 4],
  ])
  expect(await client.credits.days({})).toHaveLength(30)
})
