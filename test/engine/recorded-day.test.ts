import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MailReadError } from '../../src/main/engine/ports/mail.ts'

import {
  addCampaign,
  addCampaignMailboxes,
  addContact,
  addEnrollment,
  addStep,
  addThreadsOfReplies,
  alterWorkspace,
} from '../builders/index.ts'
import { activate, api, count, hourMs, openWorld, replyTo, rows, setUp, type World } from './harness.ts'
import { report } from './sync-world.ts'

/** Monday, 8:30 in Berlin. */
const morning = Date.parse('2026-11-23T07:30:00Z')
const berlin = (time: string) => Date.parse(`2026-11-23T${time}:00+01:00`)
const today = '2026-11-23'

let world: World
let seen: Set<string>
let checks: number
beforeEach(() => {
  world = openWorld({ at: morning })
  seen = new Set()
  checks = 0
})
afterEach(() => world.close())

const spent = `('sending', 'sent', 'failed', 'skipped', 'unconfirmed')`
/** Messages still to come of a campaign: for everybody who is in, the steps that they have not had. */
const toCome = `select count(*) from enrollments e join campaigns c on c.id = e.campaign_id join steps st on st.campaign_id = c.id
  where c.id = ? and c.status not in ('completed', 'cancelled') and e.status in ('pending', 'active', 'paused') and st.removed_at is null
    and not exists (select 1 from sends s where s.enrollment_id = e.id and s.step_id = st.id and s.status in ${spent})`

/**
 * What every screen says against what plain SQL finds, at one moment: where the other mailbox wrote something meanwhile, it is
 * asked again.
 */
async function check(): Promise<void> {
  for (;;) {
    const before = count(world, 'select total_changes()')
    try {
      await compare()
      checks++
      return
    } catch (error) {
      if (count(world, 'select total_changes()') === before) throw error
    }
  }
}

async function compare(): Promise<void> {
  const client = api(world)
  const [status, credits, day, needs] = [
    await client.engine.status(),
    await client.credits.get(),
    await client.today.get(),
    await client.today.needs(),
  ]
  const scheduled = count(world, `select count(*) from sends where status = 'scheduled'`)
  const unconfirmed = count(world, `select count(*) from sends where status = 'unconfirmed'`)
  const sending = count(world, `select count(*) from sends where status = 'sending'`)
  const paused = count(world, 'select paused from workspace') === 1
  seen.add(status.text)

  // The pill: every message that waits has its reason, and nothing else is counted.
  expect(status.reasons.reduce((sum, reason) => sum + reason.count, 0)).toBe(scheduled + unconfirmed)
  expect(status.paused).toBe(paused)
  expect(status.state === 'paused').toBe(paused)
  if (sending > 0 && !paused) expect(status.state).toBe('sending')
  if (status.state === 'idle') expect(scheduled + unconfirmed + sending).toBe(0)
  if (scheduled + unconfirmed + sending > 0) expect(status.state).not.toBe('idle')
  for (const reason of status.reasons) seen.add(reason.reason)

  // What needs a person.
  const broken = count(
    world,
    `select count(*) from mailboxes where removed_at is null and (sync_error is not null or (status = 'paused' and reason <> 'Paused by you.'))`,
  )
  const unread = count(world, 'select count(*) from threads where unread = 1')
  const heldGroups = count(
    world,
    `select count(*) from (select 1 from sends s join campaigns c on c.id = s.campaign_id
     where s.status = 'scheduled' and s.held in ('missing_variable', 'template_error') and c.status in ('active', 'scheduled', 'paused') group by c.id, s.held)`,
  )
  expect(needs.total).toBe(broken + unread + unconfirmed + heldGroups)
  expect(needs.items).toHaveLength(needs.total)
  expect(status.needs).toBe(needs.total)
  for (const need of needs.items) seen.add(`needs ${need.kind}`)
  if (status.state === 'needs_you') expect(needs.total).toBeGreaterThan(0)

  // The meter.
  expect(credits.used).toBe(count(world, 'select coalesce(sum(credits), 0) from ledger where day = ?', today))
  expect(credits.inFlight).toBe(sending + unconfirmed)
  expect(credits.left).toBe(Math.max(0, credits.limit - credits.used - credits.inFlight))
  expect(credits.neededToday).toBe(day.planned)
  expect(day.planned).toBeLessThanOrEqual(credits.left)

  // Today, against the ledger and the queue.
  const held = count(world, `select count(*) from sends where status = 'scheduled' and held is not null`)
  expect(day).toMatchObject({ day: today, held, unconfirmed })
  expect(day.sent).toBe(count(world, `select count(*) from ledger where day = ? and kind = 'message'`, today))
  expect(day.sent).toBe(count(world, `select count(*) from sends where status = 'sent'`))
  expect(day.replies).toBe(count(world, `select count(*) from ledger where day = ? and kind = 'reply'`, today))
  const dots = (state: string) => day.dots.filter((dot) => dot.state === state).length
  expect([dots('sent'), dots('planned'), dots('sending'), dots('unconfirmed'), dots('held')]).toEqual([
    day.sent,
    day.planned,
    sending,
    unconfirmed,
    held,
  ])
  expect(day.campaigns.reduce((sum, campaign) => sum + campaign.sent, 0)).toBe(day.sent)
  expect(day.campaigns.reduce((sum, campaign) => sum + campaign.planned, 0)).toBe(day.planned)

  // The plan of each campaign.
  let plannedToday = 0
  for (const { id, status: campaignStatus } of rows<{ id: number; status: string }>(world, 'select id, status from campaigns')) {
    const plan = await client.plans.get({ id })
    expect(plan.messages).toBe(count(world, toCome, id))
    expect(plan.placed + plan.notPlaced.reduce((sum, one) => sum + one.count, 0)).toBe(plan.messages)
    expect(plan.days.reduce((sum, one) => sum + one.count, 0)).toBe(plan.placed)
    expect(plan.hours.reduce((sum, one) => sum + one.count, 0)).toBe(plan.placed)
    const first = plan.days.find((one) => one.day === today)?.count ?? 0
    if (campaignStatus !== 'draft') plannedToday += first
    const shown = day.campaigns.find((one) => one.id === id)
    if (campaignStatus !== 'draft') expect(first).toBe(shown?.planned ?? 0)
  }
  expect(plannedToday).toBe(day.planned)
}

/** From due time to due time, looking after each event and while each message is on its way. */
async function live(until: number): Promise<void> {
  for (;;) {
    await world.engine.drain()
    await check()
    const due = world.engine.nextDue('sync') ?? world.clock.now() + hourMs
    if (due > until) break
    world.clock.jump(Math.max(due, world.clock.now() + 1))
  }
  world.clock.jump(Math.max(until, world.clock.now()))
  await world.engine.drain()
  await check()
}

async function secondCampaign(mailboxId: number): Promise<number> {
  return world.engine.context.commit('test.second', (tx) => {
    const schedule = { startTime: '11:00', endTime: '16:00', zone: 'Europe/London' }
    const campaignId = addCampaign(tx, { name: 'Second', ...schedule, optOutLine: 'Stop?' })
    addCampaignMailboxes(tx, campaignId, [mailboxId])
    addStep(tx, { campaignId, subject: 'Hi', body: 'Hi {{city}}' })
    for (let i = 0; i < 8; i++) {
      const contactId = addContact(tx, { email: `b${i}@other.example`, customFields: i === 3 ? {} : { city: 'Bonn' } })
      addEnrollment(tx, { campaignId, contactId, addressHash: `other-${i}` })
    }
    return campaignId
  })
}

describe('a recorded day', () => {
  it('pill, meter, today, needs and plan agree with the database at every moment', async () => {
    const { campaignId: first, mailboxIds } = await setUp(world, {
      people: 20,
      mailboxes: 2,
      gapSeconds: 300,
      dailyCap: 25,
      steps: [{}, { delayHours: 3 }, { delayDays: 2 }],
    })
    const second = await secondCampaign(mailboxIds[1] ?? 0)
    alterWorkspace(world.engine.context.db, { dailyCredits: 42 })
    const { mailer, reader } = world.ports
    mailer.during = () => check()
    const client = api(world)
    await check()
    await world.engine.start()
    await check()
    activate(world, first)
    await live(berlin('09:20'))
    await client.campaigns.activate({ id: second })
    await live(berlin('09:31'))

    // Two answers and a bounce.
    const [one, two, three] = mailer.delivered
    if (!one || !two || !three) throw new Error('too little was sent')
    replyTo(world, one)
    await live(berlin('09:40'))
    replyTo(world, two)
    reader.deliver(three.mailboxId, report({ email: three.mail.to.address, messageId: three.mail.messageId }, '5.1.1'))
    await live(berlin('09:50'))
    expect(count(world, `select count(*) from enrollments where status = 'bounced'`)).toBe(1)
    addThreadsOfReplies(world.engine.context.db)

    // One campaign, then everything is paused, and goes on.
    await client.campaigns.pause({ id: first })
    await live(berlin('10:00'))
    await client.engine.pause()
    await live(berlin('10:15'))
    await client.engine.resume()
    await client.campaigns.resume({ id: first })
    const person = (await client.recipients.list({ id: first })).items.at(-1)
    await client.recipients.pause({ id: first, recipientId: person?.id ?? 0 })
    await live(berlin('10:30'))

    // A line breaks while a message is handed over.
    let broken = 0
    mailer.deliversWhenBroken = false
    mailer.answer = () =>
      broken++ === 0 ? { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' } : { kind: 'accepted', response: '250 ok' }
    await live(berlin('12:10'))
    const open = rows<{ id: number }>(world, `select id from sends where status = 'unconfirmed'`)
    expect(open).toHaveLength(1)
    await client.sends.resolve({ id: open[0]?.id ?? 0, outcome: 'not_sent' })
    await live(berlin('12:20'))

    // A mailbox cannot sign in any more, and is mended.
    reader.down = new MailReadError('The server refuses the password', true)
    await live(berlin('12:40'))
    expect(seen).toContain('needs mailbox')
    reader.down = null
    for (const id of mailboxIds) await client.mailboxes.resume({ id })
    await live(berlin('12:50'))

    // Somebody's gap is filled; the credits end before the day does.
    const held = rows<{ contactId: number }>(
      world,
      `select e.contact_id as contactId from sends s join enrollments e on e.id = s.enrollment_id where s.held = 'missing_variable'`,
    )
    expect(held).toHaveLength(1)
    await client.contacts.update({ id: held[0]?.contactId ?? 0, customFields: { city: 'Ulm' } })
    await check()

    // From here on nobody answers: what is planned for today is what still leaves today.
    const planned = (await client.today.get()).planned
    const sentBefore = mailer.delivered.length
    await live(berlin('23:59'))
    expect(mailer.delivered.length - sentBefore).toBe(planned)
    expect(planned).toBeGreaterThan(5)
    expect((await client.credits.get()).left).toBe(0)

    expect(checks).toBeGreaterThan(80)
    for (const word of [
      'gap',
      'outside_window',
      'not_due',
      'campaign_paused',
      'engine_stopped',
      'recipient_paused',
      'mailbox_paused',
      'credits',
      'missing_variable',
      'unconfirmed',
    ])
      expect(seen, word).toContain(word)
    for (const kind of ['reply', 'unconfirmed', 'held']) expect(seen, kind).toContain(`needs ${kind}`)
  }, 60_000)
})
