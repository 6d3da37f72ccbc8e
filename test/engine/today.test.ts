import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addAnswer, addSend, addThread, addThreadsOfReplies, alterContact, alterMailbox, alterWorkspace } from '../builders/index.ts'
import { activate, api, count, hourMs, minuteMs, mondayTen, openWorld, replyTo, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

describe('today', () => {
  it('is a line of what was sent and what is still to leave', async () => {
    const { campaignId: id } = await setUp(world, { people: 5, gapSeconds: 600, steps: [{}, { delayHours: 2 }] })
    expect(await api(world).today.get()).toMatchObject({
      day: '2026-11-23',
      zone: 'Europe/Berlin',
      opensAt: null,
      planned: 0,
      dots: [],
      campaigns: [],
    })
    await world.engine.start()
    activate(world, id)
    await runUntil(world, mondayTen + 25 * minuteMs)
    const day = await api(world).today.get()
    expect(day).toMatchObject({
      opensAt: '2026-11-23T08:00:00.000Z',
      closesAt: '2026-11-23T16:00:00.000Z',
      sent: 3,
      planned: 7,
      groups: [],
    })
    expect(day.campaigns).toMatchObject([
      { id, name: 'Test', status: 'active', planned: 7, sent: 3, nextSendAt: '2026-11-23T09:30:00.000Z', waiting: { reason: 'gap' } },
    ])
    expect(day.dots.map(({ state }) => state)).toEqual([...Array(3).fill('sent'), ...Array(7).fill('planned')])
    expect(day.dots[3]).toMatchObject({ at: '2026-11-23T09:30:00.000Z', campaignName: 'Test', stepPosition: 1, name: 'Person3 Doe' })
    // The follow-up of somebody whose first message is still to leave has no row yet.
    expect(day.dots.at(-1)).toMatchObject({ stepPosition: 2, sendId: null, name: 'Person4 Doe' })
    await runUntil(world, mondayTen + 12 * hourMs)
    expect(world.ports.mailer.delivered.map(({ at }) => new Date(at).toISOString())).toEqual(day.dots.map(({ at }) => at))
  })

  it('counts up to midnight of the workspace, and no more than cap and credits let', async () => {
    const { campaignId: id } = await setUp(world, { people: 40, dailyCap: 30, gapSeconds: 60 })
    activate(world, id)
    expect(await api(world).today.get()).toMatchObject({ planned: 30 })
    alterWorkspace(world.engine.context.db, { dailyCredits: 12 })
    expect(await api(world).today.get()).toMatchObject({ planned: 12 })
    expect((await api(world).credits.get()).neededToday).toBe(12)
    world.clock.jump(mondayTen + 6.9 * hourMs)
    expect(await api(world).today.get()).toMatchObject({ planned: 6 })
    world.clock.jump(mondayTen + 7 * hourMs)
    expect(await api(world).today.get()).toMatchObject({ planned: 0 })
  })

  it('gathers a long day by quarters of an hour', async () => {
    const { campaignId: id } = await setUp(world, { people: 600, gapSeconds: 30 })
    alterWorkspace(world.engine.context.db, { dailyCredits: 1000 })
    activate(world, id)
    await world.engine.start()
    await runUntil(world, mondayTen + 20 * minuteMs)
    const day = await api(world).today.get()
    expect(day.dots).toEqual([])
    expect(day.groups.slice(0, 3)).toEqual([
      { at: '2026-11-23T09:00:00.000Z', sent: 30, planned: 0, held: 0 },
      { at: '2026-11-23T09:15:00.000Z', sent: 11, planned: 19, held: 0 },
      { at: '2026-11-23T09:30:00.000Z', sent: 0, planned: 30, held: 0 },
    ])
    expect(day.groups.reduce((sum, { planned }) => sum + planned, 0)).toBe(day.planned)
    expect(day).toMatchObject({ sent: 41, planned: 559 })
  })
})

describe('what needs a person', () => {
  it('stands in order, the gravest first, with all that is needed to act', async () => {
    const {
      campaignId: id,
      mailboxIds,
      contactIds,
    } = await setUp(world, {
      people: 4,
      gapSeconds: 60,
      steps: [{ subject: 'Hi', body: 'Hi {{city}}' }],
    })
    const { db } = world.engine.context
    alterContact(db, contactIds.slice(1), { customFields: { city: 'Bonn' } })
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 2 ? { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' } : { kind: 'accepted', response: '250 ok' }
    world.ports.mailer.deliversWhenBroken = false
    await world.engine.start()
    activate(world, id)
    await runUntil(world, mondayTen + 10 * minuteMs)
    expect(await api(world).engine.status()).toMatchObject({ state: 'needs_you', needs: 2 })
    const [first] = world.ports.mailer.delivered
    if (!first) throw new Error('nothing was sent')
    replyTo(world, first, 'Yes,\n\n  tell me more.')
    await runUntil(world, mondayTen + 20 * minuteMs)
    addThreadsOfReplies(db)
    const thread = count(world, 'select id from threads')
    const failed = { status: 'failed', reason: 'The server refused it', dueAt: mondayTen, createdAt: mondayTen } as const
    addAnswer(db, { threadId: thread, mailboxId: mailboxIds[0] ?? 0, ...failed })
    alterMailbox(db, 'all', { status: 'paused', reason: '5 messages in a row failed.' })
    const needs = await api(world).today.needs()
    expect(needs.total).toBe(5)
    expect(needs.items.map(({ kind }) => kind)).toEqual(['mailbox', 'answer', 'unconfirmed', 'reply', 'held'])
    expect(needs.items).toMatchObject([
      { mailboxId: mailboxIds[0], email: 'sam0@sender.example', message: '5 messages in a row failed.' },
      { threadId: thread, name: 'Person1 Doe', message: 'The server refused it' },
      { campaignId: id, name: 'Person2 Doe', stepPosition: 1 },
      { threadId: thread, name: 'Person1 Doe', campaignName: 'Test', message: 'Yes, tell me more.' },
      { campaignId: id, reason: 'missing_variable', count: 1 },
    ])
    expect(new Set(needs.items.map(({ key }) => key)).size).toBe(5)
    alterMailbox(db, 'all', { reason: 'Paused by you.' })
    expect((await api(world).today.needs()).total).toBe(4)
    expect((await api(world).engine.status()).needs).toBe(4)
  })

  it('is at most a hundred things, with their number', async () => {
    const { campaignId: id, mailboxIds } = await setUp(world, { people: 150 })
    const { db } = world.engine.context
    const enrollmentIds = rows<{ id: number }>(world, 'select id from enrollments').map((row) => row.id)
    for (const enrollmentId of enrollmentIds) {
      addThread(db, { enrollmentId, mailboxId: mailboxIds[0] ?? 0, lastAt: mondayTen + enrollmentId, createdAt: mondayTen })
    }
    activate(world, id)
    const held = {
      stepId: count(world, 'select id from steps'),
      mailboxId: 1,
      held: 'template_error' as const,
      dueAt: mondayTen,
      createdAt: mondayTen,
    }
    for (const enrollmentId of enrollmentIds) addSend(db, { campaignId: id, enrollmentId, ...held })
    const needs = await api(world).today.needs()
    expect(needs).toMatchObject({ total: 151 })
    expect(needs.items).toHaveLength(100)
    expect(needs.items[0]).toMatchObject({ kind: 'reply', name: 'Person149 Doe' })
    expect(needs.items.at(-1)).toMatchObject({ kind: 'held', count: 150 })
  })
})

describe('what happened in a campaign', () => {
  it('is told by step and by day', async () => {
    const { campaignId: id } = await setUp(world, { people: 4, steps: [{}, { delayDays: 1 }] })
    await world.engine.start()
    activate(world, id)
    await runUntil(world, mondayTen + hourMs)
    const [first] = world.ports.mailer.delivered
    if (!first) throw new Error('nothing was sent')
    replyTo(world, first)
    await runUntil(world, mondayTen + 2 * hourMs)
    expect(await api(world).plans.funnel({ id })).toMatchObject([
      { position: 1, subject: 'Hello {{firstName}}', planned: 0, sent: 4, replied: 1, bounced: 0, optedOut: 0, removed: false },
      { position: 2, planned: 3, sent: 0, replied: 0 },
    ])
    await runUntil(world, mondayTen + 30 * hourMs)
    expect(await api(world).plans.days({ id })).toEqual([
      { day: '2026-11-23', sent: 4, replies: 1, bounces: 0 },
      { day: '2026-11-24', sent: 3, replies: 0, bounces: 0 },
    ])
    expect((await api(world).campaigns.get({ id })).stats.replyRate).toBe(0.25)
  })
})
