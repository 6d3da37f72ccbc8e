import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addEnrollments, alterContact } from '../builders/index.ts'
import { api, count, dayMs, hourMs, mondayTen, openWorld, replyTo, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(async () => {
  await world.close()
})

async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await work
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('it was not refused')
}

async function contacts(...emails: string[]): Promise<number[]> {
  const ids: number[] = []
  for (const email of emails)
    ids.push((await api(world).contacts.create({ email, firstName: email.split('@')[0] ?? '', tags: ['vip'] })).id)
  return ids
}

describe('people enter a campaign', () => {
  it('by id, address, filter or all at once, each once', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const [ann, bob] = await contacts('ann@tea.example', 'bob@tea.example', 'cid@cake.example', 'dan@cake.example')
    expect(await api(world).recipients.add({ id, contactIds: [ann ?? 0, ann ?? 0, bob ?? 0, 999] })).toEqual({
      added: 2,
      alreadyIn: 0,
      suppressed: 0,
      unknown: 1,
    })
    expect(await api(world).recipients.add({ id, filter: { domain: 'cake.example' } })).toMatchObject({ added: 2 })
    expect(await api(world).recipients.add({ id, all: true })).toMatchObject({ added: 0, alreadyIn: 4 })
    expect(
      await api(world).recipients.add({ id, emails: ['ANN@tea.example', 'Eve@New.example', 'eve@new.example', 'not an address', ''] }),
    ).toEqual({ added: 1, alreadyIn: 1, suppressed: 0, unknown: 2 })
    expect((await api(world).contacts.list({ search: 'eve' })).items[0]).toMatchObject({ email: 'Eve@new.example' })
    expect((await api(world).campaigns.stats({ id })).pending).toBe(5)
    expect(await refusal(api(world).recipients.add({ id }))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await refusal(api(world).recipients.add({ id: 99, all: true }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('but not when they are suppressed, and then they do not become contacts', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const [ann] = await contacts('ann@tea.example')
    await api(world).suppressions.add({ kind: 'email', value: 'ann@tea.example' })
    await api(world).suppressions.add({ kind: 'domain', value: 'never.example' })
    expect(await api(world).recipients.add({ id, contactIds: [ann ?? 0], emails: ['x@never.example', 'y@fine.example'] })).toEqual({
      added: 1,
      alreadyIn: 0,
      suppressed: 2,
      unknown: 0,
    })
    expect(count(world, `select count(*) from contacts where domain = 'never.example'`)).toBe(0)
  })

  it('while it runs, and not after it ended', async () => {
    const { campaignId: id } = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }] })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    await api(world).recipients.add({ id, emails: ['late@new.example'] })
    await runUntil(world, mondayTen + 2 * hourMs)
    // Nothing is known of them: the message with their first name waits.
    const [late] = (await api(world).recipients.list({ id, search: 'late' })).items
    expect(late).toMatchObject({ email: 'late@new.example', waiting: { reason: 'missing_variable' } })
    await api(world).campaigns.cancel({ id })
    expect(await refusal(api(world).recipients.add({ id, emails: ['later@new.example'] }))).toMatchObject({ code: 'CONFLICT' })
    expect(count(world, `select count(*) from contacts where email like 'later%'`)).toBe(0)
  })

  it('in great numbers without holding anything up', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const emails = Array.from({ length: 5_000 }, (_, i) => `p${i}@many.example`)
    expect(await api(world).recipients.add({ id, emails })).toEqual({ added: 5_000, alreadyIn: 0, suppressed: 0, unknown: 0 })
    expect((await api(world).recipients.list({ id, limit: 500 })).total).toBe(5_000)
  })
})

describe('the list of recipients', () => {
  it('pages, searches and filters', async () => {
    const { campaignId: id } = await setUp(world, { people: 7, steps: [{}, { delayDays: 1 }] })
    const seen: (string | null)[] = []
    let cursor: string | undefined
    do {
      const page = await api(world).recipients.list({ id, limit: 3, cursor })
      expect(page.total).toBe(7)
      seen.push(...page.items.map((item) => item.email))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(Array.from({ length: 7 }, (_, i) => `person${i}@company${i}.example`))
    expect((await api(world).recipients.list({ id, search: 'person3' })).items).toHaveLength(1)
    expect((await api(world).recipients.list({ id, search: 'pers doe' })).total).toBe(7)
    for (const search of ['" OR 1=1 --', '***', '%', 'a'.repeat(200), 'NEAR(', "'); drop table sends;--"]) {
      expect((await api(world).recipients.list({ id, search })).total, search).toBe(0)
    }
    expect((await api(world).recipients.list({ id, status: 'replied' })).total).toBe(0)
    expect((await api(world).recipients.list({ id, held: false })).total).toBe(7)
    expect((await api(world).recipients.list({ id, unconfirmed: true })).total).toBe(0)
    expect(await refusal(api(world).recipients.list({ id, cursor: 'x' }))).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('says of everybody why they wait and until when', async () => {
    const { campaignId: id } = await setUp(world, { people: 3, steps: [{}, { delayDays: 2 }], gapSeconds: 600 })
    const waits = async () =>
      (await api(world).recipients.list({ id })).items.map((item) => [item.status, item.waiting?.reason, item.nextStep, item.stepsSent])
    expect(await waits()).toEqual(Array(3).fill(['pending', 'not_activated', null, 0]))
    await api(world).campaigns.activate({ id })
    expect(await waits()).toEqual(Array(3).fill(['pending', 'queued', null, 0]))
    await runUntil(world, mondayTen + 60_000)
    expect(await waits()).toEqual([
      ['active', 'not_due', 2, 1],
      ['active', 'gap', 1, 0],
      ['active', 'gap', 1, 0],
    ])
    const [first, second, third] = (await api(world).recipients.list({ id })).items
    expect(first?.nextSendAt).toBe('2026-11-25T09:00:00.000Z')
    expect(second?.nextSendAt).toBe('2026-11-23T09:10:00.000Z')
    await api(world).recipients.pause({ id, recipientId: third?.id ?? 0 })
    world.ports.mailer.answer = () => ({ kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' })
    await runUntil(world, mondayTen + 20 * 60_000)
    expect((await waits()).map(([, reason]) => reason)).toEqual(['not_due', 'unconfirmed', 'recipient_paused'])
    const open = await api(world).recipients.list({ id, unconfirmed: true })
    expect(open.items).toEqual([expect.objectContaining({ id: second?.id, unconfirmedSendId: expect.any(Number), nextSendAt: null })])
    await api(world).campaigns.pause({ id })
    expect((await waits()).map(([, reason]) => reason)).toEqual(['campaign_paused', 'unconfirmed', 'campaign_paused'])
  })
})

describe('the time of the next message', () => {
  const planned = async (id: number) =>
    new Map((await api(world).plans.messages({ id, limit: 500 })).items.toReversed().map(({ recipientId, at }) => [recipientId, at]))

  it('is that of the plan, for everybody who waits in the same queue', async () => {
    const { campaignId: id } = await setUp(world, { people: 5, steps: [{}, { delayDays: 2 }], gapSeconds: 600 })
    await api(world).campaigns.activate({ id })
    const before = (await api(world).recipients.list({ id })).items
    expect(before.map(({ waiting }) => waiting?.reason)).toEqual(Array(5).fill('queued'))
    expect(new Set(before.map(({ nextSendAt }) => nextSendAt)).size).toBe(5)
    await runUntil(world, mondayTen + 60_000)
    const people = (await api(world).recipients.list({ id })).items
    expect(people.map(({ nextSendAt }) => nextSendAt)).toEqual([
      '2026-11-25T09:00:00.000Z',
      '2026-11-23T09:10:00.000Z',
      '2026-11-23T09:20:00.000Z',
      '2026-11-23T09:30:00.000Z',
      '2026-11-23T09:40:00.000Z',
    ])
    const plan = await planned(id)
    for (const { id: recipientId, nextSendAt, waiting } of people) {
      expect(nextSendAt).toBe(plan.get(recipientId))
      expect(waiting?.until).toBe(nextSendAt)
      expect((await api(world).recipients.get({ id, recipientId })).nextSendAt).toBe(nextSendAt)
    }
    const last = people.at(-1)
    const history = await api(world).contacts.history({ id: last?.contactId ?? 0 })
    expect(history.campaigns[0]?.nextSendAt).toBe('2026-11-23T09:40:00.000Z')
  })

  it('is on another day where the mailbox has sent all it may today', async () => {
    const { campaignId: id } = await setUp(world, { people: 4, gapSeconds: 600, dailyCap: 2 })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const waiting = (await api(world).recipients.list({ id, status: 'active' })).items
    expect(waiting.map((person) => [person.waiting?.reason, person.nextSendAt])).toEqual([
      ['daily_cap', '2026-11-24T08:00:00.000Z'],
      ['daily_cap', '2026-11-24T08:10:00.000Z'],
    ])
    const plan = await planned(id)
    for (const { id: recipientId, nextSendAt } of waiting) expect(nextSendAt).toBe(plan.get(recipientId))
  })

  it('is left open where so many wait that nobody foretells it for a table', async () => {
    const { campaignId: id } = await setUp(world, { people: 3, gapSeconds: 600 })
    await api(world).campaigns.activate({ id })
    world.engine.context.commit('test.many', (tx) =>
      addEnrollments(tx, 50_001, (n) => ({ campaignId: id, addressHash: `many-${n}`, createdAt: 0, updatedAt: 0 })),
    )
    const [first] = (await api(world).recipients.list({ id, limit: 1 })).items
    expect(first).toMatchObject({ nextSendAt: null, waiting: { reason: 'queued' } })
    expect(first?.waiting?.message).toContain('in its turn')
  })
})

describe('one person', () => {
  it('is paused and goes on, also before anything was planned', async () => {
    const { campaignId: id } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
    const [first, second] = (await api(world).recipients.list({ id })).items.map((item) => item.id)
    expect(await api(world).recipients.pause({ id, recipientId: first ?? 0 })).toMatchObject({ status: 'paused', reason: 'Paused by you' })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.to.address)).toEqual(['person1@company1.example'])
    await api(world).recipients.pause({ id, recipientId: second ?? 0 })
    await runUntil(world, mondayTen + 2 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect((await api(world).recipients.get({ id, recipientId: first ?? 0 })).waiting?.reason).toBe('recipient_paused')
    expect(await api(world).recipients.resume({ id, recipientId: first ?? 0 })).toMatchObject({ status: 'pending' })
    expect(await api(world).recipients.resume({ id, recipientId: second ?? 0 })).toMatchObject({ status: 'active', reason: '' })
    expect(await api(world).recipients.resume({ id, recipientId: second ?? 0 })).toMatchObject({ status: 'active' })
    await runUntil(world, mondayTen + 5 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(4)
    expect((await api(world).campaigns.get({ id })).status).toBe('completed')
    expect(await refusal(api(world).recipients.pause({ id, recipientId: first ?? 0 }))).toMatchObject({ code: 'CONFLICT' })
    expect(await refusal(api(world).recipients.resume({ id, recipientId: first ?? 0 }))).toMatchObject({ code: 'CONFLICT' })
  })

  it('that was paused while a message was held is held again for the same reason', async () => {
    const { campaignId: id } = await setUp(world, { people: 1, steps: [{ subject: 's', body: '{{city}}' }] })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const [person] = (await api(world).recipients.list({ id })).items
    const recipientId = person?.id ?? 0
    await api(world).recipients.pause({ id, recipientId })
    await api(world).recipients.resume({ id, recipientId })
    await runUntil(world, mondayTen + 2 * hourMs)
    expect((await api(world).recipients.get({ id, recipientId })).waiting?.reason).toBe('missing_variable')
    expect(world.ports.mailer.attempts).toHaveLength(0)
  })

  it('paused while their message was on its way and came back, gets it after all once they go on', async () => {
    const { campaignId: id } = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }] })
    await api(world).campaigns.activate({ id })
    const recipientId = (await api(world).recipients.list({ id })).items[0]?.id ?? 0
    world.ports.mailer.during = async () => {
      world.ports.mailer.during = () => {}
      await api(world).recipients.pause({ id, recipientId })
    }
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 1 ? { kind: 'refused', stage: 'rcpt', replyCode: 451, response: '4.7.1 Later' } : { kind: 'accepted', response: '250 OK' }
    await runUntil(world, mondayTen + 5 * hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(await api(world).recipients.get({ id, recipientId })).toMatchObject({
      status: 'paused',
      waiting: { reason: 'recipient_paused' },
    })
    await api(world).recipients.resume({ id, recipientId })
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
    expect((await api(world).campaigns.get({ id })).status).toBe('completed')
  })

  it('marked as answered gets nothing more, costs nothing, and stops the company where that is wished', async () => {
    const { campaignId: id, contactIds } = await setUp(world, { people: 3, steps: [{}, { delayDays: 1 }], stopByCompany: true })
    alterContact(world.engine.context.db, contactIds[1] ?? 0, { domain: 'company0.example', email: 'b@company0.example' })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const credits = count(world, 'select count(*) from ledger')
    const [first] = (await api(world).recipients.list({ id })).items
    expect(await api(world).recipients.markResponded({ id, recipientId: first?.id ?? 0 })).toMatchObject({
      status: 'replied',
      reason: 'Marked as answered by you',
      waiting: null,
    })
    expect(count(world, 'select count(*) from ledger')).toBe(credits)
    await runUntil(world, mondayTen + 3 * dayMs)
    const later = world.ports.mailer.delivered.slice(3).map(({ mail }) => mail.to.address)
    expect(later).toEqual(['person2@company2.example'])
    expect((await api(world).recipients.list({ id })).items.map((item) => item.status)).toEqual(['replied', 'removed', 'completed'])
  })

  it('taken out of a draft can come back, taken out of a running campaign stays out', async () => {
    const { campaignId: id, contactIds } = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }] })
    await api(world).recipients.add({ id, emails: ['ann@tea.example'] })
    const [, ann] = (await api(world).recipients.list({ id })).items
    await api(world).recipients.remove({ id, recipientId: ann?.id ?? 0 })
    expect(await refusal(api(world).recipients.get({ id, recipientId: ann?.id ?? 0 }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await api(world).recipients.add({ id, emails: ['ann@tea.example'] })).toMatchObject({ added: 1 })

    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const [person] = (await api(world).recipients.list({ id })).items
    await api(world).recipients.remove({ id, recipientId: person?.id ?? 0 })
    expect(await api(world).recipients.get({ id, recipientId: person?.id ?? 0 })).toMatchObject({
      status: 'removed',
      waiting: null,
      nextSendAt: null,
    })
    expect(contactIds).toHaveLength(1)
    const before = world.ports.mailer.delivered.length
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(world.ports.mailer.delivered.slice(before).map(({ mail }) => mail.to.address)).not.toContain('person0@company0.example')
  })

  it('of another campaign is not found', async () => {
    const { campaignId } = await setUp(world, { people: 1 })
    const other = await api(world).campaigns.create({ name: 'Other' })
    const [person] = (await api(world).recipients.list({ id: campaignId })).items
    const wrong = { id: other.id, recipientId: person?.id ?? 0 }
    const before = rows(world, 'select * from enrollments')
    for (const verb of ['get', 'remove', 'actions', 'markResponded', 'pause', 'resume'] as const) {
      expect(await refusal(api(world).recipients[verb](wrong)), verb).toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(rows(world, 'select * from enrollments')).toEqual(before)
  })

  it('has a time line of what was said and what came back', async () => {
    const { campaignId: id } = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }] })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const [first] = world.ports.mailer.delivered
    if (!first) throw new Error('nothing was sent')
    replyTo(world, first, 'Yes please.')
    await runUntil(world, mondayTen + 2 * hourMs)
    const [person] = (await api(world).recipients.list({ id })).items
    const actions = await api(world).recipients.actions({ id, recipientId: person?.id ?? 0 })
    expect(actions[0]).toMatchObject({ type: 'recipients.added', message: 'Added to the campaign' })
    expect(actions.find((action) => action.type === 'send.sent')).toMatchObject({
      stepPosition: 1,
      subject: 'Hello Person0',
      body: expect.stringMatching(/^Step 1 for Person0/),
    })
    expect(actions.find((action) => action.type === 'reply.received')).toMatchObject({
      subject: 'Re: Hello Person0',
      body: expect.stringMatching(/Yes please/),
    })
    expect(actions.map((action) => action.seq)).toEqual([...actions.map((action) => action.seq)].sort((a, b) => a - b))
  })

  it('whose contact was deleted keeps their history', async () => {
    const { campaignId: id, contactIds } = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }] })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    await api(world).contacts.remove({ id: contactIds[0] ?? 0 })
    const [person] = (await api(world).recipients.list({ id })).items
    expect(person).toMatchObject({ contactId: null, email: null, fullName: '', stepsSent: 1 })
    expect((await api(world).sends.list({ campaignId: id, status: 'sent' })).items[0]).toMatchObject({ email: 'person0@company0.example' })
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })
})
