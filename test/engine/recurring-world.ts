import { createProviders } from '../../src/main/engine/adapters/providers/index.ts'
import type { CommitHooks } from '../../src/main/engine/commit.ts'
import { saveDiscovery } from '../../src/main/engine/db/discoveries.ts'
import { saveProvider } from '../../src/main/engine/db/providers.ts'
import type { Ports } from '../../src/main/engine/ports.ts'
import { claySettings, discoveryAudience } from '../../src/shared/schemas/discovery.ts'
import { type FakeClay, startClay } from '../fakes/clay.ts'
import { type FakeDns, startDns } from '../fakes/dns.ts'
import { type FakeInfluencersClub, type InfluencersWorld, startInfluencersClub } from '../fakes/influencers-club.ts'
import { type CampaignSetup, openWorld, setUp, type World } from './harness.ts'

/** A world whose services are real adapters and servers on loopback. */
export interface RecurringWorld extends World {
  club: FakeInfluencersClub
  clay: FakeClay
  dns: FakeDns
}

interface Options {
  hooks?: CommitHooks
  seed?: number
  at?: number
  durable?: boolean
  /** Of one request to a service, in real milliseconds. */
  timeoutMs?: number
  people?: Partial<InfluencersWorld>
}

/** Everything connected: Influencers Club, Clay with a routine and a table, and a name server. */
export async function openRecurring({ timeoutMs = 2000, people, ...options }: Options = {}): Promise<RecurringWorld> {
  const world = openWorld({ durable: false, ...options })
  const now = () => world.clock.now()
  const [club, clay, dns] = await Promise.all([startInfluencersClub({ now, ...people }), startClay({ now }), startDns()])
  const environment = {
    CAMPAIGN_DESK_INFLUENCERS_CLUB_URL: club.url,
    CAMPAIGN_DESK_CLAY_URL: clay.url,
    CAMPAIGN_DESK_DNS: dns.server,
  }
  const clock: Pick<Ports['clock'], 'now' | 'setTimer'> = {
    now,
    // A request that has to wait for its turn lets time pass: nobody else moves the clock meanwhile.
    setTimer(at, fire) {
      world.clock.jump(Math.max(at, now()))
      queueMicrotask(fire)
      return () => {}
    },
  }
  world.ports.providers = createProviders(environment, { clock, timeoutMs })
  await world.ports.secrets.set('provider/influencers_club', club.key)
  await world.ports.secrets.set('provider/clay', clay.key)
  world.engine.context.commit('test.providers', (tx) => {
    const settings = { routineId: clay.routineId, webhookUrl: clay.webhookUrl, firstNameOutput: 'First Name' }
    saveProvider(tx, 'influencers_club', { connected: true })
    saveProvider(tx, 'clay', { connected: true, clay: claySettings.parse(settings) })
  })
  const close = world.close.bind(world)
  return Object.assign(world, {
    club,
    clay,
    dns,
    async close() {
      await close()
      await Promise.all([club.close(), clay.close(), dns.close()])
    },
  })
}

/** What a recurring campaign is made of beside that of every other. */
export type RecurringSetup = Omit<CampaignSetup, 'people'> & {
  discovery?: Partial<Parameters<typeof discoveryAudience.parse>[0] & object>
  share?: number
}

/** A draft that looks for people who talk of coffee. */
export async function recurring(world: World, setup: RecurringSetup = {}): Promise<{ campaignId: number; mailboxIds: number[] }> {
  const { discovery, ...rest } = setup
  const made = await setUp(world, { gapSeconds: 60, ...rest, people: 0 })
  makeRecurring(world, made.campaignId, discovery)
  return made
}

/** Turns a draft into one that finds its people by itself. */
export function makeRecurring(world: World, campaignId: number, discovery: object = {}): void {
  world.engine.context.commit('test.discovery', (tx) => {
    tx.sqlite.prepare(`update campaigns set audience = 'discovery' where id = ?`).run(campaignId)
    saveDiscovery(tx, campaignId, discoveryAudience.parse({ criteria: { niche: 'home baristas' }, ...discovery }))
  })
}
