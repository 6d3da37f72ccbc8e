import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CommitHooks } from '../../src/main/engine/db/core/commit.ts'
import { planReport } from '../../src/main/engine/lifecycle/send/report.ts'
import type { SendOutcome } from '../../src/main/engine/rules/sending/send-outcome.ts'

import {
  addPurchase,
  addRun,
  alterCampaign,
  alterEnrollment,
  alterMailbox,
  alterWorkspace,
  removeCampaignMailboxes,
  removeReports,
} from '../builders/index.ts'
import { count, dayMs, hourMs, minuteMs, openWorld, reopen, rows, runUntil, setUp, type World } from './harness.ts'

const accepted: SendOutcome = { kind: 'accepted', response: '250 ok' }
const brokenAfterData: SendOutcome = { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' }
/** Sunday evening: the window of the campaign is closed. */
const sunday = Date.parse('2026-11-22T20:00:00Z')

let world: World
let campaignId: number
afterEach(() => world.close())

/** A recurring campaign with two days behind it, complete now. */
async function completed(setup: { mailboxes?: number; hooks?: CommitHooks } = {}): Promise<void> {
  world = openWorld({ at: sunday, ...(setup.hooks ? { hooks: setup.hooks } : {}) })
  world.ports.log.error = () => {}
  campaignId = (await setUp(world, { people: 1, mailboxes: setup.mailboxes ?? 1 })).campaignId
  world.engine.context.commit('test.complete', (tx) => {
    alterCampaign(tx, campaignId, { audience: 'discovery', status: 'completed', name: 'Baristas' })
    alterEnrollment(tx, 'all', { status: 'completed' })
    addRun(tx, { campaignId, number: 1, day: '2026-11-19', found: 200, emailsFound: 150, sent: 150 })
    addRun(tx, { campaignId, day: '2026-11-20', status: 'skipped', reason: 'The computer was asleep.' })
    const searched = { campaignId, runId: 1, items: 50, askedAt: 0 }
    addPurchase(tx, { ...searched, millicredits: 1500 })
    addPurchase(tx, { ...searched, status: 'unsure' })
    planReport(tx, campaignId)
  })
}

function report() {
  const [row] = rows<{ status: string; reason: string; due_at: number; attempts: number; mailbox_id: number }>(
    world,
    // When it is tried, or looked for, next; 0 where nothing more is done.
    `select s.*, coalesce(j.run_at, iif(s.status = 'scheduled', s.due_at, 0)) as due_at from sends s
     left join jobs j on j.ref_id = s.id and j.kind = 'confirm' where s.purpose = 'report'`,
  )
  return row
}

const pass = (ms: number) => runUntil(world, world.clock.now() + ms)
const said = () =>
  rows<{ message: string }>(world, `select message from events where message like '%report%' order by seq`).map((row) => row.message)

describe('the mail about a completed campaign', () => {
  it('leaves once, from the first mailbox to itself, outside the window, at no cost', async () => {
    await completed({ mailboxes: 2 })
    world.engine.context.commit('test.again', (tx) => planReport(tx, campaignId))
    await world.engine.start()
    await pass(dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
    const [sent] = world.ports.mailer.delivered
    expect(sent).toMatchObject({
      mailboxId: 1,
      mail: {
        from: { name: 'Sam Sender', address: 'sam0@sender.example' },
        to: { name: 'Sam Sender', address: 'sam0@sender.example' },
        subject: 'Baristas is complete: 0 people written to, 0 answers',
        unsubscribeMailto: null,
        autoSubmitted: 'auto-generated',
      },
    })
    expect(sent?.mail.text).toContain('It ran on 1 day, from Thu 19 Nov 2026 to Fri 20 Nov 2026. 1 day was skipped.')
    expect(sent?.mail.text).toContain(
      'Influencers Club: 1.5 of its credits, for 2 requests. 50 items may have been charged without an answer',
    )
    expect(report()).toMatchObject({ status: 'sent', reason: '' })
    expect(count(world, 'select count(*) from ledger')).toBe(0)
    expect(said()).toEqual(['The report about this campaign is in your inbox'])
  })

  it('is not planned in test mode, nor for other audiences', async () => {
    await completed()
    world.engine.context.commit('test.mode', (tx) => {
      removeReports(tx)
      alterCampaign(tx, 'all', { testMode: true })
      planReport(tx, campaignId)
      alterCampaign(tx, 'all', { testMode: false, audience: 'list' })
      planReport(tx, campaignId)
    })
    expect(count(world, `select count(*) from sends where purpose = 'report'`)).toBe(0)
  })

  it('waits while all sending is paused', async () => {
    await completed()
    const pause = (paused: boolean) => world.engine.context.commit('test.pause', (tx) => alterWorkspace(tx, { paused }))
    pause(true)
    await world.engine.start()
    await pass(10 * dayMs)
    expect(world.ports.mailer.attempts).toEqual([])
    pause(false)
    await pass(minuteMs)
    expect(report()?.status).toBe('sent')
  })

  it('goes from another mailbox where those of the campaign are gone', async () => {
    await completed({ mailboxes: 3 })
    world.engine.context.commit('test.mailboxes', (tx) => {
      removeCampaignMailboxes(tx, { mailboxId: 3 })
      alterMailbox(tx, 1, { status: 'paused' })
      alterMailbox(tx, 2, { removedAt: 1 })
    })
    await world.engine.start()
    await pass(minuteMs)
    expect(world.ports.mailer.delivered.map(({ mailboxId }) => mailboxId)).toEqual([3])
  })

  it('looks for a mailbox that works every hour, for a week', async () => {
    await completed()
    const set = (status: 'active' | 'paused') => world.engine.context.commit('test.pause', (tx) => alterMailbox(tx, 'all', { status }))
    set('paused')
    await world.engine.start()
    await pass(5 * hourMs)
    expect(report()).toMatchObject({ status: 'scheduled', reason: 'No mailbox can send right now' })
    set('active')
    await pass(hourMs)
    expect(report()?.status).toBe('sent')

    await world.close()
    await completed()
    set('paused')
    await world.engine.start()
    await pass(8 * dayMs)
    expect(report()).toMatchObject({ status: 'failed', reason: 'No mailbox could send it within a week' })
    set('active')
    await pass(dayMs)
    expect(world.ports.mailer.attempts).toEqual([])
  })

  it('is tried again later after a temporary refusal, under the same id', async () => {
    await completed()
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt < 3 ? { kind: 'refused', stage: 'rcpt', replyCode: 451, response: '451 4.7.1 Later' } : accepted
    await world.engine.start()
    await pass(minuteMs)
    expect(report()).toMatchObject({ status: 'scheduled', attempts: 1, reason: expect.stringContaining('451') })
    await pass(hourMs)
    expect(world.ports.mailer.attempts.map(({ mail }) => mail.messageId)).toEqual(
      Array(3).fill(world.ports.mailer.delivered[0]?.mail.messageId),
    )
    expect(report()?.status).toBe('sent')
  })

  it('has failed, in words, where the server refuses it for good', async () => {
    await completed()
    world.ports.mailer.answer = () => ({ kind: 'refused', stage: 'body', replyCode: 554, response: '554 5.7.1 No' })
    await world.engine.start()
    await pass(dayMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(report()).toMatchObject({ status: 'failed', reason: 'The mail server refused the message for good (554 554 5.7.1 No)' })
    expect(said()).toEqual(['The report about this campaign was not sent. The mail server refused the message for good (554 554 5.7.1 No)'])
  })

  it('goes from the next mailbox where the first is refused by its server', async () => {
    await completed({ mailboxes: 2 })
    world.ports.mailer.answer = (mail) =>
      mail.from.address.startsWith('sam0') ? { kind: 'refused', stage: 'auth', replyCode: 535, response: '535 5.7.8 No' } : accepted
    await world.engine.start()
    await pass(minuteMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.messageId)).toEqual([expect.stringMatching(/@sender\.example>$/)])
    expect(report()).toMatchObject({ status: 'sent', mailbox_id: 2 })
  })

  it('waits as long as the provider asked for', async () => {
    await completed()
    world.ports.mailer.answer = (_mail, attempt) =>
      attempt === 1 ? { kind: 'refused', stage: 'body', replyCode: 550, response: '550 5.4.5 Daily sending limit exceeded' } : accepted
    await world.engine.start()
    await pass(20 * hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    await pass(5 * hourMs)
    expect(report()?.status).toBe('sent')
  })
})

describe('where nobody knows whether it left', () => {
  it('is looked for in Sent once, and then left as it is', async () => {
    await completed()
    world.ports.mailer.answer = () => brokenAfterData
    await world.engine.start()
    await pass(3 * dayMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(report()).toMatchObject({ status: 'unconfirmed', due_at: 0 })
    expect(said()).toEqual([
      expect.stringMatching(/^It could not be confirmed that the report about this campaign was sent\. The connection broke/),
    ])
  })

  it('was sent where it is in Sent', async () => {
    await completed()
    world.ports.mailer.answer = (mail) => {
      world.ports.reader.deliver(1, `Message-ID: ${mail.messageId}\r\n\r\n`, 'sent')
      return brokenAfterData
    }
    await world.engine.start()
    await pass(minuteMs)
    expect(report()?.status).toBe('sent')
  })

  it('is looked for again where Sent cannot be read', async () => {
    await completed()
    world.ports.mailer.answer = (mail) => {
      world.ports.reader.deliver(1, `Message-ID: ${mail.messageId}\r\n\r\n`, 'sent')
      world.ports.reader.down = new Error('offline')
      return brokenAfterData
    }
    await world.engine.start()
    await pass(3 * hourMs)
    expect(report()?.status).toBe('unconfirmed')
    world.ports.reader.down = null
    await pass(2 * hourMs)
    expect(report()?.status).toBe('sent')
  })

  it('was sent where it comes into the inbox that it was written to, which is nobody’s reply', async () => {
    await completed()
    world.ports.mailer.answer = () => brokenAfterData
    await world.engine.start()
    await pass(2 * hourMs)
    expect(report()?.status).toBe('unconfirmed')
    const [sent] = world.ports.mailer.delivered
    world.ports.reader.deliver(
      1,
      [`From: Sam Sender <sam0@sender.example>`, `To: sam0@sender.example`, `Message-ID: ${sent?.mail.messageId}`, '', 'x', ''].join(
        '\r\n',
      ),
    )
    await pass(2 * hourMs)
    expect(report()?.status).toBe('sent')
    expect(rows(world, 'select class, enrollment_id from incoming')).toEqual([{ class: 'own', enrollment_id: null }])
    expect(count(world, 'select count(*) from threads')).toBe(0)
  })
})

describe('a crash around the two commits', () => {
  class Crash extends Error {}
  let dieAt = ''
  let died = false
  const maybe = (side: string, name: string) => {
    if (died) throw new Crash('dead')
    if (dieAt === `${side} ${name}`) {
      died = true
      throw new Crash(dieAt)
    }
  }
  const hooks: CommitHooks = { before: (name) => maybe('before', name), after: (name) => maybe('after', name) }
  beforeEach(() => {
    died = false
    dieAt = ''
  })

  it.each([
    { point: 'before report.claim', status: 'sent', mails: 1 },
    { point: 'after report.claim', status: 'unconfirmed', mails: 0 },
    { point: 'before report.settle', status: 'unconfirmed', mails: 1 },
    { point: 'after report.settle', status: 'sent', mails: 1 },
  ])('$point: $status, and never a second mail', async ({ point, status, mails }) => {
    await completed({ hooks })
    dieAt = point
    await world.engine.start()
    await runUntil(world, world.clock.now() + minuteMs, () => died)
    expect(died).toBe(true)
    reopen(world)
    await world.engine.start()
    await pass(3 * dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(mails)
    expect(report()).toMatchObject({ status, due_at: 0 })
    expect(said()).toEqual([expect.stringMatching(status === 'sent' ? /in your inbox$/ : /^It could not be confirmed/)])
  })
})
