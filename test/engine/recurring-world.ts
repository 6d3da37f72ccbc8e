import { expect } from 'vitest'
import { createProviders } from '../../src/main/engine/adapters/providers/index.ts'
import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { saveDiscovery } from '../../src/main/engine/db/discovery/discoveries.ts'
import { saveProvider } from '../../src/main/engine/db/discovery/providers.ts'
import type { Ports } from '../../src/main/engine/ports/ports.ts'
import { claySettings, discoveryAudience } from '../../src/shared/schemas/discovery.ts'
import { alterCampaign } from '../builders/index.ts'
import { type FakeClay, startClay } from '../fakes/clay.ts'
import { type FakeDns, startDns } from '../fakes/dns.ts'
import { type FakeInfluencersClub, type InfluencersWorld, startInfluencersClub } from '../fakes/influencers-club.ts'
import type { ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, type CampaignSetup, openWorld, rows, setUp, type World } from './harness.ts'

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
  /** Of one request to a service, in real milliseconds. */
  timeoutMs?: number
  people?: Partial<InfluencersWorld>
}

/** Everything connected: Influencers Club, Clay with a routine and a table, and a name server. */
export async function openRecurring({ timeoutMs = 2000, people, ...options }: Options = {}): Promise<RecurringWorld> {
  const world = openWorld(options)
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
    alterCampaign(tx, campaignId, { audience: 'discovery' })
    saveDiscovery(tx, campaignId, discoveryAudience.parse({ criteria: { niche: 'home baristas' }, ...discovery }))
  })
}

/** An instant of a day in Berlin, in winter time. */
export function berlin(day: string, time: string): number {
  return Date.parse(`${day}T${time}:00+01:00`)
}

/** Opens everything, makes a recurring campaign and activates it at the world's instant. */
export async function begin(
  options: Parameters<typeof openRecurring>[0] = {},
  setup: RecurringSetup = {},
): Promise<{ world: RecurringWorld; campaignId: number }> {
  const world = await openRecurring(options)
  const { campaignId } = await recurring(world, setup)
  await world.engine.start()
  await api(world).campaigns.activate({ id: campaignId })
  return { world, campaignId }
}

/** The days of a campaign as they are stored, the oldest first. */
export function runsOf(world: World, campaignId = 1) {
  return rows<{
    id: number
    number: number | null
    day: string
    status: string
    stage: string
    reason: string
    wanted: number
    found: number
    already_known: number
    emails_found: number
    planned: number
    sent: number
    follow_ups: number
    carried_over: number
    credits_used: number
    retry_at: number
    closes_at: number
  }>(world, 'select * from runs where campaign_id = ? order by day', campaignId)
}

/** Why the campaign does not send, and why its run does not go on, as clients are told. Read by a person with `SAY=1`. */
export async function waits(world: World, campaignId = 1) {
  const { waiting } = await api(world).campaigns.get({ id: campaignId })
  const { current, nextRunAt, carried } = await api(world).runs.outlook({ id: campaignId })
  const told = {
    campaign: waiting,
    run: current?.waiting ?? null,
    reason: current?.reason ?? '',
    stage: current?.stage ?? null,
    nextRunAt,
    carried,
  }
  if (process.env.SAY)
    process.stdout.write(`${new Date(world.clock.now()).toISOString()} ${expect.getState().currentTestName}\n  ${JSON.stringify(told)}\n`)
  return told
}

/** How often the services were asked for something. */
export function asked(world: RecurringWorld, endpoint: 'search' | 'profile' | 'run' | 'results' | 'webhook'): number {
  return [...world.club.requests, ...world.clay.requests].filter((request) => request.endpoint === endpoint).length
}

/** Connects services that answer at once, instead of servers; they know an address of everybody. */
export async function connectScripted(world: World, providers: ScriptedProviders): Promise<void> {
  providers.creators.profile = async (_key, { handle }) => ({
    ...{ ok: true, millicredits: 200, email: `${handle.toLowerCase()}@good.example` },
    ...{ firstName: 'Robin', lastName: '', companyName: '' },
  })
  world.ports.providers = providers
  await world.ports.secrets.set('provider/influencers_club', 'good-key')
  await world.ports.secrets.set('provider/clay', 'good-key')
  world.engine.context.commit('test.providers', (tx) => {
    saveProvider(tx, 'influencers_club', { connected: true })
    saveProvider(tx, 'clay', {
      connected: true,
      clay: claySettings.parse({ routineId: 'function:t_1', webhookUrl: 'https://clay.example/hook' }),
    })
  })
}
