import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { charge } from '../../src/main/engine/credits/ledger.ts'
import type { CreatorStatus } from '../../src/shared/schemas/runs.ts'
import * as build from '../builders/index.ts'
import {
  addEnrollment,
  addSend,
  addStep,
  alterCampaign,
  alterCreator,
  alterDiscovery,
  alterProvider,
  alterRun,
  type Row,
} from '../builders/index.ts'
import { ScriptedProviders } from '../fakes/scripted-providers.ts'
import { api, count, hourMs, minuteMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
let id: number
let mailboxId: number
beforeEach(async () => {
  world = openWorld()
  world.ports.providers = new ScriptedProviders()
  world.ports.invented = new ScriptedProviders()
  const made = await setUp(world, { people: 0 })
  id = made.campaignId
  mailboxId = made.mailboxIds[0] ?? 0
  const discovery = { criteria: { niche: 'tea' }, enrichment: ['clay_table' as const, 'influencers_club' as const], runs: 5 }
  await api(world).campaigns.update({ id, audience: 'discovery', discovery })
  alterCampaign(db(), 'all', { status: 'active', activatedAt: mondayTen })
})
afterEach(() => world.close())

const db = () => world.engine.context.db

const closing = Date.parse('2026-11-23T16:00:00Z')

function addRun(day: string, run: Partial<Row<'runs'>> = {}): number {
  return build.addRun(db(), { campaignId: id, day, closesAt: closing, wanted: 10, startedAt: mondayTen, ...run })
}

function addCreator(runId: number, n: number, status: CreatorStatus, more: Partial<Row<'creators'>> = {}): number {
  const names = { platformId: `p${n}`, handle: `handle${n}`, fullName: `Name ${n}` }
  return build.addCreator(db(), { campaignId: id, runId, ...names, status, ...more })
}

type Purchase = Row<'purchases'>

function addPurchase(runId: number, provider: Purchase['provider'], kind: Purchase['kind'], more: Partial<Purchase> = {}): number {
  return build.addPurchase(db(), { campaignId: id, runId, provider, kind, items: 1, ...more })
}

/** A person with messages sent at these instants, charged as the engine does it. */
function addPerson(n: number, runId: number, sentAt: number[]): number {
  const enrollmentId = addEnrollment(db(), { campaignId: id, addressHash: `h${n}`, status: 'active', runId })
  for (const at of sentAt) {
    const position = sentAt.indexOf(at) + 1
    const sendId = addSent(enrollmentId, position + n * 10, at)
    world.clock.jump(at)
    world.engine.context.commit('test.charge', (tx) => charge(tx, { kind: 'message', refId: sendId, campaignId: id, enrollmentId }))
  }
  return enrollmentId
}

/** A message by a step of its own. */
function addSent(enrollmentId: number, position: number, at: number): number {
  const stepId = addStep(db(), { campaignId: id, position, subject: '', body: 'x' })
  return addSend(db(), { campaignId: id, enrollmentId, stepId, mailboxId, status: 'sent', dueAt: at, sentAt: at })
}

describe('the days of a campaign', () => {
  it('come the newest first, page by page', async () => {
    for (const day of ['2026-11-19', '2026-11-20', '2026-11-23']) addRun(day)
    const first = await api(world).runs.list({ id, limit: 2 })
    expect(first).toMatchObject({ items: [{ day: '2026-11-23' }, { day: '2026-11-20' }], total: 3 })
    const second = await api(world).runs.list({ id, limit: 2, cursor: first.nextCursor ?? '' })
    expect(second).toMatchObject({ items: [{ day: '2026-11-19' }], total: 3, nextCursor: null })
    await expect(api(world).runs.list({ id, cursor: '17' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(api(world).runs.get({ id, runId: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('count live while they are on, and are what was kept once they have ended', async () => {
    const before = addRun('2026-11-20', { number: 1, sent: 7, emailsFound: 8 })
    const yesterday = addPerson(1, before, [mondayTen - 72 * hourMs])
    const runId = addRun('2026-11-23', { number: 2, status: 'running', stage: 'sending', found: 3 })
    addCreator(runId, 1, 'enrolled', { answer: { email: 'a@b.example' } })
    addCreator(runId, 2, 'no_address')
    addPerson(2, runId, [mondayTen + hourMs])
    addPerson(3, runId, [mondayTen + 2 * hourMs])
    const at = mondayTen + 3 * hourMs
    const followUp = addSent(yesterday, 99, at)
    world.clock.jump(at)
    world.engine.context.commit('test.charge', (tx) => {
      charge(tx, { kind: 'message', refId: followUp, campaignId: id, enrollmentId: yesterday })
      charge(tx, { kind: 'reply', refId: 1, campaignId: id, enrollmentId: yesterday })
    })
    const live = { status: 'running', found: 3, emailsFound: 1, sent: 2, planned: 2, followUps: 1, replies: 1, creditsUsed: 4 }
    expect(await api(world).runs.get({ id, runId })).toMatchObject(live)
    expect(await api(world).runs.get({ id, runId: before })).toMatchObject({ sent: 7, emailsFound: 8, replies: 0, followUps: 0 })
    expect(await api(world).runs.outlook({ id })).toMatchObject({
      runsDone: 1,
      runsLeft: 4,
      current: live,
      nextRunAt: '2026-11-24T08:00:00.000Z',
    })
    alterRun(db(), runId, { status: 'partial', stage: 'done', sent: 9 })
    expect(await api(world).runs.get({ id, runId })).toMatchObject({ sent: 9, emailsFound: 0, replies: 1 })
    expect(await api(world).runs.outlook({ id })).toMatchObject({ runsDone: 2, runsLeft: 3, current: null })
  })

  it('say what each service was paid', async () => {
    const runId = addRun('2026-11-23', { number: 1 })
    addPurchase(runId, 'influencers_club', 'search', { items: 50, millicredits: 500 })
    addPurchase(runId, 'influencers_club', 'search', { items: 50, status: 'unsure' })
    addPurchase(runId, 'influencers_club', 'profile', { status: 'failed' })
    addPurchase(runId, 'clay', 'routine', { items: 40 })
    addPurchase(runId, 'sandbox', 'search', { items: 3, millicredits: 0 })
    expect((await api(world).runs.get({ id, runId })).costs).toEqual([
      { provider: 'clay', credits: null, calls: 1, items: 40, unsure: 0 },
      { provider: 'influencers_club', credits: 0.5, calls: 3, items: 100, unsure: 50 },
    ])
  })

  it('name who is carried over, and why', async () => {
    addRun('2026-11-23', { number: 1 })
    const stepId = count(world, 'select min(id) from steps')
    for (const n of [1, 2]) {
      const enrollmentId = addPerson(n, 1, [])
      const carried = { reason: 'Carried over: it did not fit', dueAt: mondayTen + 23 * hourMs }
      addSend(db(), { campaignId: id, enrollmentId, stepId, mailboxId, ...carried })
    }
    addCreator(1, 9, 'found')
    expect((await api(world).runs.outlook({ id })).carried).toEqual([
      { count: 2, message: 'Carried over: it did not fit' },
      { count: 1, message: 'Found, and their addresses are still to be looked up' },
    ])
    expect(await api(world).campaigns.get({ id })).toMatchObject({
      nextSendAt: new Date(mondayTen + 23 * hourMs).toISOString(),
      waiting: { reason: 'carried_over', message: 'Carried over: it did not fit' },
    })
  })
})

describe('creators', () => {
  it('are listed by run and status, the newest first, page by page', async () => {
    const one = addRun('2026-11-20', { number: 1 })
    const two = addRun('2026-11-23', { number: 2 })
    for (let n = 1; n <= 5; n++)
      addCreator(n < 3 ? one : two, n, n % 2 ? 'no_address' : 'enrolled', { answer: { email: `x${n}@y.example` } })
    const handles = (page: { items: { handle: string }[] }) => page.items.map(({ handle }) => handle)
    const first = await api(world).runs.creators({ id, limit: 3 })
    expect(handles(first)).toEqual(['handle5', 'handle4', 'handle3'])
    expect(handles(await api(world).runs.creators({ id, limit: 3, cursor: first.nextCursor ?? '' }))).toEqual(['handle2', 'handle1'])
    expect(handles(await api(world).runs.creators({ id, runId: two }))).toEqual(['handle5', 'handle4', 'handle3'])
    expect(handles(await api(world).runs.creators({ id, status: 'enrolled' }))).toEqual(['handle4', 'handle2'])
    const both = await api(world).runs.creators({ id, runId: two, status: 'enrolled' })
    expect(both).toMatchObject({
      total: 1,
      items: [{ handle: 'handle4', email: 'x4@y.example', profileUrl: 'https://www.instagram.com/handle4' }],
    })
    await expect(api(world).runs.creators({ id, runId: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('of whom nobody knows are asked about again, or left out, as a person says', async () => {
    const runId = addRun('2026-11-23', { number: 1, status: 'running', stage: 'sending' })
    const purchaseId = addPurchase(runId, 'clay', 'routine', { status: 'unsure', items: 2 })
    for (const n of [1, 2]) addCreator(runId, n, 'unsure', { purchaseId, chainAt: 1 })
    expect((await api(world).runs.outlook({ id })).unsure).toBe(2)
    expect(await api(world).runs.decideUnsure({ id, decision: 'ask_again' })).toEqual({ decided: 2 })
    expect(rows(world, 'select distinct status, chain_at from creators')).toEqual([{ status: 'found', chain_at: 1 }])
    expect(rows(world, 'select status from purchases')).toEqual([{ status: 'unsure' }])
    expect(await api(world).runs.decideUnsure({ id, decision: 'leave_out' })).toEqual({ decided: 0 })
    expect(count(world, `select count(*) from runs where stage = 'enriching'`)).toBe(1)
    alterCreator(db(), 'all', { status: 'unsure' })
    expect(await api(world).runs.decideUnsure({ id, decision: 'leave_out' })).toEqual({ decided: 2 })
    expect((await api(world).runs.creators({ id })).items[0]).toMatchObject({ status: 'left_out', reason: /You left them out/ })
  })
})

describe('a service that failed', () => {
  it('is asked again at once', async () => {
    await api(world).providers.connect({ kind: 'influencers_club', key: 'good-key' })
    alterProvider(db(), 'all', { problem: 'Out of credits.' })
    addRun('2026-11-23', { number: 1, status: 'running', stage: 'discovering', retryAt: mondayTen + hourMs })
    expect((await api(world).runs.outlook({ id })).current?.waiting).toMatchObject({ reason: 'provider' })
    expect((await api(world).runs.tryAgain({ id })).current?.waiting).toMatchObject({ reason: 'discovering' })
    expect(count(world, 'select retry_at from runs')).toBe(0)
    expect((await api(world).providers.list())[0]?.problem).toBe('')
  })
})

describe("the files of a table's people", () => {
  let people: number[]
  let purchaseId: number
  beforeEach(async () => {
    const runId = addRun('2026-11-23', { number: 1, status: 'running', stage: 'sending' })
    purchaseId = addPurchase(runId, 'clay', 'table', { status: 'waiting', items: 4 })
    people = [1, 2, 3, 4].map((n) => addCreator(runId, n, 'waiting', { purchaseId }))
    addCreator(runId, 5, 'waiting', { purchaseId: addPurchase(runId, 'clay', 'routine', { status: 'waiting' }) })
    await api(world).providers.setClay({ webhookUrl: 'https://api.clay.com/x', emailOutput: 'Work Email', firstNameOutput: 'First' })
  })
  const [a, b, c, d] = [0, 1, 2, 3].map((at) => () => people[at] ?? 0) as [() => number, () => number, () => number, () => number]

  it('names them, and runs nothing in a spreadsheet', async () => {
    alterCreator(db(), a(), { fullName: '=cmd()', handle: '@sum' })
    const { fileName, content, rows: n } = await api(world).runs.exportForClay({ id })
    expect(n).toBe(4)
    expect(fileName).toMatch(/^creators-for-clay-\d+-2026-11-23\.csv$/)
    const lines = content.split('\r\n')
    expect(lines[0]).toBe('creator_id,Full Name,Handle,Platform,Profile URL')
    expect(lines[1]).toBe(`${a()},'=cmd(),'@sum,instagram,https://www.instagram.com/%40sum`)
    expect(lines).toHaveLength(6)
    expect((await api(world).runs.outlook({ id })).awaitingFile).toBe(4)
  })

  it('brings addresses by our ids; whoever has none is asked about elsewhere', async () => {
    const content = [
      '\ufeffName;CREATOR_ID;work email;first',
      `One;${a()};"one@x.example";Ona`,
      `Two;${b()}.0;;`,
      `Three;${c()};no address;`,
      `Foreign;987654;z@x.example;`,
      'Nobody;;q@x.example;',
    ].join('\r\n')
    expect(await api(world).runs.importFromClay({ id, content })).toEqual({ addresses: 1, without: 2, unknown: 2 })
    const states = rows<{ status: string; chain_at: number; answer: string | null }>(
      world,
      'select status, chain_at, answer from creators where purchase_id = ? order by id',
      purchaseId,
    )
    expect(states).toEqual([
      { status: 'addressed', chain_at: 0, answer: '{"email":"one@x.example","firstName":"Ona","lastName":"","companyName":""}' },
      { status: 'found', chain_at: 1, answer: null },
      { status: 'found', chain_at: 1, answer: null },
      { status: 'waiting', chain_at: 0, answer: null },
    ])
    expect(rows(world, 'select status from purchases where id = ?', purchaseId)).toEqual([{ status: 'waiting' }])
    // A later file has more.
    const more = `creator_id,Work Email\n${b()},two@x.example\n${d()},\n${a()},other@x.example\n`
    expect(await api(world).runs.importFromClay({ id, content: more })).toEqual({ addresses: 1, without: 1, unknown: 0 })
    expect(count(world, `select count(*) from creators where answer like '%other@x.example%'`)).toBe(0)
    expect(rows(world, 'select status from purchases where id = ?', purchaseId)).toEqual([{ status: 'done' }])
  })

  it('ends the search for whoever has nobody left to be asked about', async () => {
    alterDiscovery(db(), 'all', { enrichment: ['clay_table'] })
    expect(await api(world).runs.importFromClay({ id, content: `creator_id,Work Email\n${a()},\n` })).toMatchObject({ without: 1 })
    expect(rows(world, 'select status, reason from creators where id = ?', a())).toEqual([
      { status: 'no_address', reason: 'Clay found no address' },
    ])
  })

  it('is refused where a column is missing, and changes nothing', async () => {
    for (const content of ['', 'creator_id,Email\n1,a@b.example', 'Work Email\na@b.example']) {
      await expect(api(world).runs.importFromClay({ id, content })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
    alterCampaign(db(), 'all', { status: 'cancelled' })
    const content = `creator_id,Work Email\n${a()},a@b.example`
    await expect(api(world).runs.importFromClay({ id, content })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(count(world, `select count(*) from creators where status = 'waiting'`)).toBe(5)
  })
})

describe('the credits of a day', () => {
  it('count whom a run is still looking up, and the replies that they may bring', async () => {
    const runId = addRun('2026-11-23', { number: 1, status: 'running', stage: 'discovering', wanted: 40 })
    expect(await api(world).credits.get()).toMatchObject({ neededToday: 40, repliesExpected: 0 })
    for (const n of [1, 2, 3, 4, 5]) addPerson(n, runId, [mondayTen + n])
    world.engine.context.commit('test.charge', (tx) => charge(tx, { kind: 'reply', refId: 1, campaignId: id, enrollmentId: 1 }))
    addCreator(runId, 1, 'enrolled')
    expect(await api(world).credits.get()).toMatchObject({ neededToday: 39, repliesExpected: 8 })
    alterRun(db(), 'all', { stage: 'enriching', found: 12 })
    expect(await api(world).credits.get()).toMatchObject({ neededToday: 11, repliesExpected: 2 })
    alterCampaign(db(), 'all', { testMode: true })
    expect(await api(world).credits.get()).toMatchObject({ neededToday: 0, repliesExpected: 0 })
  })
})

describe('a day as the engine makes it', () => {
  it('goes through a table, its file and the next of the chain, and its figures add up', async () => {
    const scripted = new ScriptedProviders()
    world.ports.providers = scripted
    await api(world).providers.connect({ kind: 'influencers_club', key: 'good-key' })
    await api(world).providers.setClay({ webhookUrl: 'https://api.clay.com/x' })
    const { discovery } = await api(world).campaigns.get({ id })
    await api(world).campaigns.update({ id, discovery: { ...discovery, criteria: { niche: 'tea' }, perRun: 20 } })
    await world.engine.start()
    await runUntil(world, mondayTen + 5 * minuteMs)
    expect(scripted.pushed).toHaveLength(20)
    expect((await api(world).runs.outlook({ id })).awaitingFile).toBe(20)
    const { content, rows: exported } = await api(world).runs.exportForClay({ id })
    expect(exported).toBe(20)
    const ids = content
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0])
    const file = ids.map((creatorId, n) => `${creatorId},${n < 12 ? `found${n}@table.example` : ''}`)
    scripted.addresses.set('creator.20', { email: 'twenty@club.example', firstName: 'Twen', lastName: 'Ty', companyName: '' })
    expect(await api(world).runs.importFromClay({ id, content: `creator_id,Email\n${file.join('\n')}` })).toEqual({
      addresses: 12,
      without: 8,
      unknown: 0,
    })
    expect((await api(world).runs.outlook({ id })).awaitingFile).toBe(0)
    await runUntil(world, mondayTen + 8 * hourMs)
    const { mailer } = world.ports
    expect(mailer.delivered).toHaveLength(13)
    expect(new Set(mailer.delivered.map(({ mail }) => mail.to.address)).size).toBe(13)
    const days = (await api(world).runs.list({ id })).items
    const total = (figure: (run: (typeof days)[number]) => number) => days.reduce((sum, run) => sum + figure(run), 0)
    expect(total(({ sent }) => sent)).toBe(13)
    expect(total(({ creditsUsed }) => creditsUsed)).toBe(13)
    const costs = days.flatMap((run) => run.costs)
    // Who came late is written to on the same day.
    expect(days).toMatchObject([{ status: 'succeeded', found: 20, emailsFound: 13, sent: 13, carriedOver: 0 }])
    expect(costs.filter(({ provider }) => provider === 'clay')).toMatchObject([{ credits: null, calls: 1, items: 20 }])
    const paid = costs.reduce((sum, { credits }) => sum + (credits ?? 0), 0)
    // Twenty found at 0.01, one address at 0.2.
    expect(paid).toBeCloseTo(0.4)
    expect(scripted.count('profile')).toBe(8)
    expect(await api(world).runs.creators({ id, status: 'enrolled' })).toMatchObject({
      total: 13,
      items: [{ email: 'twenty@club.example' }, ...Array(12).fill({})],
    })
    expect((await api(world).runs.creators({ id, status: 'no_address' })).total).toBe(7)
    expect(await api(world).campaigns.get({ id })).toMatchObject({ waiting: { reason: 'next_run', until: '2026-11-24T08:00:00.000Z' } })
  })
})

describe('the workspace', () => {
  it('leaves out whom any campaign wrote to lately, if a person says so', async () => {
    expect((await api(world).workspace.get()).leaveOutDays).toBeNull()
    expect(await api(world).workspace.update({ leaveOutDays: 90 })).toMatchObject({ leaveOutDays: 90 })
    expect(await api(world).workspace.update({ leaveOutDays: null })).toMatchObject({ leaveOutDays: null })
  })
})
