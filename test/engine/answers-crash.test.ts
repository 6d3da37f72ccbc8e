import { describe, expect, it } from 'vitest'
import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { confirmNotSent, confirmSent } from '../../src/main/engine/lifecycle/send/machine.ts'
import { alterMailbox } from '../builders/index.ts'
import { activate, api, count, minuteMs, mondayTen, openWorld, reopen, replyTo, rows, runUntil, setUp, type World } from './harness.ts'

/**
 * Three answers by hand, one that leaves, one that a server puts off first, and one that is taken back, and then their
 * next mail: the engine is killed before and after every commit of theirs in turn, and has to end with the same facts.
 */
class Crash extends Error {}

interface Point {
  commit: number
  side: 'before' | 'after'
}

function crashAt(point: Point | null) {
  const state = { armed: false, died: null as string | null, seen: [] as string[] }
  const maybe = (side: Point['side'], name: string) => {
    if (state.died !== null) throw new Crash('dead')
    if (!state.armed) return
    if (side === 'before') state.seen.push(name)
    if (point && state.seen.length - 1 === point.commit && side === point.side) {
      state.died = `${side} ${name}`
      throw new Crash(state.died)
    }
  }
  const hooks: CommitHooks = { before: (name) => maybe('before', name), after: (name) => maybe('after', name) }
  return { state, hooks }
}

async function scenario(point: Point | null): Promise<{ world: World; seen: string[]; died: string | null }> {
  const { state, hooks } = crashAt(point)
  const world = openWorld({ hooks })
  world.ports.log.error = () => {}
  const { campaignId } = await setUp(world, { people: 1 })
  alterMailbox(world.engine.context.db, 'all', { saveSentCopy: true })
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, mondayTen + minuteMs)
  const first = world.ports.mailer.delivered[0]
  if (!first) throw new Error('nothing was sent')
  replyTo(world, first)
  await runUntil(world, world.clock.now() + 10 * minuteMs)
  let tries = 0
  world.ports.mailer.answer = (mail) =>
    mail.text.startsWith('Second') && ++tries === 1
      ? { kind: 'refused', stage: 'rcpt', replyCode: 451, response: '451 4.7.1 Later' }
      : { kind: 'accepted', response: '250 ok' }

  let reopened = false
  const pass = (ms: number) => runUntil(world, world.clock.now() + ms, () => state.died !== null && !reopened)
  /** Does it, and again by the next engine where this one died of it. A person sees whether the first time counted. */
  const survive = async (work: () => Promise<unknown>, isDone: () => boolean = () => false) => {
    try {
      await work()
    } catch (error) {
      if (!isCrash(error) || reopened) throw error
    }
    if (reopened || state.died === null) return
    reopened = true
    reopen(world)
    await world.engine.start()
    if (!isDone()) await work()
  }
  state.armed = true
  const written = (body: string) => () => count(world, 'select count(*) from drafts where body = ?', body) > 0
  await survive(() => api(world).inbox.answer({ id: 1, body: 'First' }), written('First'))
  await survive(() => api(world).inbox.answer({ id: 1, body: 'Taken back' }), written('Taken back'))
  const takenBack = () =>
    count(world, `select count(*) from drafts d join sends s on s.id = d.send_id where d.body = 'Taken back' and s.status = 'cancelled'`) >
    0
  const second = count(world, `select send_id from drafts where body = 'Taken back'`)
  await survive(() => api(world).inbox.takeBack({ id: 1, answerId: second }), takenBack)
  await survive(() => pass(minuteMs))
  await survive(() => api(world).inbox.answer({ id: 1, body: 'Second' }), written('Second'))
  await survive(() => pass(40 * minuteMs))
  decide(world)
  await survive(() => pass(40 * minuteMs))
  decide(world)
  const sent = world.ports.mailer.delivered.find(({ mail }) => mail.text.startsWith('First'))
  if (!sent) throw new Error('the first answer did not leave')
  await survive(
    async () => replyTo(world, sent, 'And one more thing.'),
    () => true,
  )
  await survive(() => pass(10 * minuteMs))
  decide(world)
  await runUntil(world, world.clock.now() + minuteMs)
  return { world, seen: state.seen, died: state.died }
}

function isCrash(error: unknown): boolean {
  return error instanceof Crash || (error as { cause?: unknown } | null)?.cause instanceof Crash
}

/** What the operator does: looks whether an open answer had left, and says so. */
function decide(world: World): void {
  for (const { id, message_id } of rows<{ id: number; message_id: string }>(
    world,
    `select id, message_id from sends where purpose = 'answer' and status = 'unconfirmed'`,
  )) {
    const left = world.ports.mailer.delivered.some(({ mail }) => mail.messageId === message_id)
    world.engine.context.commit('test.decide', (tx) =>
      left ? confirmSent(tx, { purpose: 'answer', id }, 'Found') : confirmNotSent(tx, { purpose: 'answer', id }),
    )
  }
}

function expectFacts(world: World, where: string): void {
  const words = world.ports.mailer.delivered.map(({ mail }) => mail.text.trim())
  expect(words.toSorted(), `${where}: each answer arrives once, none is lost`).toEqual(
    ['First', 'Second', 'Step 1 for Person0.\n\nReply "unsubscribe" to hear no more.'].toSorted(),
  )
  const statuses = rows<{ body: string; status: string }>(
    world,
    `select d.body, s.status from sends s join drafts d on d.send_id = s.id where s.purpose = 'answer' order by s.id`,
  ).map((row) => `${row.body} ${row.status}`)
  expect(statuses, where).toEqual(['First sent', 'Taken back cancelled', 'Second sent'])
  const kinds = rows<{ kind: string; n: number }>(world, 'select kind, count(*) as n from ledger group by kind order by kind')
  expect(kinds, `${where}: credits are facts`).toEqual([
    { kind: 'answer', n: 2 },
    { kind: 'message', n: 1 },
    { kind: 'reply', n: 2 },
  ])
  expect(count(world, 'select sum(used) from credit_days'), where).toBe(5)
  expect(count(world, `select count(*) from threads where unread = 1 and state = 'open'`), where).toBe(1)
  const filed = world.ports.reader.sent(1).filter((source) => source.includes('First'))
  expect(filed.length, `${where}: at most one copy`).toBeLessThanOrEqual(1)
}

describe('a crash before and after every commit around answers by hand', () => {
  it('sends nothing twice, loses nothing and charges what happened', async () => {
    const whole = await scenario(null)
    expectFacts(whole.world, 'without a crash')
    await whole.world.close()
    for (const name of ['answer.write', 'answer.take-back', 'answer.claim', 'answer.settle', 'sync.message'])
      expect(whole.seen).toContain(name)
    const last = whole.seen.indexOf('sync.message')
    expect(last).toBeGreaterThan(0)
    for (let commit = 0; commit <= last; commit++) {
      if (!/^(answer|save-sent|confirm|sync\.message)/.test(whole.seen[commit] ?? '')) continue
      for (const side of ['before', 'after'] as const) {
        const { world, died } = await scenario({ commit, side })
        expectFacts(world, `crash ${died} (${commit})`)
        await world.close()
      }
    }
  }, 120_000)
})
