import { afterEach, describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../src/main/engine/rules/sending/send-outcome.ts'
import { activate, hourMs, minuteMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

const gapMs = 2 * minuteMs
const ok: SendOutcome = { kind: 'accepted', response: '250 ok' }
const busy = (text: string, replyCode = 421): SendOutcome => ({ kind: 'refused', stage: 'rcpt', replyCode, response: text })
const broken = (errorCode: string): SendOutcome => ({ kind: 'broken', stage: 'rcpt', error: 'no answer', errorCode })

let world: World
afterEach(() => world.close())

interface Trouble {
  outcome: SendOutcome
  /** How long the server keeps the line before. */
  hangsMs?: number
}

/** Thirty people, one mailbox; to some of them nothing gets through for an hour. When each of them got their message. */
async function run(bad: readonly number[], trouble: Trouble): Promise<Map<string, number>> {
  world = openWorld()
  world.ports.random.next = () => 0
  const { campaignId } = await setUp(world, { people: 30, gapSeconds: gapMs / 1000 })
  const isBad = (address: string) => bad.some((one) => address === `person${one}@company${one}.example`)
  world.ports.mailer.during = ({ to }) => {
    if (isBad(to.address) && trouble.hangsMs && world.clock.now() < mondayTen + hourMs)
      world.clock.jump(world.clock.now() + trouble.hangsMs)
  }
  world.ports.mailer.answer = ({ to }) => (isBad(to.address) && world.clock.now() < mondayTen + hourMs ? trouble.outcome : ok)
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, mondayTen + 6 * hourMs)
  return new Map(world.ports.mailer.delivered.map(({ mail, at }) => [mail.to.address, at]))
}

const troubles: [string, Trouble][] = [
  ['says 421', { outcome: busy('4.7.0 Try again later, closing connection') }],
  ['says 451', { outcome: busy('4.7.1 Greylisted', 451) }],
  ['ends the line', { outcome: broken('ECONNRESET') }],
  ['hangs', { outcome: broken('ETIMEDOUT'), hangsMs: 2 * minuteMs }],
]

describe('one recipient among thirty, to whom nothing gets through for an hour', () => {
  it.each(troubles)('the server %s: nobody else waits longer than one gap, and they get theirs in the end', async (_name, trouble) => {
    const usual = await run([], trouble)
    await world.close()
    const times = await run([7], trouble)
    expect(times.size).toBe(30)
    const [bad] = [...times.keys()].filter((address) => address.startsWith('person7@'))
    for (const [address, at] of times) {
      if (address !== bad) expect(at - (usual.get(address) ?? 0), address).toBeLessThanOrEqual(gapMs)
    }
    expect(times.get(bad ?? '')).toBeGreaterThanOrEqual(mondayTen + hourMs)
    expect(rows(world, 'select status, failures_in_row from mailboxes')).toEqual([{ status: 'active', failures_in_row: 0 }])
  })

  it.each(troubles)('the server %s, and nobody else is left: their mailbox goes on', async (_name, trouble) => {
    const times = await run([27, 29], trouble)
    expect(times.size).toBe(30)
    expect(rows(world, 'select status from mailboxes')).toEqual([{ status: 'active' }])
  })

  it('a server that ends every line is given rest, and its mailbox waits for a person', async () => {
    const times = await run([...Array(30).keys()], { outcome: broken('ECONNRESET') })
    expect(times.size).toBe(0)
    expect(rows(world, 'select status from mailboxes')).toEqual([{ status: 'paused' }])
    expect(world.ports.mailer.attempts.length).toBe(5)
  })
})

/** A server that lets nothing through any more, and what each of its answers may cost before somebody is asked. */
const broken4ever: [string, SendOutcome][] = [
  ['refuses everybody', { kind: 'refused', stage: 'rcpt', replyCode: 554, response: '5.7.1 Relay access denied' }],
  ['rejects every address', { kind: 'refused', stage: 'rcpt', replyCode: 550, response: 'Recipient address rejected: Access denied' }],
  ['loses every message', { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' }],
  ['ends every line', { kind: 'broken', stage: 'rcpt', error: 'gone', errorCode: 'ECONNRESET' }],
  ['puts everybody off', { kind: 'refused', stage: 'rcpt', replyCode: 451, response: '4.7.1 Try later' }],
]

describe('a mailbox that is broken', () => {
  const always = { gapSeconds: 5, days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00' }
  const lost = () =>
    Number(rows<{ n: number }>(world, `select count(*) as n from sends where status in ('failed', 'unconfirmed')`)[0]?.n ?? Number.NaN)

  it.each(broken4ever)('%s: no more than five are lost, also of those who were put off before', async (_name, answer) => {
    world = openWorld()
    world.ports.random.next = () => 0
    const { campaignId } = await setUp(world, { people: 40, ...always })
    const breaksAt = mondayTen + 4 * minuteMs + 30_000
    let odd = false
    world.ports.mailer.answer = () => {
      if (world.clock.now() >= breaksAt) return answer
      odd = !odd
      return odd ? ok : busy('4.7.1 Greylisted', 451)
    }
    await world.engine.start()
    activate(world, campaignId)
    await runUntil(world, mondayTen + 48 * hourMs)
    expect(rows(world, `select 1 from sends where status = 'sent'`).length).toBe(20)
    expect(lost()).toBeLessThanOrEqual(5)
    expect(rows(world, 'select 1 from suppressions').length).toBeLessThanOrEqual(5)
    expect(rows(world, `select 1 from sends where status = 'scheduled'`).length).toBe(20 - lost())
    expect(rows(world, 'select status from mailboxes')).toEqual([{ status: 'paused' }])
  })

  it.each(broken4ever.slice(3))('%s: of a few people nobody is lost', async (_name, answer) => {
    world = openWorld()
    world.ports.random.next = () => 0
    const { campaignId } = await setUp(world, { people: 4, ...always })
    world.ports.mailer.answer = () => answer
    await world.engine.start()
    activate(world, campaignId)
    await runUntil(world, mondayTen + 48 * hourMs)
    expect(rows(world, 'select status from sends')).toEqual(Array(4).fill({ status: 'scheduled' }))
    expect(rows(world, 'select status from enrollments')).toEqual(Array(4).fill({ status: 'active' }))
    expect(rows(world, 'select status, reason from mailboxes')).toEqual([
      { status: 'paused', reason: expect.stringMatching(/^No message gets through\. The last time: /) },
    ])
  })

  it('is not blamed for one address that puts it off for days while others get theirs', async () => {
    world = openWorld()
    world.ports.random.next = () => 0
    const { campaignId } = await setUp(world, { people: 3, ...always })
    world.ports.mailer.answer = ({ to }) => (to.address.startsWith('person1@') ? busy('4.2.2 Mailbox full', 452) : ok)
    await world.engine.start()
    activate(world, campaignId)
    await runUntil(world, mondayTen + 48 * hourMs)
    expect(rows(world, 'select status from sends order by id')).toEqual([{ status: 'sent' }, { status: 'failed' }, { status: 'sent' }])
    expect(rows(world, 'select status from mailboxes')).toEqual([{ status: 'active' }])
  })

  it('rests where the line breaks at a second person, and not where something else went wrong before', async () => {
    world = openWorld()
    world.ports.random.next = () => 0
    const { campaignId } = await setUp(world, { people: 3, ...always })
    const answers = [busy('5.1.1 No such user', 550), broken('ECONNRESET'), broken('ECONNRESET')]
    world.ports.mailer.answer = () => answers.shift() ?? ok
    await world.engine.start()
    activate(world, campaignId)
    await runUntil(world, mondayTen + 4_000)
    const rests = () => rows<{ reason: string }>(world, 'select reason from mailboxes')[0]?.reason !== ''
    await runUntil(world, mondayTen + 9_000)
    expect([world.ports.mailer.attempts.length, rests()]).toEqual([2, false])
    await runUntil(world, mondayTen + 14_000)
    expect([world.ports.mailer.attempts.length, rests()]).toEqual([3, true])
  })
})
