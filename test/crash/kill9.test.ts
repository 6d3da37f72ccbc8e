/**
 * `kill -9` at a hundred random moments while a thousand messages are being sent, and a start on the same folder after
 * each. What the SMTP server received is the truth that everything is held against.
 * KILLS and KILL_SEED choose another number and other moments.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createEngine } from '../../src/main/engine/engine.ts'
import { systemRandom } from '../../src/main/host/random.ts'
import type { SendRow } from '../../src/shared/schemas/campaigns.ts'
import { fill } from '../bench/lib/workspace.ts'
import { alterCampaign, enrollEverybody } from '../builders/index.ts'
import { systemClock, until } from '../fakes/mail.ts'
import { fakePorts, seededRandom } from '../fakes/ports.ts'
import { type FakeSmtp, startSmtp } from '../fakes/smtp.ts'
import { begin, bundle, type Life } from './life.ts'

const messages = 1_000
const mailboxes = 4
const kills = Number(process.env.KILLS ?? 100)
const seed = Number(process.env.KILL_SEED ?? 20261121)
const random = seededRandom(seed)
const upTo = (limit: number) => random.next() * limit
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

let folder: string
/** The child, made into one file. */
let bundled: string
let program: string
let smtp: FakeSmtp
/** In the order in which the server had them whole, whether or not its 250 was ever read. */
let received: { recipient: string; messageId: string }[]
let onMail: () => void
const lives: Life[] = []

function live(http = false): Life {
  const life = begin(program, folder, http)
  lives.push(life)
  return life
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kill9-'))
  bundled = mkdtempSync(join(tmpdir(), 'kill9-child-'))
  program = await bundle(bundled)
  received = []
  onMail = () => {}
  smtp = await startSmtp({
    async onMessage(mail) {
      received.push({ recipient: mail.envelope.to.join(), messageId: mail.messageId })
      onMail()
      // The race: the message is here, and the engine does not know it yet.
      await sleep(upTo(5))
      return null
    },
  })
})

afterEach(async () => {
  await Promise.all(lives.map((life) => (life.alive() ? life.kill() : undefined)))
  await smtp.stop()
  for (const path of [folder, bundled]) rmSync(path, { recursive: true, force: true })
})

/** A running campaign of one step, written by an engine that never sends. */
async function setUp(): Promise<void> {
  const engine = createEngine(folder, { ...fakePorts(systemClock), random: systemRandom }, { zone: 'UTC' })
  await fill(engine, { mailboxes, campaigns: 1, people: messages, smtpPort: smtp.port, saveSentCopy: false })
  engine.context.commit('test.enroll', (tx) => {
    enrollEverybody(tx, 1)
    alterCampaign(tx, 'all', { status: 'active', activatedAt: tx.at })
  })
  await engine.stop()
}

/** How long a life takes to begin, in milliseconds. */
async function timeStart(): Promise<number> {
  const elsewhere = mkdtempSync(join(tmpdir(), 'kill9-start-'))
  try {
    const begun = performance.now()
    const life = begin(program, elsewhere)
    lives.push(life)
    await life.running
    const startMs = performance.now() - begun
    await life.stop()
    return startMs
  } finally {
    rmSync(elsewhere, { recursive: true, force: true })
  }
}

/** One life, killed: a fifth of them while they begin, the others a moment after some message has arrived. */
async function liveAndDie(left: number, startMs: number): Promise<'starting' | 'sending'> {
  // A message that was in flight at a kill is never tried again: what is left is less than what has not arrived.
  const open = messages - decided()
  const life = live()
  if (open === 0 || random.next() < 0.2) {
    await sleep(upTo(startMs))
    await life.kill()
    return 'starting'
  }
  // What is still to be sent has to last for the kills that are still to come.
  const share = open / left
  const target = received.length + 1 + Math.floor(upTo(Math.min(0.8 * share, open - 1)))
  await new Promise<void>((resolve, reject) => {
    onMail = () => {
      if (received.length >= target) resolve()
    }
    setTimeout(() => reject(new Error(`seed ${seed}: nothing was sent for 60 s, with ${received.length} received`)), 60_000).unref()
  })
  onMail = () => {}
  await sleep(upTo(0.6 * share))
  await life.kill()
  return 'sending'
}

/** Messages that have left the queue: sent, or in flight at a kill. */
function decided(): number {
  const { statuses } = facts()
  return (statuses.sent ?? 0) + (statuses.sending ?? 0) + (statuses.unconfirmed ?? 0)
}

function expectNothingTwice(): void {
  expect(new Set(received.map(({ recipient }) => recipient)).size, `seed ${seed}: nobody got it twice`).toBe(received.length)
  expect(new Set(received.map(({ messageId }) => messageId)).size, `seed ${seed}: no Message-ID came twice`).toBe(received.length)
}

function facts(): { statuses: Record<string, number>; credits: number; used: number } {
  const db = new Sqlite(join(folder, 'workspace.db'), { readonly: true })
  try {
    const rows = db.prepare('select status, count(*) as n from sends group by status').all() as { status: string; n: number }[]
    const one = (sql: string) => Number(db.prepare(sql).pluck().get())
    return {
      statuses: Object.fromEntries(rows.map(({ status, n }) => [status, n])),
      credits: one('select coalesce(sum(credits), 0) from ledger'),
      used: one('select coalesce(sum(used), 0) from credit_days'),
    }
  } finally {
    db.close()
  }
}

/** The API of a life, as any client has it. */
async function client(life: Life) {
  const { url, token } = await life.running
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(`${url}/api${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    expect(response.status, `${method} ${path}`).toBe(200)
    return response.json()
  }
  return {
    async sends(status: string): Promise<SendRow[]> {
      const rows: SendRow[] = []
      for (let cursor = ''; ; ) {
        const page = (await call('GET', `/sends?status=${status}&limit=500${cursor}`)) as { items: SendRow[]; nextCursor: string | null }
        rows.push(...page.items)
        if (page.nextCursor === null) return rows
        cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
      }
    },
    resolve: async (id: number, outcome: 'sent' | 'not_sent') => (await call('POST', `/sends/${id}/resolve`, { outcome })) as SendRow,
    stats: async () =>
      (await call('GET', '/campaigns/1/stats')) as { scheduled: number; sending: number; sent: number; unconfirmed: number },
  }
}

it(`leaves nothing sent twice and nothing lost after ${kills} kills`, async () => {
  await setUp()
  const startMs = await timeStart()

  const moments = { starting: 0, sending: 0 }
  for (let left = kills; left > 0; left--) {
    moments[await liveAndDie(left, startMs)]++
    expectNothingTwice()
  }
  expect(received.length, `seed ${seed}: every kill came while messages were still to be sent`).toBeLessThan(messages)

  const last = live(true)
  const api = await client(last)
  await until(async () => {
    const { scheduled, sending } = await api.stats()
    return scheduled + sending === 0
  }, 60_000)
  expectNothingTwice()

  const unconfirmed = await api.sends('unconfirmed')
  const sent = await api.sends('sent')
  expect(sent.length + unconfirmed.length, `seed ${seed}: nothing is lost`).toBe(messages)
  const arrived = new Set(received.map(({ messageId }) => messageId))
  expect(
    sent.filter(({ messageId }) => !arrived.has(messageId ?? '')),
    `seed ${seed}: what counts as sent has arrived`,
  ).toEqual([])
  expect(new Set(unconfirmed.map(({ waiting }) => waiting?.reason)), 'each says that a person decides').toEqual(new Set(['unconfirmed']))

  // Both ways to decide, by what really happened.
  const there = unconfirmed.filter(({ messageId }) => arrived.has(messageId ?? ''))
  const notThere = unconfirmed.filter(({ messageId }) => !arrived.has(messageId ?? ''))
  expect(there.length, `seed ${seed}: kills hit both sides of the answer`).toBeGreaterThan(0)
  for (const { id } of there) expect((await api.resolve(id, 'sent')).status).toBe('sent')
  const before = received.length
  for (const { id } of notThere) await api.resolve(id, 'not_sent')
  await until(async () => (await api.stats()).sent === messages, 60_000)
  expect(received.length - before, 'each that was not sent is sent once').toBe(notThere.length)
  expectNothingTwice()
  expect(received.length, `seed ${seed}: everybody got it`).toBe(messages)
  expect(await api.sends('unconfirmed')).toEqual([])
  await last.stop()

  expect(facts(), `seed ${seed}: the ledger is what was sent`).toEqual({ statuses: { sent: messages }, credits: messages, used: messages })
  process.stdout.write(
    `${kills} kills, a start takes ${Math.round(startMs)} ms (${moments.starting} while starting, ${moments.sending} while sending): ` +
      `${sent.length} sent, ${unconfirmed.length} unconfirmed, of which ${there.length} had arrived; seed ${seed}\n`,
  )
}, 300_000)
