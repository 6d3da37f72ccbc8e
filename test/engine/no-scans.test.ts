import { expect, it } from 'vitest'
import { addRun, alterCampaign } from '../builders/index.ts'
import { ScriptedProviders } from '../fakes/scripted-providers.ts'
import { activate, api, openWorld, replyTo, runUntil, setUp, type World } from './harness.ts'

/** Tables that grow with every contact or message. */
const growing = [
  ...['sends', 'enrollments', 'contacts', 'events', 'ledger', 'drafts', 'incoming', 'suppressions', 'threads', 'jobs'],
  ...['creators', 'purchases', 'runs'],
]

/** Whether a line of a plan goes through one of them from end to end, be it in an index. */
function scansGrowingTable(detail: string, sql: string): boolean {
  // It holds only the runs that are on: one a campaign.
  if (detail.endsWith('USING INDEX runs_open')) return false
  const [, name] = /^SCAN (\w+)/.exec(detail) ?? []
  return growing.some((table) => name === table || new RegExp(`\\b${table}(?: as)? ${name}\\b`).test(sql))
}

/** Everything that is asked of a database from now on, and which of it goes through a whole table. */
function watchQueries({ engine }: World): { asked: Set<string>; scans(): string[] } {
  const { sqlite } = engine.context.db
  const asked = new Set<string>()
  const prepare = sqlite.prepare.bind(sqlite)
  sqlite.prepare = ((sql: string) => {
    asked.add(sql)
    return prepare(sql)
  }) as typeof sqlite.prepare
  const scans = () => {
    const found: string[] = []
    for (const sql of asked) {
      if (!/^\s*(?:select|insert|update|delete|with)\b/i.test(sql)) continue
      // Values make no difference to these plans; without them the statement can be asked for its plan at once.
      const plan = prepare(`explain query plan ${sql.replace(/(?<!')\?\d*|[@:][a-z]\w*/gi, 'null')}`).all() as { detail: string }[]
      for (const { detail } of plan) if (scansGrowingTable(detail, sql)) found.push(`${detail}: ${sql.replace(/\s+/g, ' ')}`)
    }
    return found
  }
  return { asked, scans }
}

it('sends and reads without looking through whole tables', async () => {
  const world = openWorld()
  try {
    const { asked, scans } = watchQueries(world)
    const { campaignId } = await setUp(world, { people: 6, steps: [{}, { delayHours: 1 }], mailboxes: 2 })
    asked.clear()
    await world.engine.start()
    activate(world, campaignId)
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 3 ? { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' } : { kind: 'accepted', response: '250 ok' }
    await runUntil(world, world.clock.now() + 60_000)
    const [first] = world.ports.mailer.delivered
    if (!first) throw new Error('nothing was sent')
    replyTo(world, first)
    await runUntil(world, world.clock.now() + 3 * 3_600_000)
    const client = api(world)
    await client.engine.status()
    await client.credits.get()
    const [thread] = (await client.inbox.list({ state: 'open', search: 'person' })).items
    if (!thread) throw new Error('no conversation')
    await client.inbox.list({})
    await client.inbox.list({ unread: true, mark: 'interested', campaignId })
    await client.inbox.counts()
    await client.inbox.answer({ id: thread.id, body: 'Thank you' })
    await client.inbox.update({ id: thread.id, state: 'snoozed', snoozedUntil: new Date(world.clock.now() + 60_000).toISOString() })
    await runUntil(world, world.clock.now() + 3_600_000)
    expect((await client.inbox.get({ id: thread.id })).conversation.at(-1)).toMatchObject({ kind: 'answer', status: 'sent' })
    await client.today.get()
    await client.today.needs()
    await client.plans.get({ id: campaignId })
    await client.plans.messages({ id: campaignId, search: 'person' })
    await client.plans.gaps({ id: campaignId })
    await client.plans.funnel({ id: campaignId })
    await client.plans.days({ id: campaignId })
    await client.campaigns.list({})

    expect(asked.size).toBeGreaterThan(40)
    expect(scans()).toEqual([])
  } finally {
    await world.close()
  }
})

it('shows the days of a recurring campaign without looking through whole tables', async () => {
  const world = openWorld()
  try {
    world.ports.providers = new ScriptedProviders()
    const client = api(world)
    const { asked, scans } = watchQueries(world)
    const { id } = await client.campaigns.create({ name: 'Daily', audience: 'discovery', discovery: { criteria: { niche: 'tea' } } })
    const { db } = world.engine.context
    alterCampaign(db, id, { status: 'active' })
    const begun = { status: 'running', stage: 'enriching', startedAt: world.clock.now(), closesAt: world.clock.now() + 3_600_000 } as const
    const runId = addRun(db, { campaignId: id, number: 1, day: '2026-11-23', wanted: 9, ...begun })
    asked.clear()
    await client.providers.connect({ kind: 'influencers_club', key: 'good-key' })
    await client.providers.connect({ kind: 'clay', key: 'good-key' })
    await client.providers.setClay({ routineId: 'function:t_1' })
    const { id: tryId } = await client.providers.tryClay({ platform: 'instagram', handle: 'one' })
    await client.providers.clayTry({ id: tryId })
    await client.providers.list()
    await client.discovery.preview({ id, discovery: { criteria: { niche: 'tea' } } })
    await client.discovery.estimate({ id, discovery: { criteria: { niche: 'tea' } } })
    await client.runs.list({ id })
    await client.runs.get({ id, runId })
    await client.runs.outlook({ id })
    await client.runs.creators({ id })
    await client.runs.creators({ id, runId })
    await client.runs.creators({ id, status: 'waiting' })
    await client.runs.creators({ id, runId, status: 'waiting' })
    await client.runs.tryAgain({ id })
    await client.runs.decideUnsure({ id, decision: 'ask_again' })
    await client.runs.exportForClay({ id })
    await client.runs.importFromClay({ id, content: 'creator_id,Email\n1,a@b.example\n' })
    await client.campaigns.list({})
    await client.campaigns.review({ id })
    await client.engine.status()
    await client.today.get()
    await client.today.needs()
    await client.credits.get()
    expect(asked.size).toBeGreaterThan(40)
    expect(scans()).toEqual([])
  } finally {
    await world.close()
  }
})
