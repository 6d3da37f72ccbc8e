import { describe, expect, it } from 'vitest'
import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { confirmNotSent, confirmSent } from '../../src/main/engine/lifecycle/send/machine.ts'
import { activate, count, dayMs, hourMs, mondayTen, openWorld, reopen, replyTo, rows, runUntil, setUp, type World } from './harness.ts'

/**
 * A small campaign that meets an answer, a message whose line breaks, and a bounce: the engine is killed before and
 * after every single commit of its life in turn, is started again each time, and has to end in the same state of facts.
 */
class Crash extends Error {}

interface CrashPoint {
  /** Counted from the activation. */
  commit: number
  side: 'before' | 'after'
}

/** Throws at one commit; from then on the process is dead and nothing commits any more. */
function crashAt(point: CrashPoint | null): { hooks: CommitHooks; armed: { on: boolean }; seen: string[]; died: { at: string | null } } {
  const armed = { on: false }
  const died: { at: string | null } = { at: null }
  const seen: string[] = []
  const maybe = (side: CrashPoint['side'], name: string) => {
    if (died.at !== null) throw new Crash('dead')
    if (!armed.on) return
    if (side === 'before') seen.push(name)
    if (point && seen.length - 1 === point.commit && side === point.side) {
      died.at = `${side} ${name}`
      throw new Crash(died.at)
    }
  }
  return { hooks: { before: (name) => maybe('before', name), after: (name) => maybe('after', name) }, armed, seen, died }
}

async function scenario(point: CrashPoint | null): Promise<{ commits: string[]; world: World; diedAt: string | null }> {
  const crash = crashAt(point)
  const world = openWorld({ hooks: crash.hooks })
  world.ports.log.error = () => {}
  const { campaignId } = await setUp(world, { people: 4, steps: [{}, { delayHours: 3 }], gapSeconds: 30 })
  activate(world, campaignId)
  world.ports.mailer.answer = (mail) =>
    mail.to.address.startsWith('person3')
      ? { kind: 'refused', stage: 'rcpt', replyCode: 550, response: '550 5.1.1 No such user' }
      : { kind: 'accepted', response: '250 ok' }
  crash.armed.on = true
  let reopened = false
  const run = async (until: number) => {
    await survive(() => runUntil(world, until, () => crash.died.at !== null && !reopened))
    if (crash.died.at === null || reopened) return
    reopened = true
    reopen(world)
    await world.engine.start()
    await runUntil(world, until)
    decideUnconfirmed(world)
    await runUntil(world, until)
  }
  await run(mondayTen + hourMs)
  const first = world.ports.mailer.delivered.find(({ mail }) => mail.to.address.startsWith('person1'))
  if (!first) throw new Error('person1 got nothing in the first hour')
  await survive(() => replyTo(world, first))
  await run(mondayTen + 2 * dayMs)
  return { commits: crash.seen, world, diedAt: crash.died.at }
}

/** What the operator does: looks whether the message in flight at the crash had left, and says so. */
function decideUnconfirmed(world: World): void {
  const open = rows<{ id: number; message_id: string }>(world, `select id, message_id from sends where status = 'unconfirmed'`)
  expect(open.length).toBeLessThanOrEqual(1)
  for (const { id, message_id } of open) {
    const left = world.ports.mailer.delivered.some(({ mail }) => mail.messageId === message_id)
    world.engine.context.commit('test.decide', (tx) =>
      left ? confirmSent(tx, { purpose: 'step', id }, 'You found it in Sent') : confirmNotSent(tx, { purpose: 'step', id }),
    )
  }
}

/** A crash ends whatever was running; everything else is a bug. */
async function survive(work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Crash)) throw error
  }
}

async function expectFacts(world: World, where: string): Promise<void> {
  const delivered = world.ports.mailer.delivered.map(({ mail }) => `${mail.to.address} ${mail.text.split('\n')[0]}`)
  expect(new Set(delivered).size, `${where}: nobody gets a message twice`).toBe(delivered.length)
  expect(delivered.filter((line) => line.startsWith('person1')).length, `${where}: nothing follows an answer`).toBe(1)
  expect(
    count(world, `select count(*) from sends where status in ('sending', 'scheduled', 'unconfirmed')`),
    `${where}: nothing is left over`,
  ).toBe(0)
  const sent = count(world, `select count(*) from sends where status = 'sent'`)
  expect(sent, `${where}: nobody is lost`).toBe(5)
  expect(delivered.length, `${where}: what was sent is what arrived`).toBe(5)
  const replies = count(world, `select count(*) from incoming where class = 'reply'`)
  expect(replies, `${where}: the answer is recorded once`).toBe(1)
  expect(count(world, 'select coalesce(sum(credits), 0) from ledger'), `${where}: credits are facts`).toBe(6)
  expect(count(world, 'select coalesce(sum(used), 0) from credit_days'), `${where}: the daily sum is the ledger's`).toBe(6)
}

describe('a crash before and after every commit', () => {
  it('sends nothing twice, loses nothing and charges what happened', async () => {
    const whole = await scenario(null)
    await expectFacts(whole.world, 'without a crash')
    await whole.world.close()
    const names = new Set(whole.commits)
    for (const name of ['send.claim', 'send.settle', 'sync.message', 'sync.done', 'enroll.plan']) expect(names).toContain(name)

    for (let commit = 0; commit < whole.commits.length; commit++) {
      for (const side of ['before', 'after'] as const) {
        const { world, diedAt } = await scenario({ commit, side })
        await expectFacts(world, `crash ${diedAt} (${commit})`)
        await world.close()
      }
    }
  }, 300_000)
})
