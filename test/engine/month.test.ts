import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAccount } from '../../src/main/engine/accounts/mail-account.ts'
import { createImapReader } from '../../src/main/engine/adapters/mail/imap.ts'
import { createSmtpMailer } from '../../src/main/engine/adapters/mail/smtp.ts'
import { statement } from '../../src/main/engine/db/core/statement.ts'
import type { MailAccount, OutgoingMail } from '../../src/main/engine/ports/mail.ts'

import { alterMailbox, alterWorkspace } from '../builders/index.ts'
import { type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import { quietLog, systemClock } from '../fakes/mail.ts'
import { seededRandom } from '../fakes/ports.ts'
import { type FakeSmtp, startSmtp } from '../fakes/smtp.ts'
import { api, count, dayMs, hourMs, minuteMs, rows } from './harness.ts'
import { letters } from './letters.ts'
import { type Kill, Life, mortal, zone } from './month-life.ts'
import { openRecurring, recurring } from './recurring-world.ts'

/** Monday, 10:00 in Berlin. The clocks go back on 25 October. */
const start = Date.parse('2026-10-05T08:00:00Z')
/** The default plan, and a smaller one whose month is over sooner. */
const plan = 200
const smallPlan = 40
/** Seeds of the kills and of what people do. `MONTH_SEEDS=5-60` looks further, with the small plan. */
const months: { seed: number; limit: number }[] = process.env.MONTH_SEEDS
  ? seedsOf(process.env.MONTH_SEEDS).map((seed) => ({ seed, limit: smallPlan }))
  : [{ seed: 1, limit: plan }, ...[2, 7, 9].map((seed) => ({ seed, limit: smallPlan }))]

function seedsOf(text: string): number[] {
  const [from = 1, to = from] = text.split('-').map(Number)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

let dovecot: FakeDovecot
let smtp: FakeSmtp
beforeAll(async () => {
  dovecot = await startDovecot()
  smtp = await startSmtp({
    auth: { user: dovecot.user, password: dovecot.password },
    onMessage: async (mail) => {
      await dovecot.deliver(mail.raw)
      return null
    },
  })
})
afterAll(async () => {
  await smtp?.stop()
  await dovecot?.stop()
})

/** Two in the morning, when the day's buying is done, and one at any time of any day. */
function randomKills(seed: number, limit: number): Kill[] {
  const random = seededRandom(seed * 7919)
  const draw = (most: number) => Math.floor(random.next() * most)
  const side = () => (random.next() < 0.5 ? 'before' : 'after') as Kill['side']
  const morning = (from: number, days: number): Kill => ({
    at: start - 3 * hourMs + (from + draw(days)) * dayMs,
    commit: draw(40 + limit / 2),
    side: side(),
  })
  return [
    { ...morning(0, 1), at: start, commit: draw(20 + limit / 5) },
    morning(7, 14),
    { at: start + 21 * dayMs + draw(14 * 24 * 60) * minuteMs, commit: draw(30), side: side() },
  ]
}

const handleOf = (inputs: Record<string, string>) => decodeURIComponent(inputs['Profile URL']?.split('/').at(-1) ?? '')
const numberOf = (handle: string) => Number(/\d+$/.exec(handle)?.[0])

/** Three in four are known to Clay; some share an address, some have one at a domain that takes no mail. */
function clayKnows(inputs: Record<string, string>) {
  const n = numberOf(handleOf(inputs))
  if (n % 8 === 3 || n % 8 === 5) return { values: { Email: null } }
  if (n % 97 === 12) return { values: { Email: `person${n}@dead.example` } }
  if (n % 40 < 2) return { values: { Email: `Agency${n - (n % 2)}@agency.example` } }
  return { values: { Email: `person${n}@clay.example`, 'First Name': `Person${n}` } }
}

async function month(seed: number, limit: number) {
  const process = mortal()
  const world = await openRecurring({ at: start, seed, hooks: process.hooks, people: { creators: 6000 } })
  const { campaignId } = await recurring(world, {
    steps: [
      { subject: 'Hello', body: 'First.' },
      { body: 'Second.', delayDays: 3 },
    ],
    gapSeconds: 60,
  })
  const life = new Life(world, process, campaignId, seed)
  world.clay.world.answer = clayKnows
  world.dns.zone.set('dead.example', 'nxdomain')
  // After two weeks some have other names; their ids stay.
  world.club.world.today = (creator) => {
    const renamed = world.clock.now() > start + 14 * dayMs && numberOf(creator.username) % 60 === 7
    return renamed ? { ...creator, username: `new.${creator.username}` } : creator
  }
  await mailboxOfDovecot(world)
  world.ports.mailer.answer = (mail) =>
    numberOf(mail.to.address.split('@')[0] ?? '') % 90 === 17
      ? { kind: 'refused', stage: 'rcpt', replyCode: 550, response: '550 5.1.1 No such user' }
      : { kind: 'accepted', response: '250 ok' }
  const real = createSmtpMailer({ clock: systemClock, log: quietLog })
  const pretend = world.ports.mailer.send.bind(world.ports.mailer)
  world.ports.mailer.send = (account: MailAccount, mail: OutgoingMail) =>
    mail.to.address === dovecot.user ? real.send(account, mail) : pretend(account, mail)

  for (const kill of randomKills(seed, limit)) life.kill(kill)
  // Wednesday, 11 to 13; from Tuesday evening to Wednesday, 18.
  life.sleeps.push(
    { from: berlin('2026-10-07', 11), to: berlin('2026-10-07', 13) },
    { from: berlin('2026-10-13', 20), to: berlin('2026-10-14', 18) },
  )
  // For one afternoon the plan is a smaller one: what is used up is used up.
  const setLimit = (dailyCredits: number) => world.engine.context.commit('test.plan', (tx) => alterWorkspace(tx, { dailyCredits }))
  life.at(berlin('2026-10-20', 13), () => setLimit(Math.floor(limit * 0.45)))
  // Somebody answers when nothing is left of them, and somebody at night.
  const answer = () => {
    const last = world.ports.mailer.delivered.at(-1)
    if (last) world.ports.reader.deliver(last.mailboxId, letters.reply(last.mail))
  }
  life.at(berlin('2026-10-20', 16), answer)
  life.at(berlin('2026-10-20', 23), answer)
  life.at(berlin('2026-10-21', 8), () => setLimit(limit))

  setLimit(limit)
  await world.engine.start()
  await api(world).campaigns.activate({ id: campaignId })
  const status = () => statement(world.engine.context.db, `select status from sends where purpose = 'report'`).pluck().get()
  await life.live(start + 90 * dayMs, () => status() === 'sent')
  await real.close()
  return { world, life, campaignId }
}

function berlin(day: string, hour: number): number {
  const summer = day < '2026-10-25'
  return Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00${summer ? '+02:00' : '+01:00'}`)
}

async function mailboxOfDovecot(world: Awaited<ReturnType<typeof openRecurring>>): Promise<void> {
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'none', user: dovecot.user }) as const
  const behind = { smtp: server(smtp.port), imap: server(dovecot.imapPort), allowUnencrypted: true }
  world.engine.context.commit('test.mailbox', (tx) => alterMailbox(tx, 'all', { email: dovecot.user, ...behind, gapJitterSeconds: 20 }))
  for (const part of ['smtp', 'imap']) {
    await world.ports.secrets.set(`mailbox/1/${part}`, JSON.stringify({ kind: 'password', password: dovecot.password }))
  }
}

/** What stands in the real inbox. */
async function inbox(world: Awaited<ReturnType<typeof openRecurring>>): Promise<string[]> {
  const reader = createImapReader({ clock: systemClock, log: quietLog })
  const account = await loadAccount(world.engine.context.db, world.ports.secrets, 1)
  const ask = { role: 'inbox' as const, sinceOnRenumber: 0, limit: 1000, maxBytes: 100_000 }
  const first = await reader.read(account, { ...ask, cursor: null })
  const batch = await reader.read(account, { ...ask, cursor: { uidValidity: first?.uidValidity ?? '', uid: 0 } })
  await reader.close()
  return (batch?.messages ?? []).map(({ source }) => source.toString())
}

function timesEach<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

const more = (counts: Map<unknown, number>) => [...counts].filter(([, times]) => times > 1)

describe.each(months)('thirty days, seed $seed, $limit credits a day', ({ seed, limit }) => {
  it('ends as it should, whatever happens on the way', async () => {
    const { world, life } = await month(seed, limit)
    process.stdout.write(`seed ${seed}: killed ${life.deaths.join(', ')}\n`)
    try {
      expect(life.errors).toEqual([])
      expect(life.deaths).toHaveLength(3)
      const { delivered } = world.ports.mailer

      // Thirty runs; the day slept through is kept, and named.
      const runs = rows<{ number: number | null; day: string; status: string; reason: string; stage: string }>(
        world,
        'select * from runs order by day',
      )
      const counted = runs.filter(({ number }) => number !== null)
      expect(counted.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
      for (const { status } of counted) expect(['succeeded', 'partial']).toContain(status)
      expect(runs.find(({ day }) => day === '2026-10-14')).toMatchObject({
        number: null,
        status: 'skipped',
        reason: expect.stringContaining('was not running'),
      })

      // Nobody twice.
      const firsts = delivered.filter(({ mail }) => mail.inReplyTo === '')
      const people = rows<{ platform_id: string; handle: string; email: string }>(
        world,
        `select c.platform_id, c.handle, t.email from creators c join enrollments e on e.id = c.enrollment_id join contacts t on t.id = e.contact_id`,
      )
      const byAddress = new Map(people.map((person) => [person.email.toLowerCase(), person]))
      const written = firsts.map(({ mail }) => byAddress.get(mail.to.address.toLowerCase()))
      expect(more(timesEach(firsts.map(({ mail }) => mail.to.address.toLowerCase())))).toEqual([])
      expect(more(timesEach(written.map((person) => person?.platform_id)))).toEqual([])
      expect(more(timesEach(written.map((person) => numberOf(person?.handle ?? ''))))).toEqual([])
      expect(more(timesEach(delivered.map(({ mail }) => `${mail.to.address} ${mail.text.split('\n')[0]}`)))).toEqual([])
      expect(count(world, `select count(*) from creators where reason = 'In this campaign already, under another name'`)).toBeGreaterThan(
        10,
      )
      expect(count(world, 'select sum(already_known) from runs')).toBeGreaterThan(limit / 40)

      // Inside the window of its day, never closer than the gap (60 s, give or take 10), and no burst after sleep.
      for (const { at } of delivered) {
        const local = new Date(at).toLocaleString('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', hour12: false })
        expect(local).toMatch(/^(Mon|Tue|Wed|Thu|Fri),? (09|1[0-6])$/)
        expect(life.sleeps.some(({ from, to }) => from <= at && at < to)).toBe(false)
      }
      const times = delivered.map(({ at }) => at)
      expect(Math.min(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeGreaterThanOrEqual(50_000)
      const between = (from: number, to: number) => times.filter((at) => at >= from && at < to).length
      const afternoon = between(berlin('2026-10-07', 13), berlin('2026-10-07', 17))
      expect(afternoon).toBeGreaterThan(limit / 4)
      expect(between(berlin('2026-10-07', 13), berlin('2026-10-07', 14))).toBeLessThan(afternoon / 4 + 10)

      // Credits are what happened on the day.
      const sentOn = timesEach(delivered.map(({ at }) => life.dayOf(at)))
      const ledger = rows<{ day: string; messages: number; replies: number; used: number }>(
        world,
        `select l.day, sum(kind = 'message') as messages, sum(kind = 'reply') as replies, (select used from credit_days d where d.day = l.day) as used
         from ledger l group by l.day`,
      )
      for (const { day, messages, replies, used } of ledger) {
        expect({ day, messages }).toEqual({ day, messages: sentOn.get(day) ?? 0 })
        expect(messages).toBeLessThanOrEqual(limit)
        expect(used).toBe(messages + replies)
      }
      expect(
        ledger.some(({ messages, replies }) => messages === 0 && replies > 0),
        'somebody answers while nothing is sent',
      ).toBe(true)
      expect(ledger.find(({ day }) => day === '2026-10-20')?.replies).toBeGreaterThan(0)
      expect(delivered.length).toBe(count(world, `select count(*) from sends where purpose = 'step' and status = 'sent'`))

      // Nothing is bought twice.
      const ids = new Map(
        rows<{ handle: string; platform_id: string }>(world, 'select handle, platform_id from creators').map((row) => [
          row.handle,
          row.platform_id,
        ]),
      )
      expect(more(timesEach(world.clay.charges.map(({ inputs }) => ids.get(handleOf(inputs)))))).toEqual([])
      expect(more(timesEach(world.club.charges.filter(({ kind }) => kind === 'profile').map(({ userId }) => userId)))).toEqual([])
      const renamed = (username: string) => numberOf(username) % 60 === 7
      const again = more(
        timesEach(world.club.charges.filter(({ kind, username }) => kind === 'search' && !renamed(username)).map(({ userId }) => userId)),
      )
      const lost = count(world, `select count(*) from purchases where kind = 'search' and status = 'unsure'`)
      expect(lost).toBeLessThanOrEqual(life.deaths.length)
      expect(again.length).toBeLessThanOrEqual(lost * 50)
      const asked = (endpoint: string) =>
        [...world.club.requests, ...world.clay.requests].filter((request) => request.endpoint === endpoint).length
      const bought = (kind: string) => count(world, `select count(*) from purchases where kind = '${kind}'`)
      for (const [endpoint, kind] of [
        ['search', 'search'],
        ['profile', 'profile'],
        ['run', 'routine'],
      ] as const) {
        expect(asked(endpoint), `each ${kind} was written down before`).toBeLessThanOrEqual(bought(kind))
        expect(bought(kind) - asked(endpoint)).toBeLessThanOrEqual(life.deaths.length)
      }
      expect(count(world, `select count(*) from creators where status not in ('enrolled', 'no_address', 'bad_address', 'left_out')`)).toBe(
        0,
      )

      // It is complete, and its operator knows.
      expect(rows(world, 'select status, reason from campaigns')).toEqual([{ status: 'completed', reason: 'All 30 runs are done' }])
      expect(count(world, `select count(*) from sends where status in ('scheduled', 'sending', 'unconfirmed')`)).toBe(0)
      expect(count(world, `select count(*) from enrollments where status in ('pending', 'active', 'paused')`)).toBe(0)
      expect(rows(world, `select status, attempts from sends where purpose = 'report'`)).toEqual([{ status: 'sent', attempts: 1 }])
      const messageId = rows<{ message_id: string }>(world, `select message_id from sends where purpose = 'report'`)[0]?.message_id ?? '?'
      const mails = (await inbox(world)).filter((source) => source.includes(messageId))
      expect(mails).toHaveLength(1)
      expect(mails[0]).toContain('is complete')
    } finally {
      await world.close()
    }
  }, 300_000)
})
