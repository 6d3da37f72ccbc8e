/**
 * What a claim costs when a million messages are planned, against ten thousand: finding the due work, and taking one
 * message of it in its commit. The SMTP conversation is left out. And what the screens ask for at a million.
 */
import { createRouterClient } from '@orpc/server'
import type { Engine } from '../../src/main/engine/engine.ts'
import { createSendStage } from '../../src/main/engine/pipeline/deliver/steps.ts'
import type { MailAccount, Mailer } from '../../src/main/engine/ports/mail.ts'

import { alterCampaign, alterMailbox, enrollEverywhere, planEverybody } from '../builders/index.ts'
import { FakeClock } from '../fakes/clock.ts'
import { fakeAccount } from '../fakes/mail.ts'
import { fakePorts } from '../fakes/ports.ts'
import { type BenchOptions, type BenchResult, runAlone, say } from './lib/command.ts'
import { quantile, round } from './lib/figures.ts'
import { type BenchWorkspace, fill, openWorkspace } from './lib/workspace.ts'

const campaigns = 20
const mailboxes = 20
/** The same work is due in both; only what lies around it differs. */
const due = 2_000
const claims = 600
const now = Date.parse('2026-11-23T09:00:00Z')
const dayMs = 86_400_000

export default async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const few = await planned(10_000, options)
  const many = await planned(1_000_000, options)
  try {
    const asShipped = await compare(few, many)
    say(options, `a claim: ${round(asShipped.few)} ms among 10,000, ${round(asShipped.many)} ms among 1,000,000`)
    // The wait for the disk is the same for both and hides what grows: once more without it.
    for (const { workspace } of [few, many]) workspace.engine.context.db.sqlite.pragma('synchronous = OFF')
    const withoutDisk = await compare(few, many)
    const screens = await timeScreens(many.workspace.engine)
    return {
      bench: 'tick',
      scheduled: 1_000_000,
      claims,
      claimMs: round(asShipped.many),
      floorClaimMs: round(asShipped.few),
      ratio: round(asShipped.many / asShipped.few),
      aim: '<= 1.5',
      ratioWithoutDisk: round(withoutDisk.many / withoutDisk.few),
      withoutDisk: { claimMs: round(withoutDisk.many), floorClaimMs: round(withoutDisk.few) },
      look: { ms: round(asShipped.manyLook), floorMs: round(asShipped.fewLook), ratio: round(asShipped.manyLook / asShipped.fewLook) },
      screensAtAMillionMs: screens,
    }
  } finally {
    await few.workspace.close()
    await many.workspace.close()
  }
}

interface Planned {
  workspace: BenchWorkspace
  /** Finds what is due and takes one message of it; in milliseconds, without what happens after the claim. */
  claimOne(): Promise<{ lookMs: number; claimMs: number }>
}

async function planned(messages: number, options: BenchOptions): Promise<Planned> {
  const clock = new FakeClock(now)
  let claimedAt = 0
  const ports = fakePorts(clock)
  const mailer: Mailer = {
    ...ports.mailer,
    compile: () => Promise.reject(new Error('not here')),
    verify: () => Promise.reject(new Error('not here')),
    close: async () => {},
    async send() {
      claimedAt = performance.now()
      return { kind: 'accepted', response: '250 ok' }
    },
  }
  const workspace = openWorkspace({ ...ports, mailer })
  const { engine } = workspace
  const startedAt = performance.now()
  await fill(engine, { mailboxes, campaigns, people: messages / campaigns, smtpPort: 1, saveSentCopy: false })
  plan(engine)
  say(options, `${messages.toLocaleString('en')} messages planned in ${Math.round((performance.now() - startedAt) / 1000)} s`)
  const stage = createSendStage(engine.context, { loadAccount: async (mailboxId): Promise<MailAccount> => fakeAccount({ mailboxId }) })
  let turn = 0
  return {
    workspace,
    async claimOne() {
      const from = performance.now()
      const found = stage.claim(now, new Set())
      stage.nextDue(now)
      const lookMs = performance.now() - from
      const claim = found[turn++ % found.length]
      if (!claim) throw new Error('nothing is due')
      const before = claimedAt
      await claim.run()
      if (claimedAt === before) throw new Error('nothing was claimed')
      return { lookMs, claimMs: claimedAt - from }
    },
  }
}

/**
 * Everybody of each campaign with one planned message: the first ones due within the last hour, one in a hundred held,
 * all others over the next thirty days, in no order.
 */
function plan({ context }: Engine): void {
  context.commit('bench.plan', (tx) => {
    enrollEverywhere(tx, mailboxes)
    planEverybody(tx, { due, withinMs: 30 * dayMs })
    alterCampaign(tx, 'all', { status: 'active', activatedAt: now })
    alterMailbox(tx, 'all', { lastSyncedAt: now })
  })
}

/** Medians, taken in turns so that whatever else the machine does falls on both. */
async function compare(few: Planned, many: Planned): Promise<{ few: number; many: number; fewLook: number; manyLook: number }> {
  const times = { few: [] as number[], many: [] as number[], fewLook: [] as number[], manyLook: [] as number[] }
  for (let i = 0; i < claims + 50; i++) {
    const a = await few.claimOne()
    const b = await many.claimOne()
    // The first ones find cold caches.
    if (i < 50) continue
    times.few.push(a.claimMs)
    times.fewLook.push(a.lookMs)
    times.many.push(b.claimMs)
    times.manyLook.push(b.lookMs)
  }
  return {
    few: quantile(times.few, 0.5),
    many: quantile(times.many, 0.5),
    fewLook: quantile(times.fewLook, 0.5),
    manyLook: quantile(times.manyLook, 0.5),
  }
}

/** What a screen waits for, in milliseconds: the median, and the longest of all. */
async function timeScreens({ router, context }: Engine): Promise<Record<string, { p50: number; max: number }>> {
  const client = createRouterClient(router, { context: () => context })
  const screens: Record<string, () => Promise<unknown>> = {
    'engine.status': () => client.engine.status(),
    'credits.get': () => client.credits.get(),
    'today.get': () => client.today.get(),
    'today.needs': () => client.today.needs(),
    'plans.get': () => client.plans.get({ id: 1 }),
    'campaigns.list': () => client.campaigns.list({}),
    'campaigns.get': () => client.campaigns.get({ id: 1 }),
    'recipients.list': () => client.recipients.list({ id: 1 }),
    'sends.list': () => client.sends.list({ status: 'scheduled' }),
  }
  const result: Record<string, { p50: number; max: number }> = {}
  for (const [name, ask] of Object.entries(screens)) {
    const times: number[] = []
    for (let i = 0; i < 11; i++) {
      const from = performance.now()
      await ask()
      times.push(performance.now() - from)
    }
    result[name] = { p50: round(quantile(times, 0.5)), max: round(Math.max(...times)) }
  }
  return result
}

if (import.meta.main) await runAlone(run)
