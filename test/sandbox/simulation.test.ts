import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { migrationsFolder } from '../../src/main/paths.ts'
import type { SimulationReport } from '../../src/main/sandbox/simulation-days.ts'
import { planSimulation, type SimulationPlan } from '../../src/main/sandbox/simulation-plan.ts'
import { simulate } from '../../src/main/sandbox/simulation-run.ts'
import { createSimulations, type Simulations } from '../../src/main/sandbox/simulations.ts'
import type { CampaignInput } from '../../src/shared/schemas/campaigns.ts'
import { alterCampaign } from '../builders/index.ts'
import { api, openWorld, type World } from '../engine/harness.ts'
import { errorLog } from '../fakes/ports.ts'

const zone = 'Europe/Berlin'
/** A Monday, an hour before the window opens. */
const mondayEight = Date.parse('2026-11-23T07:00:00Z')
const everyDay = { days: [1, 2, 3, 4, 5, 6, 7], start: '09:00', end: '17:00', zone, startDate: null }
const discovery: CampaignInput['discovery'] = {
  criteria: {
    platform: 'instagram',
    niche: 'home barista',
    keywords: [],
    excludeKeywords: [],
    locations: [],
    languages: [],
    followersMin: 5_000,
    followersMax: 90_000,
    engagementMinPercent: null,
    excludeHandles: [],
  },
  enrichment: ['influencers_club'],
  runs: 3,
  perRun: 40,
  followUpsFirst: true,
  share: 1,
}

function planOf(change: Partial<SimulationPlan> = {}): SimulationPlan {
  return {
    now: mondayEight,
    days: 5,
    workspace: { zone, dailyCredits: 200, leaveOutDays: null },
    creditsToday: 200,
    mailboxes: [{ email: 'me@firm.example', senderName: 'Me', dailyCap: 500, capToday: 500, gapSeconds: 60, gapJitterSeconds: 30 }],
    campaign: { name: 'Hello', audience: 'list', testMode: false, schedule: everyDay, stopByCompany: false, optOutLine: '' },
    steps: [{ channel: 'email', subject: 'Hi {{firstName}}', body: 'Hello {{firstName}}, how is {{shop}}?', delayDays: 0, delayHours: 0 }],
    fields: ['firstName', 'shop'],
    people: 30,
    leftOut: '',
    ...change,
  }
}

const recurring = (change: Partial<SimulationPlan> = {}) =>
  planOf({
    campaign: { ...planOf().campaign, audience: 'discovery', discovery },
    steps: [{ channel: 'email', subject: 'Hi {{firstName}}', body: 'I saw @{{handle}} today.', delayDays: 0, delayHours: 0 }],
    fields: ['firstName', 'handle'],
    people: 0,
    ...change,
  })

async function run(plan: SimulationPlan): Promise<SimulationReport & { heard: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'))
  const heard: number[] = []
  try {
    const report = await simulate(plan, { folder, migrationsFolder, log: errorLog, onDay: ({ progress }) => heard.push(progress) })
    return { ...report, heard }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

afterEach(() => vi.restoreAllMocks())

describe('a simulated campaign', () => {
  it('runs to its end by the rules of the engine, and without a network', async () => {
    const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('a simulation may not reach a network')
    })
    const { days, sent, creditsUsed, replies, finishesOn, providerCredits, message, progress } = await run(planOf())
    expect(days).toHaveLength(1)
    expect(days[0]).toMatchObject({ day: '2026-11-23', sent: 30, found: 0, emailsFound: 0 })
    expect({ sent, finishesOn, providerCredits, message, progress }).toEqual({
      sent: 30,
      finishesOn: '2026-11-23',
      providerCredits: null,
      message: '',
      progress: 1,
    })
    expect(creditsUsed).toBe(sent + replies)
    expect(connect).not.toHaveBeenCalled()
  })

  it('goes the same way each time', async () => {
    const plan = planOf({ people: 120 })
    expect(await run(plan)).toEqual(await run(plan))
  })

  it('keeps to the credits and caps of the days, with what is left of today first', async () => {
    const [mailbox] = planOf().mailboxes
    if (!mailbox) throw new Error('no mailbox')
    const { days, heard } = await run(
      planOf({
        people: 1_000,
        days: 3,
        workspace: { zone, dailyCredits: 50, leaveOutDays: null },
        creditsToday: 7,
        mailboxes: [{ ...mailbox, dailyCap: 40, capToday: 30 }],
      }),
    )
    expect(days.map(({ day, sent }) => [day, sent])).toEqual([
      ['2026-11-23', 7],
      ['2026-11-24', 40],
      ['2026-11-25', 40],
    ])
    for (const [index, { creditsUsed, sent, replies }] of days.entries()) {
      expect(creditsUsed, days[index]?.day).toBe(sent + replies)
    }
    expect(heard).toEqual([1 / 3, 2 / 3, 1])
  })

  it('shows days without a message too, and no end where there is none', async () => {
    const weekdays = { ...everyDay, days: [1, 2, 3, 4, 5] }
    const friday = Date.parse('2026-11-27T15:59:30Z')
    const plan = planOf({ now: friday, days: 4, people: 5, campaign: { ...planOf().campaign, schedule: weekdays } })
    const step = plan.steps[0]
    if (!step) throw new Error('no step')
    const { days, finishesOn, sent } = await run({ ...plan, steps: [step, { ...step, subject: '', delayDays: 10 }] })
    expect(days.map(({ day }) => DateTime.fromISO(day).toFormat('ccc'))).toEqual(['Fri', 'Sat', 'Sun', 'Mon'])
    expect(days.map((day) => day.sent)).toEqual([1, 0, 0, 4])
    expect({ finishesOn, sent }).toEqual({ finishesOn: null, sent: 5 })
  })

  it('goes by local days across a change of the clocks', async () => {
    // On Sunday the 25th of October the clocks go back in Berlin.
    const { days, sent } = await run(planOf({ now: Date.parse('2026-10-24T06:00:00Z'), days: 3, people: 500, creditsToday: 100 }))
    expect(days.map(({ day }) => day)).toEqual(['2026-10-24', '2026-10-25', '2026-10-26'])
    // Answers may pass a limit, messages do not.
    expect(days.map((day) => Math.min(day.creditsUsed, day === days[0] ? 100 : 200))).toEqual([100, 200, 200])
    for (const { sent, replies, creditsUsed } of days) expect(sent + replies).toBe(creditsUsed)
    expect(sent).toBe(days.reduce((all, day) => all + day.sent, 0))
  })
})

describe('a simulated recurring campaign', () => {
  it('finds new people every day, writes to them the same day, and counts what that costs', async () => {
    const { days, finishesOn, providerCredits, sent, creditsUsed, replies } = await run(recurring())
    expect(days).toHaveLength(3)
    for (const { found, emailsFound, sent } of days) {
      expect(found).toBe(40)
      expect(emailsFound).toBeGreaterThan(20)
      expect(emailsFound).toBeLessThanOrEqual(40)
      expect(sent).toBe(emailsFound)
    }
    expect(finishesOn).toBe('2026-11-25')
    expect(creditsUsed).toBe(sent + replies)
    // 0.01 for everybody returned, 0.2 for each address; a page may return more than were wanted.
    const found = days.reduce((all, day) => all + day.found, 0)
    expect(providerCredits).toBeGreaterThanOrEqual(0.01 * found + 0.2 * sent - 1e-6)
    expect(providerCredits).toBeLessThan(0.02 * found + 0.2 * sent)
  })

  it('says when messages would be held, because nobody knows what to fill in', async () => {
    const { sent, message, finishesOn } = await run(recurring({ steps: planOf().steps, days: 1 }))
    expect({ sent, finishesOn }).toEqual({ sent: 0, finishesOn: null })
    expect(message).toMatch(/^\d\d messages would be held until you act: /)
  })

  it('says when it would pause because nobody is left', async () => {
    const nobody = { ...discovery, criteria: { ...discovery.criteria, followersMin: 5_000, followersMax: 5_000 } }
    const { days, sent, message, finishesOn } = await run(
      recurring({ campaign: { ...planOf().campaign, audience: 'discovery', discovery: nobody } }),
    )
    expect({ sent, finishesOn }).toEqual({ sent: 0, finishesOn: null })
    expect(days).toHaveLength(3)
    expect(message).toMatch(/^The campaign would pause on 2026-11-25\. ./)
  })
})

describe('the simulations of a workspace', () => {
  const worlds: World[] = []
  const controls: Simulations[] = []
  afterEach(async () => {
    await Promise.all(controls.splice(0).map((control) => control.close()))
    await Promise.all(worlds.splice(0).map((world) => world.close()))
  })

  async function begin(change: { people?: number; mailbox?: boolean } = {}) {
    const world = openWorld({ at: mondayEight })
    worlds.push(world)
    const client = api(world)
    const server = { host: '127.0.0.1', port: 1, security: 'none', user: '' } as const
    const mailbox = await client.mailboxes.create({
      email: 'me@firm.example',
      smtp: server,
      imap: server,
      credential: { kind: 'password', password: 'x' },
      dailyCap: 60,
    })
    const { id } = await client.campaigns.create({ name: 'Draft', mailboxIds: change.mailbox === false ? [] : [mailbox.id] })
    await client.sequences.add({ id, subject: 'Hi', body: 'Hello {{shop}}' })
    const emails = Array.from({ length: change.people ?? 20 }, (_, i) => `person${i}@real.example`)
    await client.recipients.add({ id, emails })
    const folder = join(world.folder, 'simulations')
    const control = createSimulations(folder, world.ports)
    controls.push(control)
    return { world, client, id, folder, control }
  }

  const ended = (control: Simulations, id: string) => expect.poll(() => control.get(id).state, { timeout: 30_000, interval: 50 })

  it('run on a thread of their own, and leave neither a file nor a trace in the workspace', async () => {
    const { world, client, id, folder, control } = await begin()
    await world.engine.drain()
    const before = databaseOf(world)
    const started = await control.start(world.engine, { campaignId: id, days: 4 })
    expect(started).toMatchObject({ campaignId: id, state: 'running', days: [], sent: 0 })
    await ended(control, started.id).toBe('done')
    const { days, sent, finishesOn, tookMs, progress } = control.get(started.id)
    expect({ sent, finishesOn, progress }).toEqual({ sent: 20, finishesOn: '2026-11-23', progress: 1 })
    expect(days).toHaveLength(1)
    expect(tookMs).toBeGreaterThan(0)
    await expect.poll(() => readdirSync(folder)).toEqual([])
    expect(databaseOf(world)).toEqual(before)
    expect((await client.campaigns.get({ id })).status).toBe('draft')
    // It stays as it is, whatever comes later.
    expect(control.cancel(started.id)).toEqual(control.get(started.id))
    expect(control.get(started.id).state).toBe('done')
  })

  it('are one at a time: another one cancels the first, and so does whoever asked', async () => {
    const { world, id, folder, control } = await begin({ people: 3_000 })
    const first = await control.start(world.engine, { campaignId: id, days: 90 })
    const second = await control.start(world.engine, { campaignId: id, days: 90 })
    expect(control.get(first.id)).toMatchObject({ state: 'cancelled', message: 'It was stopped.' })
    expect(control.get(second.id).state).toBe('running')
    expect(control.cancel(second.id).state).toBe('cancelled')
    const { tookMs } = control.get(second.id)
    await control.close()
    expect(existsSync(folder)).toBe(false)
    expect(control.get(second.id).tookMs).toBe(tookMs)
    await expect(control.start(world.engine, { campaignId: id, days: 1 })).rejects.toThrow('is being closed')
  })

  it('refuse what is not there, and what could not run, in words', async () => {
    const { world, control, id } = await begin({ mailbox: false })
    await expect(control.start(world.engine, { campaignId: 99, days: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(control.start(world.engine, { campaignId: id, days: 1 })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: 'There is nothing to simulate yet. No mailbox is chosen to send from.',
    })
    expect(() => control.get('nobody')).toThrow('There is no simulation')
    expect(() => control.cancel('nobody')).toThrow('There is no simulation')
  })

  it('say which other campaigns they leave out of account', async () => {
    const { world, client, id } = await begin()
    expect((await planSimulation(client, id, 1)).leftOut).toBe('')
    const others = ['Autumn', 'Winter', 'Rehearsal', 'A draft']
    const ids: number[] = []
    for (const name of others) ids.push((await client.campaigns.create({ name, testMode: name === 'Rehearsal' })).id)
    const begun = (which: number) => alterCampaign(world.engine.context.db, ids[which] ?? 0, { status: 'active' })
    begun(0)
    begun(2)
    expect((await planSimulation(client, id, 1)).leftOut).toMatch(/^"Autumn" is not counted here: what it takes of the same credits/)
    begun(1)
    const plan = await planSimulation(client, id, 1)
    expect(plan.leftOut).toMatch(/^"Winter" and "Autumn" are not counted here/)
    expect((await run(plan)).message).toContain(plan.leftOut)
  })

  it('take the workspace as it stands: its credits, caps and fields', async () => {
    const { world, client, id } = await begin()
    await client.credits.setLimit({ limit: 120 })
    await client.workspace.update({ leaveOutDays: 30 })
    const plan = await planSimulation(client, id, 7)
    expect(plan).toMatchObject({
      now: world.clock.now(),
      days: 7,
      workspace: { zone, dailyCredits: 120, leaveOutDays: 30 },
      creditsToday: 120,
      mailboxes: [{ email: 'me@firm.example', dailyCap: 60, capToday: 60, gapSeconds: 120, gapJitterSeconds: 60 }],
      fields: ['shop'],
      people: 20,
    })
  })
})

function databaseOf({ folder, engine }: World): string {
  engine.context.db.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  return readFileSync(join(folder, 'workspace.db')).toString('base64')
}
