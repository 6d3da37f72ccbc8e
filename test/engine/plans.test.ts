import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlannedMessage } from '../../src/shared/schemas/plan.ts'
import { alterContact, alterWorkspace } from '../builders/index.ts'
import { api, dayMs, hourMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(() => world.close())

/** Every page, one after the other. */
async function allMessages(query: { id: number; day?: string; search?: string }, limit = 7): Promise<PlannedMessage[]> {
  const items: PlannedMessage[] = []
  let cursor: string | undefined
  do {
    const page = await api(world).plans.messages({ ...query, limit, cursor })
    items.push(...page.items)
    if (page.nextCursor === null) expect(items).toHaveLength(page.total)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

const sequence = { people: 12, mailboxes: 2, gapSeconds: 600, steps: [{}, { delayDays: 2 }, { delayDays: 3, delayHours: 4 }] }

describe('the plan', () => {
  it('of a draft says what happens after activation, to the minute', async () => {
    const { campaignId: id } = await setUp(world, sequence)
    const plan = await api(world).plans.get({ id })
    const messages = await allMessages({ id })
    expect(plan).toMatchObject({ zone: 'Europe/Berlin', recipients: 12, messages: 36, placed: 36, notPlaced: [], notes: [] })
    expect(plan.days[0]).toEqual({ day: '2026-11-23', count: 12, bySteps: [12, 0, 0] })
    expect(plan.days.reduce((sum, { count }) => sum + count, 0)).toBe(36)
    expect(plan.hours.slice(0, 2)).toEqual([
      { day: '2026-11-23', hour: 10, count: 12 },
      { day: '2026-11-25', hour: 10, count: 12 },
    ])
    expect([messages[0]?.at, messages.at(-1)?.at]).toEqual([plan.firstAt, plan.lastAt])
    expect(messages[0]).toMatchObject({
      name: 'Person1 Doe',
      email: 'person1@company1.example',
      stepPosition: 1,
      mailboxEmail: 'sam0@sender.example',
    })

    await world.engine.start()
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + 30 * dayMs)
    const sent = rows<{ at: number; recipientId: number; stepId: number }>(
      world,
      'select sent_at as at, enrollment_id as recipientId, step_id as stepId from sends order by sent_at, mailbox_id',
    )
    expect(messages.map(({ at, recipientId, stepId }) => ({ at: Date.parse(at ?? ''), recipientId, stepId }))).toEqual(sent)
    expect(await api(world).plans.get({ id })).toMatchObject({ recipients: 0, messages: 0, placed: 0, firstAt: null, days: [] })
  })

  it('names who has no time, and why', async () => {
    const { campaignId: id, contactIds } = await setUp(world, {
      people: 4,
      gapSeconds: 60,
      steps: [
        { subject: 'Hi', body: 'Hi {{city}}' },
        { delayDays: 1, body: 'Again' },
      ],
    })
    alterContact(world.engine.context.db, contactIds.slice(1), { customFields: { city: 'Bonn' } })
    await world.engine.start()
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const people = (await api(world).recipients.list({ id })).items
    await api(world).recipients.pause({ id, recipientId: people[3]?.id ?? 0 })
    const plan = await api(world).plans.get({ id })
    expect(plan).toMatchObject({ recipients: 4, messages: 5, placed: 2 })
    expect(plan.notPlaced).toEqual([
      { count: 2, message: expect.stringContaining('A variable is empty') },
      { count: 1, message: 'You paused the person' },
    ])
    const messages = await allMessages({ id }, 2)
    expect(messages.filter(({ at }) => at === null).map(({ name, stepPosition }) => [name, stepPosition])).toEqual([
      ['Person0 Doe', 1],
      ['Person0 Doe', 2],
      ['Person3 Doe', 2],
    ])
    await api(world).campaigns.pause({ id })
    expect((await api(world).plans.get({ id })).notPlaced).toEqual([{ count: 5, message: 'You paused the campaign' }])
    await api(world).campaigns.cancel({ id })
    expect(await api(world).plans.get({ id })).toMatchObject({ messages: 0, notPlaced: [] })
  })

  it('is read by day and by name, page by page, without a gap or a double', async () => {
    const { campaignId: id } = await setUp(world, sequence)
    const all = await allMessages({ id }, 500)
    const key = ({ recipientId, stepId }: PlannedMessage) => `${recipientId}.${stepId}`
    for (const limit of [1, 5]) expect((await allMessages({ id }, limit)).map(key)).toEqual(all.map(key))
    const day = await allMessages({ id, day: '2026-11-25' })
    expect(day.map(key)).toEqual(all.filter(({ stepPosition }) => stepPosition === 2).map(key))
    const found = await allMessages({ id, search: 'person7@' })
    expect(found.map(({ name, stepPosition }) => [name, stepPosition])).toEqual([1, 2, 3].map((step) => ['Person7 Doe', step]))
    expect(await allMessages({ id, search: '%%%' })).toEqual([])
    await expect(api(world).plans.messages({ id, cursor: 'nonsense' })).rejects.toThrow(/cursor/)
  })

  it('says what makes it slower', async () => {
    const { campaignId: id } = await setUp(world, { people: 20, dailyCap: 5 })
    expect((await api(world).plans.get({ id })).notes).toEqual(['sam0@sender.example reaches its cap of 5 a day on 3 days.'])
    alterWorkspace(world.engine.context.db, { dailyCredits: 4 })
    expect((await api(world).plans.get({ id })).notes).toEqual(['The 4 credits of a day are used up on 4 days.'])
    alterWorkspace(world.engine.context.db, { dailyCredits: 0 })
    expect(await api(world).plans.get({ id })).toMatchObject({ messages: 20, placed: 0, notPlaced: [{ count: 20 }] })
  })

  it('lists who lacks variables, the worst first', async () => {
    const { campaignId: id } = await setUp(world, {
      people: 3,
      steps: [{ subject: 'Hi', body: '{{city}}' }, { body: '{{city}} {{pet}} {{ hobby | default: "music" }}' }],
    })
    alterContact(world.engine.context.db, 1, { customFields: { pet: 'cat' } })
    alterContact(world.engine.context.db, 2, { customFields: { pet: 'cat', city: 'Bonn' } })
    expect(await api(world).plans.gaps({ id })).toEqual([
      { recipientId: 3, contactId: 3, name: 'Person2 Doe', email: 'person2@company2.example', missing: ['city', 'pet'] },
      { recipientId: 1, contactId: 1, name: 'Person0 Doe', email: 'person0@company0.example', missing: ['city'] },
    ])
    expect(await api(world).plans.gaps({ id, limit: 1 })).toHaveLength(1)
  })
})
