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
