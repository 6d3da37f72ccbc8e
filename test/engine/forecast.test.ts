import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outlookOf } from '../../src/main/engine/views/forecast/index.ts'
import { addCampaign, addCampaignMailboxes, addContact, addEnrollment, addStep, alterMailbox, alterWorkspace } from '../builders/index.ts'
import { activate, dayMs, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld({ at: Date.parse('2026-03-20T14:50:00Z') })
})
afterEach(() => world.close())

async function foretold() {
  const outlook = await outlookOf(world.engine.context)
  return outlook.at.map((at, index) => {
    const person = outlook.queue.people[outlook.person[index] ?? -1]
    const campaign = outlook.queue.campaigns[person?.campaign ?? -1]
    return {
      at: new Date(at).toISOString(),
      recipientId: person?.recipientId,
      stepId: campaign?.steps[outlook.step[index] ?? -1]?.id,
      mailboxId: outlook.queue.mailboxes[person?.mailbox ?? -1]?.id,
    }
  })
}

function sent() {
  const found = rows<{ at: number; recipientId: number; stepId: number; mailboxId: number }>(
    world,
    `select claimed_at as at, enrollment_id as recipientId, step_id as stepId, mailbox_id as mailboxId from sends where status = 'sent'
     order by claimed_at, mailbox_id, id`,
  )
  return found.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
}

/** Two campaigns over a change of the clocks, on the same mailboxes, with too few credits and caps for a day. */
async function twoCampaigns(jitter = 0) {
  const first = await setUp(world, {
    people: 40,
    mailboxes: 2,
    gapSeconds: 240,
    dailyCap: 17,
    steps: [{}, { delayDays: 2, delayHours: 3 }, { delayDays: 3 }],
  })
  const second = world.engine.context.commit('test.second', (tx) => {
    const schedule = { days: [1, 3, 6, 7], startTime: '01:00', endTime: '12:30', zone: 'America/New_York', startDate: '2026-03-22' }
    const campaignId = addCampaign(tx, { name: 'Second', ...schedule, optOutLine: 'Stop?' })
    addCampaignMailboxes(tx, campaignId, first.mailboxIds.slice(1, 2))
    addStep(tx, { campaignId, subject: 'Hi', body: 'One', delayHours: 5 })
    addStep(tx, { campaignId, body: 'Two', delayDays: 1 })
    for (let i = 0; i < 30; i++) {
      const contactId = addContact(tx, { email: `b${i}@other.example` })
      addEnrollment(tx, { campaignId, contactId, addressHash: `other-${i}` })
    }
    alterWorkspace(tx, { dailyCredits: 26 })
    alterMailbox(tx, 'all', { gapJitterSeconds: jitter })
    return campaignId
  })
  return { first: first.campaignId, second }
}

describe('the forecast and what the engine does', () => {
  it('is what is really sent, to the millisecond and in the same order, when nobody answers', async () => {
    const { first, second } = await twoCampaigns()
    await world.engine.start()
    activate(world, first)
    activate(world, second)
    const plan = await foretold()
    expect(plan).toHaveLength(40 * 3 + 30 * 2)
    await runUntil(world, world.clock.now() + 60 * dayMs)
    expect(sent()).toEqual(plan)
  })

  it('is still what is sent when it is made in the middle', async () => {
    const { first, second } = await twoCampaigns()
    await world.engine.start()
    activate(world, first)
    activate(world, second)
    await runUntil(world, world.clock.now() + 4 * dayMs + 3_600_000)
    const before = sent()
    const plan = await foretold()
    await runUntil(world, world.clock.now() + 60 * dayMs)
    expect(before.length).toBeGreaterThan(30)
    expect(sent()).toEqual([...before, ...plan])
  })

  it('comes close by the hour where the gap varies', async () => {
    const { campaignId } = await setUp(world, { people: 300, gapSeconds: 120 })
    alterMailbox(world.engine.context.db, 'all', { gapJitterSeconds: 60 })
    alterWorkspace(world.engine.context.db, { dailyCredits: 1000 })
    await world.engine.start()
    activate(world, campaignId)
    const plan = await foretold()
    await runUntil(world, world.clock.now() + 6 * dayMs)
    const byHour = (list: { at: string }[]) => {
      const counts = new Map<string, number>()
      for (const { at } of list) counts.set(at.slice(0, 13), (counts.get(at.slice(0, 13)) ?? 0) + 1)
      return counts
    }
    const planned = byHour(plan)
    const real = byHour(sent())
    for (const [hour, count] of planned) expect(Math.abs((real.get(hour) ?? 0) - count), hour).toBeLessThanOrEqual(4)
  })
})
