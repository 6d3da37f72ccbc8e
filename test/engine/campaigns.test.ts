import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { api, count, dayMs, hourMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(async () => {
  await world.close()
})

/** What a client is told when something is refused. */
async function refusal(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; data: { advice?: string; details?: Record<string, unknown> } }> {
  try {
    await work
  } catch (error) {
    return error as { code: string; message: string; data: { advice?: string } }
  }
  throw new Error('it was not refused')
}

const schedule = { days: [5, 1, 1, 3], start: '08:30', end: '24:00', zone: 'America/New_York', startDate: null }

describe('campaigns', () => {
  it('are made with sensible settings, read, changed and deleted', async () => {
    const made = await api(world).campaigns.create({ name: 'Tea' })
    expect(made).toMatchObject({
      version: 1,
      status: 'draft',
      mailboxIds: [],
      stepCount: 0,
      schedule: { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null },
      waiting: { reason: 'not_activated', until: null },
      nextSendAt: null,
      finishedAt: null,
    })
    expect(made.optOutLine).toMatch(/unsubscribe/)

    const changed = await api(world).campaigns.update({ id: made.id, version: 1, name: 'Tea 2', schedule, stopByCompany: true })
    expect(changed).toMatchObject({ version: 2, name: 'Tea 2', stopByCompany: true, schedule: { ...schedule, days: [1, 3, 5] } })
    // Said again, nothing changes.
    expect((await api(world).campaigns.update({ id: made.id, name: 'Tea 2', schedule })).version).toBe(2)
    expect(await api(world).campaigns.get({ id: made.id })).toMatchObject({ name: 'Tea 2', stats: { recipients: 0, sent: 0 } })

    expect(await api(world).campaigns.remove({ id: made.id })).toEqual({ ok: true })
    expect(await refusal(api(world).campaigns.get({ id: made.id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(rows(world, 'select type from events order by seq desc limit 1')).toEqual([{ type: 'campaign.deleted' }])
  })

  it('refuse what cannot be kept, and change nothing', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const before = await api(world).campaigns.get({ id })
    const backwards = { ...schedule, start: '17:00', end: '09:00' }
    expect(await refusal(api(world).campaigns.create({ name: 'x', schedule: backwards }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/empty/),
    })
    expect(await refusal(api(world).campaigns.update({ id, schedule: backwards }))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await refusal(api(world).campaigns.create({ name: 'x', mailboxIds: [77] }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/no mailbox 77/),
    })
    expect(await refusal(api(world).campaigns.update({ id, mailboxIds: [77] }))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await refusal(api(world).campaigns.update({ id, name: 'a\r\nb' }))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await refusal(api(world).campaigns.create({ name: 'x', schedule: { ...schedule, zone: 'Mars/Olympus' } }))).toMatchObject({
      code: 'BAD_REQUEST',
    })
    for (const verb of ['get', 'remove', 'duplicate', 'review', 'activate', 'pause', 'resume', 'cancel', 'stats', 'executeNext'] as const) {
      expect(await refusal(api(world).campaigns[verb]({ id: 4711 })), verb).toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await api(world).campaigns.get({ id })).toEqual(before)
  })

  it('changed elsewhere are not overwritten', async () => {
    const { id, version } = await api(world).campaigns.create({ name: 'Tea' })
    await api(world).campaigns.update({ id, version, name: 'Mine' })
    const refused = await refusal(api(world).campaigns.update({ id, version, name: 'Yours' }))
    expect(refused).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/changed elsewhere/),
      data: { details: { version: 2 } },
    })
    expect((await api(world).campaigns.get({ id })).name).toBe('Mine')
  })

  it('are listed in pages, newest first, found by name and status', async () => {
    for (const name of ['A 100%', 'B', 'C_', 'D', 'a 100x']) await api(world).campaigns.create({ name })
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await api(world).campaigns.list({ limit: 2, cursor })
      expect(page.total).toBe(5)
      names.push(...page.items.map((item) => item.name))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(names).toEqual(['a 100x', 'D', 'C_', 'B', 'A 100%'])
    expect((await api(world).campaigns.list({ search: '100%' })).items.map((item) => item.name)).toEqual(['A 100%'])
    expect((await api(world).campaigns.list({ search: '_' })).items.map((item) => item.name)).toEqual(['C_'])
    expect((await api(world).campaigns.list({ status: 'active' })).total).toBe(0)
    for (const cursor of ['x', '1e3', '-1', '99999999999999999999', '1 or 1']) {
      expect(await refusal(api(world).campaigns.list({ cursor })), cursor).toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  it('are copied with settings and steps, without people', async () => {
    const { campaignId } = await setUp(world, { people: 3, steps: [{}, { delayDays: 2 }], stopByCompany: true })
    const copy = await api(world).campaigns.duplicate({ id: campaignId })
    expect(copy).toMatchObject({ name: 'Test (copy)', status: 'draft', stepCount: 2, stopByCompany: true })
    expect((await api(world).campaigns.get({ id: copy.id })).stats.recipients).toBe(0)
    expect((await api(world).sequences.list({ id: copy.id })).map(({ position, delayDays }) => [position, delayDays])).toEqual([
      [1, 0],
      [2, 2],
    ])
  })
})

describe('a campaign and its verbs', () => {
  it('starts only when everything is there, and names what is not', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const refused = await refusal(api(world).campaigns.activate({ id }))
    expect(refused.code).toBe('PRECONDITION_FAILED')
    expect(refused.message).toMatch(/no step.*Nobody.*No mailbox/s)
    expect(refused.data.details?.blockers).toHaveLength(3)
    const review = await api(world).campaigns.review({ id })
    expect(review.ready).toBe(false)
    expect(review.items.map((item) => item.code)).toEqual(['no_steps', 'no_recipients', 'no_mailbox'])
    expect((await api(world).campaigns.get({ id })).status).toBe('draft')
  })

  it('said twice is as good as said once', async () => {
    const { campaignId: id } = await setUp(world)
    expect((await api(world).campaigns.activate({ id })).status).toBe('active')
    const again = await api(world).campaigns.activate({ id })
    expect(again.activatedAt).toBe(new Date(mondayTen).toISOString())
    expect((await api(world).campaigns.pause({ id })).waiting).toMatchObject({ reason: 'campaign_paused' })
    expect((await api(world).campaigns.pause({ id })).status).toBe('paused')
    expect((await api(world).campaigns.resume({ id })).status).toBe('active')
    expect((await api(world).campaigns.resume({ id })).status).toBe('active')
    expect(await refusal(api(world).campaigns.remove({ id }))).toMatchObject({
      code: 'CONFLICT',
      data: { advice: expect.stringMatching(/Cancel/) },
    })
    expect((await api(world).campaigns.cancel({ id })).status).toBe('cancelled')
    expect((await api(world).campaigns.cancel({ id })).waiting).toBeNull()
    for (const verb of ['activate', 'pause', 'resume'] as const) {
      expect(await refusal(api(world).campaigns[verb]({ id })), verb).toMatchObject({ code: 'CONFLICT' })
    }
    expect(await refusal(api(world).campaigns.update({ id, optOutLine: 'x' }))).toMatchObject({ code: 'CONFLICT' })
    expect((await api(world).campaigns.update({ id, name: 'An old one' })).name).toBe('An old one')
    expect(await api(world).campaigns.remove({ id })).toEqual({ ok: true })
  })

  it('waits for its start date, and says so', async () => {
    const { campaignId: id } = await setUp(world)
    const start = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: '2026-11-25' }
    await api(world).campaigns.update({ id, schedule: start })
    expect(await api(world).campaigns.activate({ id })).toMatchObject({ status: 'scheduled', reason: 'It starts on 2026-11-25' })
    await runUntil(world, mondayTen + dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(0)
    expect(await api(world).campaigns.get({ id })).toMatchObject({
      waiting: { reason: 'start_date', until: '2026-11-25T08:00:00.000Z' },
      nextSendAt: '2026-11-25T08:00:00.000Z',
    })
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(3)
    expect((await api(world).campaigns.get({ id })).status).toBe('completed')
  })

  it('paused sends nothing, resumed goes on where it was', async () => {
    const { campaignId: id } = await setUp(world, { people: 4, steps: [{}, { delayDays: 1 }], gapSeconds: 600 })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs / 4)
    await api(world).campaigns.pause({ id })
    const sent = world.ports.mailer.delivered.length
    await runUntil(world, mondayTen + 2 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(sent)
    await api(world).campaigns.resume({ id })
    await runUntil(world, mondayTen + 10 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(8)
    expect((await api(world).campaigns.get({ id })).status).toBe('completed')
  })

  it('resumed after the last person answered is complete', async () => {
    const { campaignId: id } = await setUp(world, { people: 1, steps: [{}, { delayDays: 3 }] })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    await api(world).campaigns.pause({ id })
    const [person] = (await api(world).recipients.list({ id })).items
    await api(world).recipients.markResponded({ id, recipientId: person?.id ?? 0 })
    expect((await api(world).campaigns.resume({ id })).status).toBe('completed')
  })

  it('cancelled plans nothing more; what is on its way ends as it ends', async () => {
    const { campaignId: id } = await setUp(world, { people: 3, steps: [{}, { delayDays: 1 }], gapSeconds: 600 })
    await api(world).campaigns.activate({ id })
    let refused: unknown
    world.ports.mailer.during = async () => {
      world.ports.mailer.during = () => {}
      await api(world).campaigns.cancel({ id })
      refused = await refusal(api(world).campaigns.remove({ id }))
    }
    await runUntil(world, mondayTen + 5 * dayMs)
    expect(refused).toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/on its way/) })
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect(rows(world, 'select status, count(*) as n from sends group by status order by status')).toEqual([
      { status: 'cancelled', n: 2 },
      { status: 'sent', n: 1 },
    ])
    expect(rows(world, 'select distinct status, reason from enrollments')).toEqual([
      { status: 'removed', reason: 'The campaign was cancelled' },
    ])
    expect(count(world, 'select count(*) from ledger')).toBe(1)
    expect((await api(world).campaigns.stats({ id })).creditsUsed).toBe(1)
  })

  it('is not deleted while it is not known whether something was sent', async () => {
    const { campaignId: id } = await setUp(world, { people: 1 })
    await api(world).campaigns.activate({ id })
    world.ports.mailer.answer = () => ({ kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' })
    world.ports.mailer.deliversWhenBroken = false
    await runUntil(world, mondayTen + dayMs)
    await api(world).campaigns.cancel({ id })
    expect(await refusal(api(world).campaigns.remove({ id }))).toMatchObject({
      code: 'CONFLICT',
      data: { advice: expect.stringMatching(/Decide/) },
    })
    const [send] = (await api(world).sends.list({ status: 'unconfirmed' })).items
    expect(send).toMatchObject({
      campaignId: id,
      stepPosition: 1,
      email: 'person0@company0.example',
      waiting: { reason: 'unconfirmed', until: null },
    })
    expect(await api(world).sends.resolve({ id: send?.id ?? 0, outcome: 'sent' })).toMatchObject({ status: 'sent', waiting: null })
    expect(await refusal(api(world).sends.resolve({ id: send?.id ?? 0, outcome: 'not_sent' }))).toMatchObject({ code: 'CONFLICT' })
    expect(await refusal(api(world).sends.resolve({ id: 4711, outcome: 'sent' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await api(world).campaigns.remove({ id })).toEqual({ ok: true })
    expect(count(world, 'select count(*) from sends')).toBe(0)
    // What was charged stays charged.
    expect(count(world, 'select count(*) from ledger')).toBe(1)
  })

  it('decided as not sent goes out once more', async () => {
    const { campaignId: id } = await setUp(world, { people: 1 })
    await api(world).campaigns.activate({ id })
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 1 ? { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' } : { kind: 'accepted', response: '250 OK' }
    world.ports.mailer.deliversWhenBroken = false
    await runUntil(world, mondayTen + hourMs)
    const [send] = (await api(world).sends.list({ campaignId: id })).items
    expect(await api(world).sends.resolve({ id: send?.id ?? 0, outcome: 'not_sent' })).toMatchObject({ status: 'scheduled' })
    await runUntil(world, mondayTen + 2 * hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect((await api(world).sends.list({ campaignId: id, status: 'sent' })).total).toBe(1)
  })
})
