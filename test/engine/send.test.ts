import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { suppress } from '../../src/main/engine/lifecycle/contact/suppress.ts'
import { isOpen } from '../../src/main/engine/rules/sending/window.ts'
import {
  addCampaign,
  addCampaignMailboxes,
  addEnrollment,
  addStep,
  alterCampaign,
  alterContact,
  alterMailbox,
  alterWorkspace,
} from '../builders/index.ts'
import {
  activate,
  api,
  count,
  dayMs,
  hourMs,
  minuteMs,
  mondayTen,
  openWorld,
  replyTo,
  rows,
  runUntil,
  setUp,
  type World,
} from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(async () => {
  await world.close()
})

const steps3 = [{}, { delayDays: 2 }, { delayDays: 3 }]

describe('a campaign', () => {
  it('goes to everybody, step by step, once, and completes', async () => {
    const { campaignId } = await setUp(world, { people: 4, steps: steps3, gapSeconds: 60 })
    activate(world, campaignId)
    await runUntil(world, mondayTen + 10 * dayMs)

    const seen = world.ports.mailer.delivered.map(({ mail }) => `${mail.to.address} ${mail.text.split('\n')[0]}`)
    expect(seen).toHaveLength(12)
    expect(new Set(seen).size).toBe(12)
    expect(rows(world, 'select status, reason from campaigns')).toEqual([
      { status: 'completed', reason: 'Everybody has been through the sequence' },
    ])
    expect(count(world, `select count(*) from enrollments where status = 'completed'`)).toBe(4)
  })

  it('keeps to days, hours and zone, also over a weekend and a DST night', async () => {
    // The last week of summer time in Berlin: it ends on Sunday 2026-10-25.
    world.clock.jump(Date.parse('2026-10-23T14:50:00Z'))
    const { campaignId } = await setUp(world, { people: 10, steps: [{}, { delayDays: 1 }], gapSeconds: 300 })
    activate(world, campaignId)
    await runUntil(world, Date.parse('2026-11-01T00:00:00Z'))

    const window = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null }
    expect(world.ports.mailer.delivered).toHaveLength(20)
    for (const { at } of world.ports.mailer.delivered) expect(isOpen(window, at)).toBe(true)
    // Monday's first message leaves at nine o'clock winter time.
    expect(world.ports.mailer.delivered.some(({ at }) => at === Date.parse('2026-10-26T08:00:00Z'))).toBe(true)
  })

  it('waits for its start date, is active from its first message on, and completes', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    world.engine.context.commit('test.schedule', (tx) => alterCampaign(tx, 'all', { startDate: '2026-12-01' }))
    activate(world, campaignId)
    world.engine.context.commit('test.scheduled', (tx) => alterCampaign(tx, 'all', { status: 'scheduled' }))
    await runUntil(world, Date.parse('2026-12-01T07:59:00Z'))
    expect(world.ports.mailer.delivered).toHaveLength(0)
    await runUntil(world, Date.parse('2026-12-01T08:05:00Z'))
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect(rows(world, 'select status from campaigns')).toEqual([{ status: 'completed' }])
  })

  it('threads its follow-ups', async () => {
    const { campaignId } = await setUp(world, { people: 1, steps: steps3 })
    activate(world, campaignId)
    await runUntil(world, mondayTen + 10 * dayMs)
    const [first, second, third] = world.ports.mailer.delivered.map(({ mail }) => mail)
    expect(first).toMatchObject({ inReplyTo: '', references: [], subject: 'Hello Person0' })
    expect(second).toMatchObject({ inReplyTo: first?.messageId, references: [first?.messageId], subject: 'Re: Hello Person0' })
    expect(third).toMatchObject({ inReplyTo: second?.messageId, references: [first?.messageId, second?.messageId] })
    expect(first?.unsubscribeMailto).toMatch(/^mailto:sam0@sender\.example\?/)
    expect(first?.text).toContain('Reply "unsubscribe" to hear no more.')
  })

  it('spreads people over its mailboxes, and each hears from one only', async () => {
    const { campaignId } = await setUp(world, { people: 9, steps: steps3, mailboxes: 3 })
    activate(world, campaignId)
    await runUntil(world, mondayTen + 10 * dayMs)
    const senders = new Map<string, Set<number>>()
    for (const { mailboxId, mail } of world.ports.mailer.delivered) {
      senders.set(mail.to.address, (senders.get(mail.to.address) ?? new Set()).add(mailboxId))
    }
    expect([...senders.values()].every((mailboxes) => mailboxes.size === 1)).toBe(true)
    expect(new Set(world.ports.mailer.delivered.map(({ mailboxId }) => mailboxId)).size).toBe(3)
  })
})

describe('pacing', () => {
  it('holds the gap of each mailbox', async () => {
    const { campaignId } = await setUp(world, { people: 10, gapSeconds: 90 })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    const times = world.ports.mailer.delivered.map(({ at }) => at)
    expect(times).toHaveLength(10)
    for (let i = 1; i < times.length; i++) expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(90_000)
  })

  it('does not burst after a sleep', async () => {
    const { campaignId } = await setUp(world, { people: 10, gapSeconds: 600 })
    activate(world, campaignId)
    await world.engine.drain()
    expect(world.ports.mailer.delivered).toHaveLength(1)
    world.clock.jump(mondayTen + 3 * hourMs)
    await world.engine.drain()
    expect(world.ports.mailer.delivered).toHaveLength(2)
  })

  it('stops at the daily cap and goes on the next day', async () => {
    const { campaignId } = await setUp(world, { people: 5, dailyCap: 3 })
    activate(world, campaignId)
    await runUntil(world, mondayTen + 12 * hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(3)
    await runUntil(world, mondayTen + dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(5)
  })

  it('survives a clock that jumps a day forward and back', async () => {
    const { campaignId } = await setUp(world, { people: 6, gapSeconds: 60 })
    activate(world, campaignId)
    await world.engine.drain()
    world.clock.jump(mondayTen + dayMs)
    await world.engine.drain()
    expect(world.ports.mailer.delivered).toHaveLength(2)
    world.clock.jump(mondayTen + 5 * minuteMs)
    await runUntil(world, mondayTen + hourMs)
    const addresses = world.ports.mailer.delivered.map(({ mail }) => mail.to.address)
    expect(addresses).toHaveLength(6)
    expect(new Set(addresses).size).toBe(6)
  })
})

describe('credits', () => {
  it('are charged when sent, stop the day at the limit, and come back at midnight without rollover', async () => {
    const { campaignId } = await setUp(world, { people: 12, days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00' })
    world.engine.context.commit('test.plan', (tx) => alterWorkspace(tx, { dailyCredits: 5 }))
    activate(world, campaignId)
    await runUntil(world, mondayTen + 12 * hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(5)
    await runUntil(world, mondayTen + 15 * hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(10)
    expect(rows(world, 'select day, sum(credits) as credits from ledger group by day')).toEqual([
      { day: '2026-11-23', credits: 5 },
      { day: '2026-11-24', credits: 5 },
    ])
    expect(rows(world, 'select day, used from credit_days')).toEqual([
      { day: '2026-11-23', used: 5 },
      { day: '2026-11-24', used: 5 },
    ])
  })

  it('cannot be taken back: the ledger refuses changes', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    activate(world, campaignId)
    await world.engine.drain()
    expect(() => world.engine.context.db.sqlite.exec('update ledger set credits = 0')).toThrow(/append-only/)
    expect(() => world.engine.context.db.sqlite.exec('delete from ledger')).toThrow(/append-only/)
  })
})

describe('an answer', () => {
  it('stops what was planned, and costs a credit', async () => {
    const { campaignId } = await setUp(world, { people: 2, steps: steps3 })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    const [first] = world.ports.mailer.delivered
    if (!first) throw new Error('nothing was sent')
    replyTo(world, first)
    await runUntil(world, mondayTen + 10 * dayMs)
    expect(world.ports.mailer.delivered.filter(({ mail }) => mail.to.address === first.mail.to.address)).toHaveLength(1)
    expect(world.ports.mailer.delivered).toHaveLength(4)
    expect(count(world, `select count(*) from enrollments where status = 'replied'`)).toBe(1)
    expect(count(world, `select sum(credits) from ledger`)).toBe(5)
  })

  it('to one campaign ends the others that have written to the same person', async () => {
    const first = await setUp(world, { people: 1, steps: steps3 })
    activate(world, first.campaignId)
    const second = world.engine.context.commit('test.second', (tx) => {
      const campaignId = addCampaign(tx, { name: 'Second', status: 'active', activatedAt: tx.at })
      addCampaignMailboxes(tx, campaignId, first.mailboxIds)
      for (const step of steps3) addStep(tx, { campaignId, ...step })
      for (const contactId of first.contactIds) addEnrollment(tx, { campaignId, contactId, addressHash: 'hash-0' })
      return campaignId
    })
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
    const [answered] = world.ports.mailer.delivered
    if (!answered) throw new Error('nothing was sent')
    replyTo(world, answered)
    await runUntil(world, mondayTen + 10 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
    expect(rows(world, 'select campaign_id, status from enrollments order by campaign_id')).toEqual([
      { campaign_id: first.campaignId, status: 'replied' },
      { campaign_id: second, status: 'replied' },
    ])
    expect(count(world, `select count(*) from ledger where kind = 'reply'`)).toBe(1)
  })

  it('that came while the machine slept is read before anything is sent', async () => {
    const { campaignId } = await setUp(world, { people: 1, steps: steps3 })
    activate(world, campaignId)
    await world.engine.drain()
    const [first] = world.ports.mailer.delivered
    if (!first) throw new Error('nothing was sent')
    world.clock.jump(mondayTen + 2 * dayMs + hourMs)
    replyTo(world, first)
    await world.engine.drain()
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect(rows(world, 'select status from enrollments')).toEqual([{ status: 'replied' }])
  })

  it('holds everything back while replies cannot be read', async () => {
    const { campaignId } = await setUp(world, { people: 2, steps: steps3 })
    activate(world, campaignId)
    await world.engine.drain()
    world.ports.log.error = () => {}
    world.ports.reader.down = new Error('connection lost')
    await runUntil(world, mondayTen + 4 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
    world.ports.reader.down = null
    await runUntil(world, mondayTen + 5 * dayMs)
    expect(world.ports.mailer.delivered.length).toBeGreaterThan(2)
  })

  it('that arrives while the message is on its way lets that one end and sends no other', async () => {
    const { campaignId } = await setUp(world, { people: 1, steps: [{}, {}] })
    activate(world, campaignId)
    let stopped = false
    world.ports.mailer.during = () => {
      if (stopped) return
      stopped = true
      world.engine.context.commit('test.suppress', (tx) =>
        suppress(tx, { kind: 'email', value: 'person0@company0.example', reason: 'unsubscribed' }),
      )
    }
    await runUntil(world, mondayTen + dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect(rows(world, 'select status from sends')).toEqual([{ status: 'sent' }])
    expect(rows(world, 'select status from enrollments')).toEqual([{ status: 'opted_out' }])
    expect(count(world, 'select count(*) from ledger')).toBe(1)
  })
})

describe('what a server answers', () => {
  it('450 is tried again later, inside the window, under the same Message-ID', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt < 3
        ? { kind: 'refused', stage: 'rcpt', replyCode: 450, response: '450 4.2.0 later' }
        : { kind: 'accepted', response: '250 ok' }
    activate(world, campaignId)
    await runUntil(world, mondayTen + 5 * hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(3)
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect(new Set(world.ports.mailer.attempts.map(({ mail }) => mail.messageId)).size).toBe(1)
    expect(count(world, 'select count(*) from ledger')).toBe(1)
  })

  it('550 stops the person, and an unknown address is never written to again', async () => {
    const { campaignId } = await setUp(world, { people: 1, steps: steps3 })
    world.ports.mailer.answer = () => ({ kind: 'refused', stage: 'rcpt', replyCode: 550, response: '550 5.1.1 No such user' })
    activate(world, campaignId)
    await runUntil(world, mondayTen + 10 * dayMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(rows(world, 'select status from enrollments')).toEqual([{ status: 'bounced' }])
    expect(rows(world, 'select value, reason from suppressions')).toEqual([{ value: 'person0@company0.example', reason: 'bounced' }])
    expect(count(world, 'select count(*) from ledger')).toBe(0)
  })

  it('five failures in a row pause the mailbox with a reason', async () => {
    const { campaignId } = await setUp(world, { people: 8 })
    world.ports.mailer.answer = () => ({ kind: 'refused', stage: 'body', replyCode: 554, response: '554 5.7.1 Refused' })
    activate(world, campaignId)
    await runUntil(world, mondayTen + 6 * hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(5)
    const [mailbox] = rows<{ status: string; reason: string }>(world, 'select status, reason from mailboxes')
    expect(mailbox?.status).toBe('paused')
    expect(mailbox?.reason).toContain('5 messages in a row failed')
  })

  it('a server that cannot be reached rests the mailbox and fails nobody', async () => {
    const { campaignId } = await setUp(world, { people: 3 })
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt < 4
        ? { kind: 'broken', stage: 'connect', error: 'refused', errorCode: 'ECONNREFUSED' }
        : { kind: 'accepted', response: '250 ok' }
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(3)
    expect(rows(world, 'select status, failures_in_row from mailboxes')).toEqual([{ status: 'active', failures_in_row: 0 }])
  })

  it('a wrong password pauses the mailbox and loses no message', async () => {
    const { campaignId } = await setUp(world, { people: 2 })
    world.ports.mailer.answer = () => ({ kind: 'refused', stage: 'auth', replyCode: 535, response: '535 5.7.8 Bad credentials' })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(count(world, `select count(*) from sends where status = 'scheduled'`)).toBe(2)
    expect(rows(world, 'select status from mailboxes')).toEqual([{ status: 'paused' }])
  })

  it("a provider's limit is a deferral with a date", async () => {
    const { campaignId } = await setUp(world, { people: 2 })
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 1
        ? { kind: 'refused', stage: 'mail', replyCode: 550, response: '550 5.4.5 Daily user sending limit exceeded' }
        : { kind: 'accepted', response: '250 ok' }
    activate(world, campaignId)
    await runUntil(world, mondayTen + 6 * hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    await runUntil(world, mondayTen + 25 * hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
  })

  it('a line that breaks after DATA leaves the message unconfirmed, and is never tried blindly again', async () => {
    const { campaignId } = await setUp(world, { people: 1, steps: steps3 })
    world.ports.mailer.answer = () => ({ kind: 'broken', stage: 'body', error: 'reset', errorCode: 'ECONNRESET' })
    activate(world, campaignId)
    await runUntil(world, mondayTen + 10 * dayMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(rows(world, 'select status from sends')).toEqual([{ status: 'unconfirmed' }])
    expect(count(world, 'select count(*) from ledger')).toBe(0)
  })

  it('found in Sent, an unconfirmed message was sent, and the sequence goes on', async () => {
    const { campaignId, mailboxIds } = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }] })
    world.ports.mailer.answer = (mail, attempt) => {
      if (attempt > 1) return { kind: 'accepted', response: '250 ok' }
      world.ports.reader.deliver(mailboxIds[0] ?? 0, `Message-ID: ${mail.messageId}\r\nSubject: x\r\n\r\nx`, 'sent')
      return { kind: 'broken', stage: 'body', error: 'reset', errorCode: 'ECONNRESET' }
    }
    activate(world, campaignId)
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(count(world, `select count(*) from sends where status = 'sent'`)).toBe(2)
    expect(count(world, 'select count(*) from ledger')).toBe(2)
  })
})

describe('a message that cannot be written', () => {
  it('is held with its reason, and the others go', async () => {
    const { campaignId, contactIds } = await setUp(world, { people: 3, steps: [{ body: 'At {{companyName}}, {{firstName}}.' }] })
    world.engine.context.commit('test.gap', (tx) => alterContact(tx, contactIds[0] ?? 0, { companyName: '' }))
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
    const [held] = rows<{ held: string; reason: string }>(world, `select held, reason from sends where status = 'scheduled'`)
    expect(held?.held).toBe('missing_variable')
    expect(held?.reason).toContain('companyName')
  })

  it('goes once what was missing has been filled in', async () => {
    const { campaignId, contactIds } = await setUp(world, { people: 1, steps: [{ body: 'At {{companyName}}.' }] })
    world.engine.context.commit('test.gap', (tx) => alterContact(tx, 'all', { companyName: '' }))
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(0)
    await api(world).contacts.update({ id: contactIds[0] ?? 0, companyName: 'Acme' })
    await runUntil(world, mondayTen + 2 * hourMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.text.split('\n')[0])).toEqual(['At Acme.'])
  })

  it('of somebody who was paused on the way stays with them, and goes when they are resumed', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    activate(world, campaignId)
    const [recipientId] = rows<{ id: number }>(world, 'select id from enrollments').map(({ id }) => id)
    world.ports.mailer.during = async () => {
      if (world.ports.mailer.attempts.length === 1) await api(world).recipients.pause({ id: campaignId, recipientId: recipientId ?? 0 })
    }
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 1
        ? { kind: 'refused', stage: 'rcpt', replyCode: 450, response: '450 4.2.0 later' }
        : { kind: 'accepted', response: '250 ok' }
    await runUntil(world, mondayTen + 2 * hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(rows(world, 'select status, held from sends')).toEqual([{ status: 'scheduled', held: 'recipient_paused' }])
    await api(world).recipients.resume({ id: campaignId, recipientId: recipientId ?? 0 })
    await runUntil(world, mondayTen + 3 * hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })

  it('does not go to somebody who was suppressed after planning', async () => {
    const { campaignId } = await setUp(world, { people: 2, gapSeconds: 600 })
    activate(world, campaignId)
    await world.engine.drain()
    world.engine.context.commit('test.suppress', (tx) => suppress(tx, { kind: 'domain', value: 'company1.example', reason: 'manual' }))
    await runUntil(world, mondayTen + dayMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.to.address)).toEqual(['person0@company0.example'])
  })
})

describe('a copy in Sent', () => {
  it('is filed once, where the mailbox wants it', async () => {
    const { campaignId, mailboxIds } = await setUp(world, { people: 2 })
    world.engine.context.commit('test.copy', (tx) => alterMailbox(tx, 'all', { saveSentCopy: true }))
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.reader.sent(mailboxIds[0] ?? 0)).toHaveLength(2)
    expect(count(world, 'select count(*) from jobs')).toBe(0)
  })
})
