import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { alterContact } from '../builders/index.ts'
import { api, count, dayMs, hourMs, mondayTen, openWorld, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
beforeEach(() => {
  world = openWorld()
})
afterEach(async () => {
  await world.close()
})

async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string; data: { advice?: string } }> {
  try {
    await work
  } catch (error) {
    return error as { code: string; message: string; data: { advice?: string } }
  }
  throw new Error('it was not refused')
}

async function order(id: number): Promise<string[]> {
  const steps = await api(world).sequences.list({ id })
  expect(steps.map((step) => step.position)).toEqual(steps.map((_, index) => index + 1))
  return steps.map((step) => step.body)
}

describe('steps', () => {
  it('are added, moved, changed and removed', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const a = await api(world).sequences.add({ id, subject: 'Hi {{firstName}}', body: 'a {{city}} {{firstName | default: "x"}}' })
    expect(a).toMatchObject({ position: 1, channel: 'email', delayDays: 0, variables: ['firstName', 'city'] })
    const c = await api(world).sequences.add({ id, body: 'c', delayDays: 2, delayHours: 3 })
    const b = await api(world).sequences.add({ id, body: 'b', position: 2 })
    await api(world).sequences.add({ id, body: 'd', position: 99 })
    expect(await order(id)).toEqual([a.body, 'b', 'c', 'd'])
    const steps = await api(world).sequences.list({ id })
    const ids = steps.map((step) => step.id)
    const reordered = await api(world).sequences.reorder({ id, stepIds: [...ids].reverse() })
    expect(reordered.map((step) => step.body)).toEqual(['d', 'c', 'b', a.body])
    await api(world).sequences.remove({ id, step: b.id })
    expect(await order(id)).toEqual(['d', 'c', a.body])
    expect(await api(world).sequences.update({ id, step: c.id, body: 'c2', delayDays: 5 })).toMatchObject({
      body: 'c2',
      delayDays: 5,
      delayHours: 3,
    })
    expect((await api(world).campaigns.get({ id })).stepCount).toBe(3)
  })

  it('that are wrong are refused with the line, and nothing changes', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const step = await api(world).sequences.add({ id, subject: 's', body: 'x' })
    expect(await refusal(api(world).sequences.add({ id, body: 'Hi\n{{ firstName' }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/The text.*Line 2/),
    })
    expect(await refusal(api(world).sequences.update({ id, step: step.id, subject: '{% if x %}' }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/The subject.*Line 1/),
    })
    expect(await refusal(api(world).sequences.add({ id, body: '  \n ' }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/empty/),
    })
    expect(await refusal(api(world).sequences.add({ id, body: 'x', subject: 'a\nBcc: x' }))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await order(id)).toEqual(['x'])
  })

  it('of another campaign are not found', async () => {
    const mine = await api(world).campaigns.create({ name: 'Mine' })
    const yours = await api(world).campaigns.create({ name: 'Yours' })
    const step = await api(world).sequences.add({ id: yours.id, subject: 's', body: 'x' })
    const own = await api(world).sequences.add({ id: mine.id, subject: 's', body: 'y' })
    expect(await refusal(api(world).sequences.update({ id: mine.id, step: step.id, body: 'z' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(api(world).sequences.remove({ id: mine.id, step: step.id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(api(world).sequences.preview({ id: mine.id, step: step.id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(api(world).sequences.testMail({ id: mine.id, step: step.id }))).toMatchObject({ code: 'NOT_FOUND' })
    for (const stepIds of [[step.id], [own.id, step.id], [own.id, own.id], [own.id + 99]]) {
      expect(await refusal(api(world).sequences.reorder({ id: mine.id, stepIds }))).toMatchObject({ code: 'CONFLICT' })
    }
    expect(
      await refusal(api(world).campaigns.previewChange({ id: mine.id, change: { kind: 'removeStep', stepId: step.id } })),
    ).toMatchObject({ code: 'NOT_FOUND' })
    expect(await order(yours.id)).toEqual(['x'])
  })

  it('of an activated campaign keep what it needs, and those of an ended one stay', async () => {
    const { campaignId: id } = await setUp(world, { people: 1, steps: [{}] })
    const [only] = await api(world).sequences.list({ id })
    await api(world).campaigns.activate({ id })
    expect(await refusal(api(world).sequences.remove({ id, step: only?.id ?? 0 }))).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/last step/),
    })
    expect(await refusal(api(world).sequences.update({ id, step: only?.id ?? 0, subject: '' }))).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/needs a subject/),
    })
    expect(await refusal(api(world).sequences.add({ id, body: 'x', position: 1 }))).toMatchObject({ code: 'CONFLICT' })
    await api(world).campaigns.cancel({ id })
    expect(await refusal(api(world).sequences.add({ id, subject: 's', body: 'x' }))).toMatchObject({
      code: 'CONFLICT',
      data: { advice: expect.stringMatching(/Duplicate/) },
    })
    expect(await refusal(api(world).sequences.remove({ id, step: only?.id ?? 0 }))).toMatchObject({ code: 'CONFLICT' })
    expect(await order(id)).toEqual(['Step 1 for {{firstName}}.'])
  })

  it('with a hole hold one message, and a new text lets it go', async () => {
    const { campaignId: id, contactIds } = await setUp(world, { people: 2, steps: [{ subject: 'Hi', body: 'Greetings to {{city}}' }] })
    alterContact(world.engine.context.db, contactIds[0] ?? 0, { customFields: { city: 'Bonn' } })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.to.address)).toEqual(['person0@company0.example'])
    const held = await api(world).recipients.list({ id, held: true })
    expect(held.total).toBe(1)
    expect(held.items[0]).toMatchObject({
      email: 'person1@company1.example',
      waiting: { reason: 'missing_variable', message: expect.stringMatching(/"city" is empty/), until: null },
      nextSendAt: null,
    })

    const [step] = await api(world).sequences.list({ id })
    await api(world).sequences.update({ id, step: step?.id ?? 0, body: 'Greetings to {{city | default: "you"}}' })
    await runUntil(world, mondayTen + 2 * hourMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.text.split('\n')[0])).toEqual(['Greetings to Bonn', 'Greetings to you'])
  })
})

describe('a preview', () => {
  it('shows unsaved text, a sample person, holes and problems', async () => {
    const { id } = await api(world).campaigns.create({ name: 'Tea' })
    const step = await api(world).sequences.add({ id, subject: 'Hi {{firstName}}', body: 'at {{companyName}}' })
    expect(await api(world).sequences.preview({ id, step: step.id })).toMatchObject({
      contactId: null,
      to: 'alex.sample@example.com',
      subject: 'Hi Alex',
      missing: [],
      problem: null,
    })
    expect(await api(world).sequences.preview({ id, step: step.id, body: '{{city}}!' })).toMatchObject({
      missing: ['city'],
      problem: null,
      text: expect.stringMatching(/^!/),
    })
    expect(await api(world).sequences.preview({ id, step: step.id, body: '{{city' })).toMatchObject({
      problem: expect.stringMatching(/Line 1/),
      text: '',
    })
    const creator = {
      platform: 'tiktok' as const,
      handle: 'bean.lab',
      fullName: 'Bean Lab',
      profileUrl: 'https://x.example/',
      followers: 42_000,
    }
    const body = '{{firstName}} {{handle}} {{platform}} {{followers}} {{profileUrl}} {{companyName}}'
    expect(await api(world).sequences.preview({ id, step: step.id, creator, body })).toMatchObject({
      contactId: null,
      text: expect.stringMatching(/^Bean bean\.lab tiktok 42000 https:\/\/x\.example\//),
      missing: ['companyName'],
    })
    expect(await refusal(api(world).sequences.preview({ id, step: step.id, contactId: 99 }))).toMatchObject({ code: 'NOT_FOUND' })
    expect((await api(world).sequences.list({ id }))[0]?.body).toBe('at {{companyName}}')
  })
})

describe('a test mail', () => {
  it('goes to oneself, is no part of the campaign and costs nothing', async () => {
    const { campaignId: id } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
    const [, second] = await api(world).sequences.list({ id })
    const result = await api(world).sequences.testMail({ id, step: second?.id ?? 0 })
    expect(result).toMatchObject({ ok: true, message: expect.stringMatching(/sam0@sender\.example.*no credit/) })
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect(world.ports.mailer.delivered[0]?.mail).toMatchObject({
      to: { address: 'sam0@sender.example' },
      subject: '[Test] Re: Hello Person0',
      inReplyTo: '',
      references: [],
      unsubscribeMailto: null,
      messageId: expect.stringMatching(/^<[0-9a-f-]+@sender\.example>$/),
    })
    for (const table of ['sends', 'drafts', 'ledger', 'mailbox_days']) expect(count(world, `select count(*) from ${table}`), table).toBe(0)
  })

  it('says in words what went wrong', async () => {
    const { campaignId: id } = await setUp(world, { steps: [{ subject: 's', body: '{{city}}' }, { body: 'x' }] })
    const [holey, fine] = await api(world).sequences.list({ id })
    expect(await api(world).sequences.testMail({ id, step: holey?.id ?? 0 })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/"city" is empty/),
    })
    world.ports.mailer.answer = () => ({ kind: 'refused', stage: 'auth', replyCode: 535, response: '5.7.8 Bad credentials' })
    expect(await api(world).sequences.testMail({ id, step: fine?.id ?? 0 })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/535 5\.7\.8 Bad credentials/),
    })
    expect(await refusal(api(world).sequences.testMail({ id, step: fine?.id ?? 0, to: 'nobody' }))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(rows(world, 'select status from mailboxes')).toEqual([{ status: 'active' }])
    const { id: bare } = await api(world).campaigns.create({ name: 'Bare' })
    const step = await api(world).sequences.add({ id: bare, subject: 's', body: 'x' })
    expect(await refusal(api(world).sequences.testMail({ id: bare, step: step.id }))).toMatchObject({ code: 'PRECONDITION_FAILED' })
  })

  it('goes to the own mailboxes, and to nobody else', async () => {
    const { campaignId: id } = await setUp(world, { mailboxes: 2 })
    const [step] = await api(world).sequences.list({ id })
    const to = (address: string) => api(world).sequences.testMail({ id, step: step?.id ?? 0, to: address })
    expect(await to('Sam1@Sender.example')).toMatchObject({ ok: true })
    for (const address of ['person0@company0.example', 'sam0@sender.example.evil.example', 'someone@sender.example']) {
      expect(await refusal(to(address))).toMatchObject({ code: 'BAD_REQUEST' })
    }
    expect(world.ports.mailer.attempts.map(({ mail }) => mail.to.address)).toEqual(['Sam1@sender.example'])
  })

  it('never goes to somebody who must not be written to', async () => {
    const { campaignId: id } = await setUp(world)
    await api(world).suppressions.add({ kind: 'email', value: 'gone@elsewhere.example' })
    const [step] = await api(world).sequences.list({ id })
    expect(await refusal(api(world).sequences.testMail({ id, step: step?.id ?? 0, to: 'Gone@Elsewhere.example' }))).toMatchObject({
      code: 'CONFLICT',
    })
    expect(world.ports.mailer.attempts).toHaveLength(0)
  })
})

describe('an edit of a running campaign', () => {
  it('is asked about beforehand without a trace', async () => {
    const { campaignId: id } = await setUp(world, { people: 3, steps: [{}, { delayDays: 5 }] })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs)
    const [, second] = await api(world).sequences.list({ id })
    const dump = () =>
      ['campaigns', 'steps', 'sends', 'enrollments', 'events', 'campaign_mailboxes'].map((table) => rows(world, `select * from ${table}`))
    const before = dump()
    expect(await api(world).campaigns.previewChange({ id, change: { kind: 'removeStep', stepId: second?.id ?? 0 } })).toMatchObject({
      messagesCancelled: 3,
      recipientsAffected: 3,
      messagesAdded: 0,
      changes: [expect.any(String), 'Everybody is done then: the campaign completes, and no step can be added to it any more.'],
    })
    expect(
      await api(world).campaigns.previewChange({ id, change: { kind: 'addStep', step: { body: 'third', delayDays: 1 } } }),
    ).toMatchObject({
      recipientsAffected: 0,
      messagesAdded: 0,
      changes: ['A step is added as number 3.'],
    })
    expect(await refusal(api(world).campaigns.previewChange({ id, change: { kind: 'addStep', step: { body: '{{' } } }))).toMatchObject({
      code: 'BAD_REQUEST',
    })
    const delay = { kind: 'editStep' as const, stepId: second?.id ?? 0, step: { delayDays: 3 } }
    // What is left out of an edit stays as it is.
    expect(await api(world).campaigns.previewChange({ id, change: delay })).toMatchObject({
      changes: ['Step 2 comes 3 days after the one before.'],
      messagesMoved: 3,
    })
    expect(dump()).toEqual(before)
  })

  it('reaches those who had finished, in time', async () => {
    const { campaignId: id } = await setUp(world, { people: 3, steps: [{}], gapSeconds: 300 })
    const people = (await api(world).recipients.list({ id })).items
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + 60_000)
    await api(world).recipients.pause({ id, recipientId: people[2]?.id ?? 0 })
    await runUntil(world, mondayTen + hourMs)
    expect((await api(world).recipients.list({ id })).items.map((item) => item.status)).toEqual(['completed', 'completed', 'paused'])
    const step = { body: 'Step 2', delayDays: 4, delayHours: 12 }
    // Four days and twelve hours after Monday 10:00 is Friday night: it leaves when the window opens.
    expect(await api(world).campaigns.previewChange({ id, change: { kind: 'addStep', step } })).toMatchObject({
      recipientsAffected: 2,
      recipientsReopened: 2,
      messagesAdded: 2,
      messagesMoved: 0,
      firstNewSendAt: '2026-11-30T08:00:00.000Z',
    })
    await api(world).sequences.add({ id, ...step })
    await runUntil(world, mondayTen + 8 * dayMs)
    expect(
      world.ports.mailer.delivered.slice(2).map(({ at, mail }) => [new Date(at).toISOString(), mail.subject, mail.inReplyTo !== '']),
    ).toEqual([
      ['2026-11-30T08:00:00.000Z', 'Re: Hello Person0', true],
      ['2026-11-30T08:05:00.000Z', 'Re: Hello Person1', true],
    ])
  })

  it('of mailboxes keeps people with whom they have heard from', async () => {
    const { campaignId: id, mailboxIds } = await setUp(world, { people: 4, mailboxes: 2, steps: [{}, { delayDays: 1 }], gapSeconds: 3600 })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + hourMs / 2)
    const heard = world.ports.mailer.delivered.map(({ mail, mailboxId }) => [mail.to.address, mailboxId])
    expect(heard).toHaveLength(2)
    const keep = mailboxIds[0] ?? 0
    const change = { kind: 'settings' as const, mailboxIds: [keep] }
    const impact = await api(world).campaigns.previewChange({ id, change })
    expect(impact.messagesMoved).toBe(1)
    expect(impact.changes.join(' ')).toMatch(/One person who has already heard from a mailbox that leaves keeps hearing from it/)
    await api(world).campaigns.update({ id, mailboxIds: [keep] })
    await runUntil(world, mondayTen + 9 * dayMs)
    const byPerson = new Map<string, Set<number>>()
    for (const { mail, mailboxId } of world.ports.mailer.delivered)
      byPerson.set(mail.to.address, (byPerson.get(mail.to.address) ?? new Set()).add(mailboxId))
    expect(world.ports.mailer.delivered).toHaveLength(8)
    for (const used of byPerson.values()) expect(used.size).toBe(1)
    for (const [address, mailboxId] of heard) expect([...(byPerson.get(String(address)) ?? [])]).toEqual([mailboxId])
    expect(await refusal(api(world).campaigns.update({ id, mailboxIds: [] }))).toMatchObject({ code: 'CONFLICT' })
  })

  it('of the schedule holds from the next message on', async () => {
    const { campaignId: id } = await setUp(world, { people: 3, gapSeconds: 600 })
    await api(world).campaigns.activate({ id })
    await runUntil(world, mondayTen + 60_000)
    const schedule = { days: [2], start: '15:00', end: '16:00', zone: 'Europe/Berlin', startDate: null }
    const impact = await api(world).campaigns.previewChange({ id, change: { kind: 'settings', schedule } })
    expect(impact.changes).toEqual([
      'Messages leave on Tuesday, 15:00 to 16:00 (Europe/Berlin).',
      '2 planned messages follow the new times.',
    ])
    await api(world).campaigns.update({ id, schedule })
    expect((await api(world).campaigns.get({ id })).nextSendAt).toBe('2026-11-24T14:00:00.000Z')
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(world.ports.mailer.delivered.map(({ at }) => new Date(at).toISOString())).toEqual([
      '2026-11-23T09:00:00.000Z',
      '2026-11-24T14:00:00.000Z',
      '2026-11-24T14:10:00.000Z',
    ])
  })
})
