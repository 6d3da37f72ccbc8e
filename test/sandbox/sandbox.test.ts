import dgram from 'node:dgram'
import dns from 'node:dns'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openSandbox } from '../../src/main/sandbox/open.ts'
import { openWorld } from '../engine/harness.ts'
import { FakeClock } from '../fakes/clock.ts'
import { fakePorts } from '../fakes/ports.ts'
import { begin, pass, saturdayNoon, zone } from './world.ts'

type Begun = Awaited<ReturnType<typeof begin>>

/** Activates the campaign and lets time pass until it has completed. Returns the real seconds that took. */
async function runToEnd({ real, sandbox, api }: Begun, limitSeconds = 120): Promise<number> {
  const id = sandbox.campaignId
  await api.campaigns.activate({ id })
  for (let seconds = 1; seconds <= limitSeconds; seconds++) {
    await pass(real, sandbox, 1000)
    if ((await api.campaigns.get({ id })).status === 'completed') return seconds
  }
  throw new Error('the campaign does not complete')
}

function rows<T>({ sandbox }: Begun, sql: string): T[] {
  return sandbox.engine.context.db.sqlite.prepare(sql).all() as T[]
}

/** Every file below a folder with its bytes. */
function bytesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'owner.lock.db')
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(folder, name)).toString('base64')]))
}

afterEach(() => vi.restoreAllMocks())

describe('the sandbox', () => {
  it('is ready to be tried: a tested mailbox, forty people, a draft without a blocker or a warning', async () => {
    const { sandbox, api } = await begin()
    const id = sandbox.campaignId
    expect(await api.campaigns.review({ id })).toEqual({ ready: true, items: [], recipients: 40, messages: 120 })
    expect(await api.campaigns.get({ id })).toMatchObject({ name: 'Try me: a friendly hello', status: 'draft', stepCount: 3 })
    expect(await api.workspace.get()).toMatchObject({ name: 'Sandbox', zone, guideDone: true })
    expect(await api.mailboxes.list()).toMatchObject([{ email: 'you@sandbox.example', testedAt: expect.any(String), warnings: [] }])
    expect((await api.credits.get()).limit).toBe(200)
    const now = DateTime.fromMillis(sandbox.now(), { zone })
    expect(now.toFormat('ccc HH:mm')).toBe('Mon 08:55')
    expect((await api.engine.status()).now).toBe(now.toUTC().toISO())
    await sandbox.close()
  })

  it('runs its campaign to the end within a minute, by every rule, without a network and without the workspace', async () => {
    const refuse = (name: string) => () => {
      throw new Error(`${name}: the sandbox may not reach a network`)
    }
    const guards = [
      vi.spyOn(Socket.prototype, 'connect').mockImplementation(refuse('connect')),
      vi.spyOn(dns, 'lookup').mockImplementation(refuse('lookup') as never),
      vi.spyOn(dgram, 'createSocket').mockImplementation(refuse('createSocket')),
    ]
    const world = openWorld()
    await world.engine.start()
    await world.engine.drain()
    const before = bytesOf(world.folder)

    const begun = await begin()
    const seconds = await runToEnd(begun)
    expect(seconds).toBeGreaterThanOrEqual(25)
    expect(seconds).toBeLessThanOrEqual(60)

    const { api, sandbox } = begun
    const { stats } = await api.campaigns.get({ id: sandbox.campaignId })
    expect(stats).toMatchObject({ completed: 31, replied: 6, bounced: 2, optedOut: 1, autoReplies: 2, failed: 0, unconfirmed: 0 })
    expect(rows(begun, `select * from sends where status in ('scheduled', 'sending', 'unconfirmed')`)).toEqual([])

    const sent = rows<{ at: number; claimed: number }>(
      begun,
      `select sent_at as at, claimed_at as claimed from sends where status = 'sent'`,
    )
    expect(sent.length).toBeGreaterThan(90)
    for (const { at, claimed } of sent) {
      const local = DateTime.fromMillis(at, { zone })
      expect(local.weekday <= 5 && local.hour >= 9 && local.hour < 17, local.toISO() ?? '').toBe(true)
      // It stands still while a message is on its way.
      expect(claimed).toBe(at)
    }
    const gaps = sent.map(({ at }) => at).sort((a, b) => a - b)
    for (const [index, at] of gaps.entries()) if (index > 0) expect(at - (gaps[index - 1] ?? 0)).toBeGreaterThanOrEqual(300_000)

    const after = `select s.id from incoming i join sends s on s.enrollment_id = i.enrollment_id
                   where i.class in ('reply', 'bounce', 'unsubscribe') and s.claimed_at > i.received_at`
    expect(rows(begun, after)).toEqual([])
    // Whatever lay in the mailbox was read at the very instant.
    expect(rows(begun, 'select id from incoming where created_at <> received_at')).toEqual([])
    const ledger = Object.fromEntries(
      rows<{ kind: string; n: number }>(begun, 'select kind, sum(credits) as n from ledger group by kind').map(({ kind, n }) => [kind, n]),
    )
    expect(ledger).toEqual({ message: sent.length, reply: 6 })

    for (const guard of guards) expect(guard).not.toHaveBeenCalled()
    expect(bytesOf(world.folder)).toEqual(before)
    await sandbox.close()
    await world.close()
  })

  it('has a second draft that finds new people every day, gets their addresses, and writes to them on the same day', async () => {
    const begun = await begin({ pace: 7200 })
    const { real, sandbox, api } = begun
    const daily = (await api.campaigns.list({})).items.find(({ name }) => name === 'Try me: new people every day')
    const id = daily?.id ?? 0
    expect(daily).toMatchObject({ status: 'draft', audience: 'discovery', stepCount: 2, testMode: false, discovery: { runs: 30 } })
    expect((await api.campaigns.review({ id })).items.filter(({ level }) => level === 'blocker')).toEqual([])
    await api.campaigns.activate({ id })
    // Two days, and the morning after.
    for (let seconds = 0; seconds < 60 && (await api.runs.list({ id })).total < 3; seconds++) await pass(real, sandbox, 1000)
    const days = (await api.runs.list({ id })).items.filter(({ status }) => status !== 'running')
    expect(days.map(({ day, number }) => [day, number])).toEqual([
      ['2026-11-24', 2],
      ['2026-11-23', 1],
    ])
    for (const { found, emailsFound, sent } of days) {
      expect(found).toBeGreaterThan(20)
      expect(emailsFound).toBeGreaterThan(found / 2)
      expect(sent).toBeGreaterThan(emailsFound / 2)
    }
    expect(rows(begun, `select email from contacts where email not like '%.example'`)).toEqual([])
    await sandbox.close()
  })

  it('goes the same way each time, and by the same rules as fast as it can', async () => {
    const story = async () => {
      const begun = await begin({ pace: 86_400 })
      await runToEnd(begun)
      const events = rows<{ what: string }>(begun, `select address_hash || ' ' || e.status as what from enrollments e order by e.id`)
      const mails = rows<{ what: string }>(begun, `select class || ' ' || from_address || ' ' || subject as what from incoming order by id`)
      const late = rows(
        begun,
        `select s.id from incoming i join sends s on s.enrollment_id = i.enrollment_id where i.class = 'reply' and s.claimed_at > i.received_at`,
      )
      expect(late).toEqual([])
      await begun.sandbox.close()
      return [...events, ...mails].map(({ what }) => what)
    }
    const once = await story()
    expect(once.length).toBeGreaterThanOrEqual(50)
    expect((await story()).map((it) => it.replace(/^\S+ (?=\w+$)/, ''))).toEqual(once.map((it) => it.replace(/^\S+ (?=\w+$)/, '')))
  })

  it('loses no morning while a person only looks around, and stands still where it is told to', async () => {
    const { real, sandbox, api } = await begin()
    await pass(real, sandbox, 10_000)
    expect(DateTime.fromMillis(sandbox.now(), { zone }).toFormat('ccc HH:mm:ss')).toMatch(/^Mon 08:55:(09|10)$/)
    await api.campaigns.activate({ id: sandbox.campaignId })
    sandbox.setPace(0)
    const stood = sandbox.now()
    await pass(real, sandbox, 2000)
    expect(sandbox.now()).toBe(stood)
    sandbox.setPace(1200)
    await pass(real, sandbox, 2000)
    expect((await api.campaigns.get({ id: sandbox.campaignId })).stats.sent).toBeGreaterThan(0)
    await sandbox.close()
  })

  it('leaves nothing behind, and begins anew where a crash left something', async () => {
    const first = await begin()
    await first.api.campaigns.activate({ id: first.sandbox.campaignId })
    await pass(first.real, first.sandbox, 5000)
    // As after a crash: nothing is stopped or removed.
    first.sandbox.engine.context.db.sqlite.close()
    first.sandbox.engine.owner.release()
    expect(existsSync(join(first.folder, 'workspace.db'))).toBe(true)

    const real = new FakeClock(saturdayNoon)
    const second = await openSandbox({ folder: first.folder, ports: fakePorts(real), zone, host: 'headless', pace: 1200 })
    const { context } = second.engine
    expect(context.db.sqlite.prepare('select status from campaigns').pluck().all()).toEqual(['draft', 'draft'])
    expect(context.db.sqlite.prepare('select count(*) from sends').pluck().get()).toBe(0)
    await second.close()
    expect(existsSync(first.folder)).toBe(false)
  })
})
