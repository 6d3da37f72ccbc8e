/**
 * Folders that earlier versions wrote (test/fixtures/workspace-*): this one opens them, finds every fact as it was, and goes on
 * with them without writing to anybody twice.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type Client,
  campaignsOf,
  conversationsOf,
  damageOf,
  type Expected,
  everything,
  factsOf,
  loseSuppressions,
  openFixture,
  recipientsOf,
  sendsOf,
} from '../fixtures/facts.ts'
import { statesOf, unions, unionsOfNoRow } from '../fixtures/states.ts'
import { letterBack } from '../fixtures/writer/letters.ts'
import { NicheServices } from '../fixtures/writer/services.ts'
import { api, dayMs, hourMs, runUntil, type World } from './harness.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')
const schemas = join(import.meta.dirname, '..', '..', 'src', 'shared', 'schemas')
const names = readdirSync(fixtures).filter((name) => /^workspace-\w+$/.test(name))

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as Expected
}

/** A copy of a folder, opened at the instant at which its process ended. */
async function open(name: string): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-'))
  cpSync(join(fixtures, name), folder, { recursive: true })
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return openAt(folder, Date.parse(expectedOf(name).writtenAt))
}

async function openAt(folder: string, at: number): Promise<World> {
  const world = await openFixture(folder, at)
  world.ports.providers = new NicheServices()
  cleanups.push(() => world.close())
  return world
}

/** Those of the addresses that nobody may be written to at, as the API says when they are to be added to a new campaign. */
async function refusedOf(client: Client, addresses: readonly string[]): Promise<string[]> {
  const { id } = await client.campaigns.create({ name: 'Who may be written to' })
  const refused: string[] = []
  for (const address of addresses) {
    const { suppressed } = await client.recipients.add({ id, emails: [address] })
    if (suppressed === 1) refused.push(address)
  }
  await client.campaigns.remove({ id })
  return refused
}

/** Every address that is suppressed, one of each domain that is, and those of people who were erased. */
async function neverAgain(client: Client, { erased }: Expected): Promise<string[]> {
  const suppressions = await everything((cursor) => client.suppressions.list({ limit: 500, cursor }))
  const addresses = suppressions.flatMap(({ kind, value }) => (value === null ? [] : kind === 'domain' ? [`somebody@${value}`] : [value]))
  return [...addresses, ...erased]
}

/** Answers by hand as `address, words`, by how they stand. */
async function answersOf(client: Client, statuses: readonly string[]): Promise<string[]> {
  const conversations = await conversationsOf(client)
  return conversations
    .flatMap(({ conversation }) => conversation)
    .filter(({ kind, status }) => kind === 'answer' && statuses.includes(status))
    .map(({ to, text }) => `${to} ${text.trim()}`)
    .sort()
}

describe.each(names)('%s', (name) => {
  it('opens, is whole, and every fact in it is as it was', async () => {
    const world = await open(name)
    expect(damageOf(world)).toEqual([])
    const { facts, states } = expectedOf(name)
    expect(await factsOf(world)).toEqual(facts)
    expect(statesOf(world)).toEqual(states)
    expect(Object.keys(facts.ledger).length).toBeGreaterThanOrEqual(20)
  })

  it('keeps whoever must never be written to, also where the database has lost them', async () => {
    const world = await open(name)
    const addresses = await neverAgain(api(world), expectedOf(name))
    expect(addresses.length).toBeGreaterThan(10)
    expect(await refusedOf(api(world), addresses)).toEqual(addresses)
    expect(await refusedOf(api(world), ['mistake@typo.example'])).toEqual([])

    loseSuppressions(world)
    expect(await refusedOf(api(world), addresses)).toEqual([])
    const { folder, clock } = world
    await world.close()
    world.close = async () => {}
    const again = await openAt(folder, clock.now())
    expect(await refusedOf(api(again), addresses)).toEqual(addresses)
    expect(await refusedOf(api(again), ['mistake@typo.example'])).toEqual([])
  })

  it('leaves open what was on its way when its process ended', async () => {
    const world = await open(name)
    const client = api(world)
    const before = await factsOf(world)
    const sending = (await sendsOf(world)).filter(({ status }) => status === 'sending')
    const answers = await answersOf(client, ['sending'])
    const openBefore = await answersOf(client, ['unconfirmed'])
    const reports = before.reports.filter((line) => line.includes(' · sending · '))
    expect([sending.length, answers.length, reports.length]).toEqual([1, 1, 1])

    await world.engine.start()
    await world.engine.drain()
    const after = await sendsOf(world)
    expect(sending.map(({ id }) => after.find((send) => send.id === id)?.status)).toEqual(['unconfirmed'])
    expect(await answersOf(client, ['unconfirmed'])).toEqual([...openBefore, ...answers].sort())
    const { reports: reportsAfter, purchases } = await factsOf(world)
    expect(reportsAfter).toContainEqual(expect.stringContaining(`${reports[0]?.split(' · ')[0]} · unconfirmed`))
    expect(purchases.filter((line) => line.includes(' · asking · '))).toEqual([])
    expect(purchases.filter((line) => /^(Knitting|Jogging) .* · unsure · /.test(line))).toHaveLength(2)
    const ids = new Set(sending.map(({ messageId }) => messageId))
    expect(world.ports.mailer.attempts.filter(({ mail }) => ids.has(mail.messageId))).toEqual([])
    expect((await client.contacts.listImports()).map(({ fileName, status }) => `${fileName} ${status}`)).toEqual([
      ...['queued.csv done', 'halfway.csv done', 'unwanted.csv cancelled', 'gone.csv failed', 'salons.csv done'],
    ])
  })

  it('goes on for two weeks and sends nothing again, and nothing to whoever is through', { timeout: 180_000 }, async () => {
    const world = await open(name)
    const client = api(world)
    const { writtenAt, delivered, facts } = expectedOf(name)
    const before = await openAccounts(world)
    const never = new Set(await neverAgain(client, expectedOf(name)))
    const over = await answersOf(client, ['sent', 'sending', 'unconfirmed', 'failed', 'taken_back'])
    const replier = await whoAnswers(world)

    await world.engine.start()
    await runUntil(world, Date.parse(writtenAt) + hourMs)
    answer(world, replier)
    await runUntil(world, Date.parse(writtenAt) + 14 * dayMs)

    const { attempts } = world.ports.mailer
    expect(attempts.filter(({ mail }) => never.has(mail.to.address))).toEqual([])
    const places = new Map((await sendsOf(world)).map((send) => [send.messageId, send]))
    const left = attempts.flatMap(({ mail }) => {
      const send = places.get(mail.messageId)
      return send ? [{ to: mail.to.address, campaign: send.campaign, key: `${mail.to.address} · ${send.place}` }] : []
    })
    // Those planned before, those of the campaigns that begin meanwhile, and those whom the services find.
    const going = ['Advent', 'Bikes', 'Chess', 'Coffee', 'Drip', 'Fresh', 'In flight', 'Later', 'Salon offer']
    expect(left.map(({ campaign }) => campaign)).toEqual(expect.arrayContaining(going))
    expect(left.length).toBeGreaterThan(60)
    expect(twice(left.map(({ key }) => key))).toEqual([])
    expect(left.filter(({ key }) => delivered.includes(key) || before.decided.has(key))).toEqual([])
    expect(left.filter(({ campaign }) => !before.running.has(campaign))).toEqual([])
    expect(left.filter(({ to, campaign }) => before.through.has(`${to} · ${campaign}`))).toEqual([])

    const others = attempts.filter(({ mail }) => !places.has(mail.messageId))
    const reports = others.filter(({ mail }) => mail.autoSubmitted).map(({ mail }) => mail.subject.split(' is complete')[0] ?? '')
    const done = facts.reports.filter((line) => !line.includes(' · scheduled · ')).map((line) => line.split(' · ')[0])
    expect(reports).toContain('Maps')
    expect(twice(reports)).toEqual([])
    expect(reports.filter((campaign) => done.includes(campaign))).toEqual([])
    const words = others.filter(({ mail }) => !mail.autoSubmitted).map(({ mail }) => `${mail.to.address} ${mail.text.trim()}`)
    expect(words).toEqual([expect.stringContaining('An answer that waits its ten seconds.')])
    expect(words.filter((line) => over.includes(line))).toEqual([])

    expect(await client.recipients.get({ id: replier.id, recipientId: replier.recipientId })).toMatchObject({ status: 'replied' })
    expect((await sendsOf(world)).filter((one) => one.recipientId === replier.recipientId && one.status === 'scheduled')).toEqual([])
    const { ledger, said } = await factsOf(world)
    const day = writtenAt.slice(0, 10)
    for (const past of Object.keys(facts.ledger).filter((one) => one < day)) expect(ledger[past]).toEqual(facts.ledger[past])
    for (const one of ['Autumn news', 'Cancelled offer', 'Paused offer', 'Tea']) expect(said[one]).toEqual(facts.said[one])
    expect(damageOf(world)).toEqual([])
  })
})

/** Who is through, and which messages are decided or open: nothing of that may leave any more. */
async function openAccounts(world: World) {
  const client = api(world)
  const campaigns = await campaignsOf(client)
  const people = await Promise.all(
    campaigns.map(async ({ id, name }) => (await recipientsOf(client, id)).map((person) => ({ ...person, name }))),
  )
  const through = people.flat().filter(({ status }) => status !== 'pending' && status !== 'active')
  const decided = (await sendsOf(world)).filter(({ status }) => status !== 'scheduled')
  return {
    running: new Set(campaigns.filter(({ status }) => status === 'active' || status === 'scheduled').map(({ name }) => name)),
    through: new Set(through.map(({ email, name }) => `${email} · ${name}`)),
    decided: new Set(decided.map(({ email, place }) => `${email} · ${place}`)),
  }
}

function twice(keys: readonly string[]): string[] {
  return keys.filter((key, at) => keys.indexOf(key) !== at)
}

/** Somebody who got a message before, and waits for a further one. */
async function whoAnswers(world: World) {
  const client = api(world)
  const sends = await sendsOf(world)
  const waiting = sends.find(
    ({ status, stepPosition, campaign }) => status === 'scheduled' && stepPosition > 1 && campaign === 'Salon offer',
  )
  const sent = sends.find(({ status, recipientId }) => status === 'sent' && recipientId === waiting?.recipientId)
  if (!waiting || !sent?.messageId || sent.email === null) throw new Error('nobody waits for a further message')
  const { mailboxId } = await client.recipients.get({ id: waiting.campaignId, recipientId: waiting.recipientId })
  return { id: waiting.campaignId, recipientId: waiting.recipientId, ...{ mailboxId, messageId: sent.messageId, address: sent.email } }
}

/** Their answer comes into a mailbox that was numbered anew. */
function answer(world: World, who: Awaited<ReturnType<typeof whoAnswers>>): void {
  if (who.mailboxId === null) throw new Error('they heard from no mailbox')
  const mail = { messageId: who.messageId, from: { name: '', address: 'lena@studio.example' }, to: { name: '', address: who.address } }
  world.ports.reader.renumber(who.mailboxId)
  world.ports.reader.deliver(who.mailboxId, letterBack('reply-gmail-en', mail).replace('<letter-', '<later-letter-'))
}

describe('the folders of earlier versions', () => {
  it('hold every state that a row can have', () => {
    const held = names.map((name) => expectedOf(name).states)
    for (const [union, { members, unreachable = {} }] of Object.entries(unions)) {
      const found = new Set(held.flatMap((states) => states[union] ?? []))
      const lacking = members.filter((member) => !found.has(member))
      expect({ union, lacking }).toEqual({ union, lacking: Object.keys(unreachable) })
    }
  })

  it('are asked for every union that the API knows', async () => {
    const known = new Set([...Object.keys(unions), ...Object.keys(unionsOfNoRow)])
    const unknown: string[] = []
    for (const file of readdirSync(schemas)) {
      const module = (await import(join(schemas, file))) as Record<string, unknown>
      for (const [name, value] of Object.entries(module))
        if (value instanceof z.ZodEnum && !known.has(name)) unknown.push(`${file} ${name}`)
    }
    expect(unknown).toEqual([])
  })
})
