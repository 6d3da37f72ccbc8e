import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alterContact, alterMailbox, alterWorkspace } from '../builders/index.ts'
import { countCpu } from '../fakes/cpu-time.ts'
import { activate as activateRow, api, dayMs, hourMs, mondayTen, openWorld, replyTo, runUntil, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(async () => {
  await world.close()
})

describe('the numbers of a campaign', () => {
  it('are what the rows say', async () => {
    const { campaignId: id } = await setUp(world, { people: 5, steps: [{}, { delayDays: 1 }] })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const [first] = world.ports.mailer.delivered
    if (!first) throw new Error('nothing was sent')
    replyTo(world, first)
    await runUntil(world, mondayTen + 2 * hourMs)
    const people = (await api(world).recipients.list({ id })).items
    await api(world).recipients.pause({ id, recipientId: people[1]?.id ?? 0 })
    const stats = (await api(world).campaigns.get({ id })).stats
    expect(stats).toMatchObject({
      recipients: 5,
      replied: 1,
      repliedToday: 1,
      active: 3,
      paused: 1,
      sent: 5,
      sentToday: 5,
      scheduled: 4,
      held: 1,
      creditsUsed: 6,
    })
    world.clock.jump(mondayTen + dayMs)
    expect((await api(world).campaigns.list({})).items[0]?.stats).toMatchObject({ sent: 5, sentToday: 0, repliedToday: 0 })
  })

  it('execute-next sends the next batch and breaks no rule', async () => {
    const { campaignId: id } = await setUp(world, { people: 3, gapSeconds: 600 })
    await api(world).campaigns.activate({ id })
    expect(await api(world).campaigns.executeNext({ id })).toMatchObject({ sent: 1, failed: 0, waiting: { reason: 'gap' } })
    expect(await api(world).campaigns.executeNext({ id })).toMatchObject({ sent: 0, waiting: { reason: 'gap' } })
    await api(world).campaigns.pause({ id })
    expect(await api(world).campaigns.executeNext({ id })).toMatchObject({ sent: 0, waiting: { reason: 'campaign_paused' } })
  })
})

describe('a review', () => {
  it('counts holes by writing every message', async () => {
    const { campaignId: id, contactIds } = await setUp(world, {
      people: 4,
      steps: [{ subject: 'Hi', body: 'Hi {{firstName}} of {{city}}' }, { body: '{{ city | default: "your town" }}' }],
    })
    const everySecond = contactIds.filter((contactId) => contactId % 2 === 0)
    alterContact(world.engine.context.db, everySecond, { customFields: { city: 'Bonn' } })
    const review = await api(world).campaigns.review({ id })
    expect(review).toMatchObject({ ready: true, recipients: 4, messages: 8 })
    const holes = review.items.find((item) => item.code === 'missing_variables')
    expect(holes).toMatchObject({ level: 'warning', count: 2, message: expect.stringMatching(/"city" is empty for 2 people/) })
    expect(review.items.map((item) => item.code)).toEqual(expect.arrayContaining(['mailbox_untested', 'no_gap', 'no_postal_address']))

    // The review and the engine agree on who is held.
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    expect((await api(world).campaigns.stats({ id })).held).toBe(2)
  })

  it('names broken templates, paused mailboxes, missing subjects and too few credits', async () => {
    const { campaignId: id, mailboxIds } = await setUp(world, { people: 5, steps: [{ subject: '', body: '{{ broken' }] })
    alterMailbox(world.engine.context.db, mailboxIds, { status: 'paused' })
    alterWorkspace(world.engine.context.db, { dailyCredits: 3 })
    const { ready, items } = await api(world).campaigns.review({ id })
    expect(ready).toBe(false)
    expect(items.filter((item) => item.level === 'blocker').map((item) => item.code)).toEqual([
      'template_error',
      'template_error',
      'mailbox_paused',
    ])
    expect(items.find((item) => item.code === 'sends_today_exceed_credits')).toMatchObject({ count: 2 })
  })

  it('says how many it looked at', async () => {
    const { campaignId: id } = await setUp(world, { people: 2_050, steps: [{ body: '{{city}}' }] })
    const cpuMs = countCpu()
    const { items } = await api(world).campaigns.review({ id })
    expect(items.find((item) => item.code === 'missing_variables')).toMatchObject({
      count: 2000,
      message: expect.stringMatching(/first 2000, out of 2050/),
    })
    expect(cpuMs()).toBeLessThan(5_000)
  })
})

describe('the wait of a campaign', () => {
  it('is planned by the same templates that a preview shows', async () => {
    const { campaignId: id, contactIds } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
    const [first, second] = await api(world).sequences.list({ id })
    const preview = await api(world).sequences.preview({ id, step: first?.id ?? 0 })
    const followUp = await api(world).sequences.preview({ id, step: second?.id ?? 0, contactId: contactIds[1] })
    activateRow(world, id)
    await runUntil(world, mondayTen + 2 * dayMs)
    const sent = world.ports.mailer.delivered.map(({ mail }) => mail)
    const one = sent.find((mail) => mail.to.address === preview.to)
    expect(one).toMatchObject({ subject: preview.subject, text: preview.text, html: preview.html })
    const two = sent.findLast((mail) => mail.to.address === followUp.to)
    expect(two).toMatchObject({ subject: followUp.subject, text: followUp.text })
    expect(followUp.subject).toBe('Re: Hello Person1')
  })
})
