/** A person who changes whatever can be changed, at any moment of a few days, while services fail: what must hold, holds. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Enricher } from '../../src/shared/schemas/discovery.ts'
import { failure, ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, minuteMs, mondayTen, openWorld, replyTo, rows, runUntil, setUp, type World } from './harness.ts'
import { connectScripted, makeRecurring } from './recurring-world.ts'

const chains: Enricher[][] = [
  ['influencers_club'],
  ['clay_routine', 'influencers_club'],
  ['influencers_club', 'clay_routine'],
  ['clay_routine'],
]
const faults = ['rate_limit', 'unavailable', 'unsure', 'key', 'unexpected'] as const
const action = fc.oneof(
  fc.record({ kind: fc.constantFrom('pause', 'resume', 'stop', 'start', 'reply', 'mend', 'clock') }),
  fc.record({ kind: fc.constant('limit'), limit: fc.integer({ min: 0, max: 250 }) }),
  fc.record({ kind: fc.constant('perRun'), perRun: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('chain'), chain: fc.constantFrom(...chains) }),
  fc.record({ kind: fc.constant('niche'), niche: fc.constantFrom('coffee shops', 'tea houses') }),
  fc.record({ kind: fc.constant('out'), number: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constant('hours'),
    start: fc.constantFrom('08:00', '09:00', '11:00'),
    end: fc.constantFrom('12:00', '17:00', '20:00'),
  }),
  fc.record({ kind: fc.constant('zone'), zone: fc.constantFrom('Europe/Berlin', 'Pacific/Auckland', 'America/Los_Angeles') }),
  fc.record({ kind: fc.constant('fault'), call: fc.constantFrom('search', 'start', 'results'), fault: fc.constantFrom(...faults) }),
)
type Action = { kind: string } & Record<string, unknown>

/** Services that remember what was bought, and leave out whom they are told to. */
function shop(): { providers: ScriptedProviders; bought: Map<string, number>; fail: Map<string, (typeof faults)[number]> } {
  const providers = new ScriptedProviders()
  const bought = new Map<string, number>()
  const fail = new Map<string, (typeof faults)[number]>()
  const buy = (what: string) => bought.set(what, (bought.get(what) ?? 0) + 1)
  providers.total = 400
  const { search } = providers.creators
  const { results } = providers.enrichment
  providers.creators.search = async (key, request) => {
    const fault = fail.get('search')
    if (fault) return failure(fault)
    const all = await search(key, { ...request, page: 1, limit: 400 })
    if (!all.ok) return all
    const out = new Set(request.exclude.map((handle) => handle.toLowerCase()))
    const left = all.creators.filter(({ handle }) => !out.has(handle.toLowerCase()))
    const creators = left.slice((request.page - 1) * request.limit, request.page * request.limit)
    return { ...all, total: left.length, creators, returned: creators.length }
  }
  let runs = 0
  providers.enrichment.start = async (_key, _routine, items) => {
    const fault = fail.get('start')
    if (fault) return failure(fault)
    for (const { inputs } of items) buy(`clay ${inputs['Profile URL']}`)
    const runId = `run-${++runs}`
    const named = items.map((item) => ({ ...item, who: String(item.inputs['Profile URL']).split('/').at(-1) ?? '' }))
    // Every third is not known there.
    const found = named.map(({ id, who }) => ({
      id,
      status: 'complete' as const,
      values: (/[147]$/.test(who) ? {} : { Email: `${who}@good.example` }) as Record<string, string>,
      error: '',
    }))
    providers.results.set(runId, found)
    return { ok: true, runId }
  }
  providers.enrichment.results = async (key, runId) => {
    const fault = fail.get('results')
    return fault ? failure(fault) : results(key, runId)
  }
  return { providers, bought, fail }
}

async function act(world: World, id: number, step: Action, fail: Map<string, string>): Promise<void> {
  const client = api(world)
  const { discovery, schedule, status } = await client.campaigns.get({ id })
  if (!discovery) throw new Error('it has no audience')
  const look = (change: object) => client.campaigns.update({ id, discovery: { ...discovery, ...change } })
  const ended = status === 'completed' || status === 'cancelled'
  const { criteria } = discovery
  const last = world.ports.mailer.delivered.at(-1)
  switch (step.kind) {
    case 'pause':
      if (!ended) await client.campaigns.pause({ id })
      return
    case 'resume':
      if (!ended) await client.campaigns.resume({ id })
      return
    case 'stop':
      await client.engine.pause()
      return
    case 'start':
      await client.engine.resume()
      return
    case 'reply':
      if (last && !last.mail.to.address.endsWith('@sender.example')) replyTo(world, last)
      return
    case 'mend':
      fail.clear()
      return
    case 'limit':
      await client.credits.setLimit({ limit: step.limit as number })
      return
    case 'perRun':
      if (!ended) await look({ perRun: step.perRun })
      return
    case 'chain':
      if (!ended) await look({ enrichment: step.chain })
      return
    case 'niche':
      if (!ended) await look({ criteria: { ...criteria, niche: step.niche } })
      return
    case 'out':
      if (!ended)
        await look({ criteria: { ...criteria, excludeHandles: [...new Set([...criteria.excludeHandles, `creator.${step.number}`])] } })
      return
    case 'hours':
      if (!ended) await client.campaigns.update({ id, schedule: { ...schedule, start: step.start as string, end: step.end as string } })
      return
    case 'zone':
      await client.workspace.update({ zone: step.zone as string })
      return
    case 'fault':
      fail.set(step.call as string, step.fault as string)
      return
    case 'clock':
      world.clock.jump(world.clock.now() - 5 * minuteMs)
  }
}

test('nobody twice, nothing bought twice, no credit too many, whatever is changed when', { timeout: 120_000 }, async () => {
  const life = fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), action), { minLength: 3, maxLength: 14 })
  await fc.assert(
    fc.asyncProperty(life, async (steps) => {
      const world = openWorld()
      try {
        const { providers, bought, fail } = shop()
        await connectScripted(world, providers)
        const { profile } = providers.creators
        providers.creators.profile = async (key, who) => {
          bought.set(`profile ${who.handle}`, (bought.get(`profile ${who.handle}`) ?? 0) + 1)
          return profile(key, who)
        }
        const { campaignId } = await setUp(world, { people: 0, gapSeconds: 120, steps: [{}, { delayDays: 1 }] })
        makeRecurring(world, campaignId, { perRun: 8, runs: 3, enrichment: ['clay_routine', 'influencers_club'] })
        await world.engine.start()
        await api(world).campaigns.activate({ id: campaignId })
        let most = 200
        for (const [minutes, step] of steps) {
          await runUntil(world, world.clock.now() + minutes * minuteMs)
          await act(world, campaignId, step, fail)
          const { dailyCredits } = await api(world).workspace.get()
          most = Math.max(most, dailyCredits)
        }
        await runUntil(world, Math.max(world.clock.now(), mondayTen) + 36 * 60 * minuteMs)
        const first = rows<{ to: string }>(
          world,
          `select s."to" from sends s join steps t on t.id = s.step_id where s.status = 'sent' and t.position = 1`,
        ).map(({ to }) => to)
        expect(new Set(first).size).toBe(first.length)
        expect([...bought].filter(([, times]) => times > 1)).toEqual([])
        expect(rows(world, `select status from purchases where status = 'asking'`)).toEqual([])
        const days = rows<{ n: number }>(world, `select count(*) as n from ledger where kind = 'message' group by day`)
        for (const { n } of days) expect(n).toBeLessThanOrEqual(most)
        const runs = rows<{ number: number | null }>(world, 'select number from runs order by day').flatMap(({ number }) => number ?? [])
        expect(runs).toEqual(runs.map((_, at) => at + 1))
        expect(runs.length).toBeLessThanOrEqual(3)
        expect(heard(world)).toBe(first.length)
      } finally {
        await world.close()
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 6) },
  )
})

/** People to whom a server was handed anything. */
function heard(world: World): number {
  return new Set(world.ports.mailer.delivered.map(({ mail }) => mail.to.address).filter((to) => !to.endsWith('@sender.example'))).size
}
