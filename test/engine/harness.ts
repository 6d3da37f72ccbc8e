import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { createEngine, type Engine } from '../../src/main/engine/engine.ts'
import type { Ports } from '../../src/main/engine/ports/ports.ts'
import {
  addCampaign,
  addCampaignMailboxes,
  addContact,
  addEnrollment,
  addStep,
  alterCampaign,
  addMailbox as insertMailbox,
} from '../builders/index.ts'
import { guardStates } from '../builders/state-guard.ts'
import { FakeClock } from '../fakes/clock.ts'
import { type FakePorts, fakePorts } from '../fakes/ports.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** Monday, 10:00 in Berlin. */
export const mondayTen = Date.parse('2026-11-23T09:00:00Z')

export interface World {
  folder: string
  clock: FakeClock
  ports: FakePorts
  engine: Engine
  /** The last count of commits, for tests that crash at one of them. */
  close(): Promise<void>
}

/**
 * An engine on a real database in a temporary folder, with fakes at its edges. Berlin; not started. Its commits wait for no
 * disk: what a test ends is a process, never the power, and a process that ends leaves every commit behind.
 */
export function openWorld(options: { hooks?: CommitHooks; seed?: number; at?: number } = {}): World {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-'))
  const clock = new FakeClock(options.at ?? mondayTen)
  const ports = fakePorts(clock, options.seed)
  const engine = createEngine(folder, ports, { zone: 'Europe/Berlin', hooks: options.hooks, durable: false })
  guardStates(engine.context.db.sqlite)
  const world: World = {
    folder,
    clock,
    ports,
    engine,
    async close() {
      await world.engine.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}

/** What `kill -9` leaves: no clean stop, the same folder, the same outside world, a new engine. */
export function reopen(world: World, options: { hooks?: CommitHooks } = {}): void {
  const { sqlite } = world.engine.context.db
  if (sqlite.open) sqlite.close()
  world.engine.owner.release()
  world.engine = createEngine(world.folder, world.ports as Ports, { zone: 'Europe/Berlin', ...options, durable: false })
  guardStates(world.engine.context.db.sqlite)
}

/**
 * Jumps from due time to due time until `until`, running all that is due. Nothing sleeps. Ends early once `died`. A jump is a sleep and a
 * wake-up for the engine, which then reads replies first; reading that has nothing else to wait for is done hourly.
 */
export async function runUntil(world: World, until: number, died: () => boolean = () => false): Promise<void> {
  for (let turns = 0; ; turns++) {
    if (turns > 5_000) throw new Error('the engine does not come to rest')
    await world.engine.drain()
    if (died()) return
    const due = world.engine.nextDue('sync') ?? world.clock.now() + hourMs
    if (due > until) break
    world.clock.jump(Math.max(due, world.clock.now() + 1))
  }
  world.clock.jump(Math.max(until, world.clock.now()))
  await world.engine.drain()
}

/** The API as clients see it, called directly. */
export function api(world: World) {
  return createRouterClient(world.engine.router, { context: () => world.engine.context })
}

export interface CampaignSetup {
  people?: number
  steps?: { subject?: string; body?: string; delayDays?: number; delayHours?: number }[]
  mailboxes?: number
  gapSeconds?: number
  dailyCap?: number
  days?: number[]
  start?: string
  end?: string
  stopByCompany?: boolean
}

/** A campaign with mailboxes, steps and people, through builders alone: tests of the engine depend on no handler. */
export async function setUp(
  world: World,
  setup: CampaignSetup = {},
): Promise<{ campaignId: number; mailboxIds: number[]; contactIds: number[] }> {
  const { context } = world.engine
  const mailboxIds: number[] = []
  for (let i = 0; i < (setup.mailboxes ?? 1); i++) mailboxIds.push(await addMailbox(world, setup))
  return context.commit('test.setup', (tx) => {
    const campaignId = addCampaign(tx, {
      days: setup.days,
      startTime: setup.start,
      endTime: setup.end,
      stopByCompany: setup.stopByCompany,
    })
    addCampaignMailboxes(tx, campaignId, mailboxIds)
    for (const step of setup.steps ?? [{}]) addStep(tx, { campaignId, ...step })
    const contactIds = Array.from({ length: setup.people ?? 3 }, (_, i) => {
      const names = { firstName: `Person${i}`, lastName: 'Doe', fullName: `Person${i} Doe`, companyName: 'Company' }
      const contactId = addContact(tx, { email: `person${i}@company${i}.example`, ...names })
      addEnrollment(tx, { campaignId, contactId, addressHash: `hash-${i}` })
      return contactId
    })
    return { campaignId, mailboxIds, contactIds }
  })
}

async function addMailbox(world: World, setup: CampaignSetup): Promise<number> {
  const { dailyCap, gapSeconds } = setup
  const id = world.engine.context.commit('test.mailbox', (tx) =>
    insertMailbox(tx, { senderName: 'Sam Sender', saveSentCopy: false, dailyCap, gapSeconds }),
  )
  await world.ports.secrets.set(`mailbox/${id}/smtp`, JSON.stringify({ kind: 'password', password: 'hunter2' }))
  await world.ports.secrets.set(`mailbox/${id}/imap`, JSON.stringify({ kind: 'password', password: 'hunter2' }))
  return id
}

export function activate(world: World, campaignId: number): void {
  world.engine.context.commit('test.activate', (tx) => {
    alterCampaign(tx, campaignId, { status: 'active', activatedAt: tx.at })
  })
}

export function rows<T = Record<string, unknown>>(world: World, sql: string, ...values: unknown[]): T[] {
  return world.engine.context.db.sqlite.prepare(sql).all(...values) as T[]
}

export function count(world: World, sql: string, ...values: unknown[]): number {
  return Number(
    world.engine.context.db.sqlite
      .prepare(sql)
      .pluck()
      .get(...values),
  )
}

/** An answer to a message that was delivered. */
export function replyTo(
  world: World,
  delivered: { mailboxId: number; mail: { messageId: string; to: { address: string }; from: { address: string }; subject: string } },
  text = 'Yes, tell me more.',
): void {
  world.ports.reader.deliver(
    delivered.mailboxId,
    [
      `From: ${delivered.mail.to.address}`,
      `To: ${delivered.mail.from.address}`,
      `Subject: Re: ${delivered.mail.subject}`,
      `Message-ID: <reply-${Math.random().toString(36).slice(2)}@elsewhere.example>`,
      `In-Reply-To: ${delivered.mail.messageId}`,
      `References: ${delivered.mail.messageId}`,
      'Date: Mon, 23 Nov 2026 10:00:00 +0100',
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      '',
    ].join('\r\n'),
  )
}
