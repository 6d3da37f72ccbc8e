import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outlookOf } from '../../src/main/engine/views/forecast/index.ts'
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
    const { sqlite } = tx
    const id = Number(
      sqlite
        .prepare(
          `insert into campaigns (name, status, days, start_time, end_time, zone, start_date, opt_out_line, created_at, updated_at)
           values ('Second', 'draft', '[1,3,6,7]', '01:00', '12:30', 'America/New_York', '2026-03-22', 'Stop?', ?, ?)`,
        )
        .run(tx.at, tx.at).lastInsertRowid,
    )
    sqlite.exec(`insert into campaign_mailboxes (campaign_id, mailbox_id, position) values (${id}, ${first.mailboxIds[1]}, 0)`)
    sqlite.exec(
      `insert into steps (campaign_id, position, subject, body, delay_days, delay_hours, created_at, updated_at)
       values (${id}, 1, 'Hi', 'One', 0, 5, ${tx.at}, ${tx.at}), (${id}, 2, '', 'Two', 1, 0, ${tx.at}, ${tx.at})`,
    )
    for (let i = 0; i < 30; i++) {
      sqlite.exec(
        `insert into contacts (email, email_key, domain, created_at, updated_at) values ('b${i}@other.example', 'b${i}@other.example', 'other.example', ${tx.at}, ${tx.at})`,
      )
      sqlite.exec(
        `insert into enrollments (campaign_id, contact_id, address_hash, status, created_at, updated_at) values (${id}, last_insert_rowid(), 'other-${i}', 'pending', ${tx.at}, ${tx.at})`,
      )
    }
    sqlite.exec(`update workspace set daily_credits = 26; update mailboxes set gap_jitter_seconds = ${jitter}`)
    return id
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
    world.engine.context.db.sqlite.exec('update mailboxes set gap_jitter_seconds = 60; update workspace set daily_credits = 1000')
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
