import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/shared/events.ts'
import { countCpu } from '../fakes/cpu-time.ts'
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
let client: ReturnType<typeof api>

beforeEach(async () => {
  world = openWorld()
  client = api(world)
})
afterEach(() => world.close())

/** A running campaign whose first messages have left. */
async function sent(people = 3) {
  const { campaignId, contactIds } = await setUp(world, { people, steps: [{}, { delayDays: 2 }] })
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, mondayTen + 30 * minuteMs)
  const to = (n: number) => {
    const found = world.ports.mailer.delivered.find(({ mail }) => mail.to.address === `person${n}@company${n}.example`)
    if (!found) throw new Error(`person${n} got nothing`)
    return found
  }
  return { campaignId, contactIds, to }
}

async function hear(): Promise<void> {
  await runUntil(world, world.clock.now() + 10 * minuteMs)
}

function raw(from: string, to: { mail: { messageId: string } }, headers: string, body: string): string {
  return [
    `From: ${from}`,
    'To: sam0@sender.example',
    `Message-ID: <m-${Math.random().toString(36).slice(2)}@elsewhere.example>`,
    `In-Reply-To: ${to.mail.messageId}`,
    headers,
    '',
    body,
    '',
  ].join('\r\n')
}

describe('a conversation', () => {
  it('begins with a reply, unread, in the commit that records it', async () => {
    const { campaignId, contactIds, to } = await sent()
    replyTo(world, to(1), 'Yes, tell me more.\n\nOn Mon, Sam wrote 23 Nov:\n> Step 1 for Person1.')
    await hear()
    const { items, total } = await client.inbox.list({})
    expect(total).toBe(1)
    expect(items[0]).toMatchObject({
      ...{
        campaignId,
        contactId: contactIds[1],
        name: 'Person1 Doe',
        email: 'person1@company1.example',
        mailboxEmail: 'sam0@sender.example',
      },
      ...{ subject: 'Re: Hello Person1', snippet: 'Yes, tell me more.', lastDirection: 'in', messages: 2, unread: true, state: 'open' },
      ...{ mark: null, suppressed: false },
    })
    const conversation = (await client.inbox.get({ id: items[0]?.id ?? 0 })).conversation
    expect(conversation.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['campaign sent', 'reply received'])
    expect(conversation[1]).toMatchObject({ text: 'Yes, tell me more.', quoted: expect.stringContaining('> Step 1 for Person1.') })
    const [told] = rows<{ campaign_id: number; enrollment_id: number }>(world, `select * from events where type = 'thread.changed'`)
    expect(told).toMatchObject({ campaign_id: campaignId, enrollment_id: items[0]?.recipientId })
    expect(await client.inbox.counts()).toEqual({ unread: 1, open: 1, snoozed: 0, done: 0, interested: 0 })
  })

  it('is not begun by machines, but shows what they say', async () => {
    const { to } = await sent()
    const absent = raw('person0@company0.example', to(0), 'Auto-Submitted: auto-replied\r\nSubject: Out of office', 'I am away.')
    world.ports.reader.deliver(1, absent)
    await hear()
    expect((await client.inbox.list({})).total).toBe(0)
    replyTo(world, to(0), 'Back again.')
    await hear()
    const { items } = await client.inbox.list({})
    const { conversation } = await client.inbox.get({ id: items[0]?.id ?? 0 })
    expect(conversation.map(({ kind }) => kind)).toEqual(['campaign', 'auto_reply', 'reply'])
    await client.inbox.update({ id: items[0]?.id ?? 0, unread: false, state: 'done' })
    world.ports.reader.deliver(1, absent.replace('<m-', '<n-'))
    await hear()
    expect((await client.inbox.list({})).items[0]).toMatchObject({ unread: false, state: 'done', messages: 4 })
  })

  it('comes back to the open ones, unread, when they write again', async () => {
    const { to } = await sent()
    replyTo(world, to(0))
    await hear()
    const id = (await client.inbox.list({})).items[0]?.id ?? 0
    await client.inbox.update({ id, unread: false, state: 'done', mark: 'interested' })
    replyTo(world, to(0), 'One more thing.')
    await hear()
    expect((await client.inbox.list({})).items[0]).toMatchObject({ id, unread: true, state: 'open', mark: 'interested', messages: 3 })
    await client.inbox.update({ id, state: 'snoozed', snoozedUntil: new Date(world.clock.now() + dayMs).toISOString() })
    replyTo(world, to(0), 'And another.')
    await hear()
    expect((await client.inbox.list({})).items[0]).toMatchObject({ state: 'open', snoozedUntil: null })
    expect(count(world, 'select count(*) from threads')).toBe(1)
  })

  it('that was snoozed comes back by itself at its time, told as an event', async () => {
    const { to } = await sent()
    replyTo(world, to(0))
    await hear()
    const id = (await client.inbox.list({})).items[0]?.id ?? 0
    const until = world.clock.now() + 5 * hourMs
    await client.inbox.update({ id, unread: false, state: 'snoozed', snoozedUntil: new Date(until).toISOString() })
    await runUntil(world, until - 1)
    expect(await client.inbox.counts()).toMatchObject({ snoozed: 1, open: 0, unread: 0 })
    expect(world.engine.nextDue('sync')).toBe(until)
    const events: string[] = []
    world.engine.context.bus.subscribe((event) => events.push((event as StoredEvent).type))
    await runUntil(world, until)
    expect(await client.inbox.counts()).toMatchObject({ snoozed: 0, open: 1, unread: 1 })
    expect(events).toContain('thread.changed')
  })

  it('is snoozed only until a time that is still to come', async () => {
    const { to } = await sent()
    replyTo(world, to(0))
    await hear()
    const id = (await client.inbox.list({})).items[0]?.id ?? 0
    await expect(client.inbox.update({ id, state: 'snoozed' })).rejects.toThrow('still to come')
    await expect(client.inbox.update({ id, state: 'snoozed', snoozedUntil: new Date(mondayTen).toISOString() })).rejects.toThrow()
    await expect(client.inbox.update({ id, snoozedUntil: new Date(mondayTen + dayMs * 9).toISOString() })).rejects.toThrow('snoozed')
    expect((await client.inbox.get({ id })).state).toBe('open')
  })

  it('keeps a draft, without a line in the time line for every word typed', async () => {
    const { campaignId, to } = await sent()
    replyTo(world, to(0))
    await hear()
    const { id, recipientId } = (await client.inbox.list({})).items[0] ?? { id: 0, recipientId: 0 }
    const before = await client.recipients.actions({ id: campaignId, recipientId: recipientId ?? 0 })
    for (const draft of ['T', 'Th', 'Tha']) await client.inbox.update({ id, draft })
    expect((await client.inbox.get({ id })).draft).toBe('Tha')
    expect(await client.recipients.actions({ id: campaignId, recipientId: recipientId ?? 0 })).toEqual(before)
    const events = count(world, `select count(*) from events where type = 'thread.changed'`)
    await client.inbox.update({ id, draft: 'Tha' })
    expect(count(world, `select count(*) from events where type = 'thread.changed'`)).toBe(events)
  })

  it('ends with a wish not to be written to, by a person or by the operator', async () => {
    const { to } = await sent()
    replyTo(world, to(0), 'Please unsubscribe me.')
    replyTo(world, to(1), 'No thanks, not for us.')
    await hear()
    const { items } = await client.inbox.list({})
    const [own, wished] = [items.find(({ name }) => name === 'Person1 Doe'), items.find(({ name }) => name === 'Person0 Doe')]
    expect(wished).toMatchObject({ suppressed: true, unread: true })
    expect(own).toMatchObject({ suppressed: false })
    expect(await client.inbox.unsubscribe({ id: own?.id ?? 0 })).toMatchObject({ suppressed: true })
    expect(count(world, `select count(*) from enrollments where status = 'opted_out'`)).toBe(2)
    expect(count(world, `select count(*) from suppressions where reason = 'unsubscribed'`)).toBe(2)
  })

  it('keeps nothing of somebody who is erased, and stays without a contact that was deleted', async () => {
    const { contactIds, to } = await sent()
    replyTo(world, to(0), 'My secret is 12345.')
    replyTo(world, to(1), 'Hello there.')
    await hear()
    const idOf = (name: string, list: Awaited<ReturnType<typeof client.inbox.list>>) => list.items.find((one) => one.name === name)?.id ?? 0
    const list = await client.inbox.list({})
    const [first, second] = [idOf('Person0 Doe', list), idOf('Person1 Doe', list)]
    await client.inbox.update({ id: first, draft: 'About 12345' })
    await client.inbox.answer({ id: first, body: 'Thank you for 12345' })
    await client.inbox.update({ id: first, draft: 'Again about 12345' })
    await client.contacts.remove({ id: contactIds[0] ?? 0, erase: true })
    await client.contacts.remove({ id: contactIds[1] ?? 0 })
    const dump = JSON.stringify(
      ['threads', 'sends', 'incoming', 'drafts', 'events', 'contacts'].map((table) => rows(world, `select * from ${table}`)),
    )
    expect(dump).not.toContain('12345')
    expect(dump).not.toContain('person0@')
    const [erased, deleted] = [await client.inbox.get({ id: first }), await client.inbox.get({ id: second })]
    expect(erased).toMatchObject({ email: '', contactId: null, suppressed: true, draft: '' })
    expect(deleted).toMatchObject({ email: 'person1@company1.example', contactId: null, suppressed: false })
    await runUntil(world, world.clock.now() + minuteMs)
    expect(world.ports.mailer.delivered.some(({ mail }) => mail.text.includes('12345'))).toBe(false)
  })
})

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=='

describe('the HTML of a mail', () => {
  const letter = (to: Parameters<typeof raw>[1], html: string) =>
    raw(
      'person0@company0.example',
      to,
      'Subject: Re: Hello\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b',
      ['--b', 'Content-Type: text/plain', '', 'See our list.', '--b', 'Content-Type: text/html; charset=utf-8', '', html, '--b--'].join(
        '\r\n',
      ),
    )

  it('is kept as it came, shown without what is hostile, and its pictures are fetched only when asked', async () => {
    const { to } = await sent(1)
    const source =
      '<p onclick="x()">See our <b>list</b>.</p><script>x()</script><img src="https://a.example/1.png"><img src="https://b.example/2.png">'
    world.ports.reader.deliver(1, letter(to(0), source))
    await hear()
    expect(rows<{ html: string }>(world, `select html from incoming where class = 'reply'`)[0]?.html).toContain('<script>')
    const { id, conversation } = await client.inbox.get({ id: 1 })
    expect(conversation[1]).toMatchObject({
      text: 'See our list.',
      remotePictures: 2,
      html: expect.stringMatching(/^<p>See our <b>list<\/b>\.<\/p><img /),
    })
    expect(world.ports.pictures.asked).toEqual([])
    world.ports.pictures.files.set('https://a.example/1.png', Buffer.from(onePixel, 'base64'))
    const { html, failed } = await client.inbox.pictures({ id, messageId: conversation[1]?.id ?? '' })
    expect(failed).toBe(1)
    expect(html).toContain(`src="data:image/png;base64,${onePixel}"`)
    expect(html).not.toMatch(/src="https|script|onclick/)
    for (const messageId of ['in-999', 'out-1', 'x']) {
      await expect(client.inbox.pictures({ id, messageId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('fetches thirty pictures at most, and twelve megabytes', async () => {
    const { to } = await sent(1)
    const addresses = Array.from({ length: 40 }, (_, n) => `https://a.example/${n}.png`)
    world.ports.reader.deliver(1, letter(to(0), `<p>x</p>${addresses.map((address) => `<img src="${address}">`).join('')}`))
    await hear()
    const big = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(2_500_000)])
    for (const address of addresses) world.ports.pictures.files.set(address, big)
    const { failed } = await client.inbox.pictures({ id: 1, messageId: 'in-1' })
    expect(world.ports.pictures.asked).toHaveLength(30)
    expect(failed).toBe(36)
  })

  it('is left out where the text says it all', async () => {
    const { to } = await sent(1)
    world.ports.reader.deliver(1, letter(to(0), '<div style="font-family:Arial">See our list.</div><blockquote><b>Step 1</b></blockquote>'))
    await hear()
    expect((await client.inbox.get({ id: 1 })).conversation[1]).toMatchObject({ html: null, remotePictures: 0 })
  })
})

describe('the list', () => {
  it('pages through everything once, newest first, under every filter', async () => {
    await sent(12)
    for (const delivered of [...world.ports.mailer.delivered]) {
      replyTo(world, delivered, `From ${delivered.mail.to.address}`)
      await hear()
    }
    const all = (await client.inbox.list({ limit: 100 })).items
    expect(all).toHaveLength(12)
    expect(all.map(({ lastAt }) => lastAt)).toEqual(
      all
        .map(({ lastAt }) => lastAt)
        .toSorted()
        .toReversed(),
    )
    const paged: number[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await client.inbox.list({ limit: 5, ...(cursor ? { cursor } : {}) })
      expect(page.total).toBe(12)
      paged.push(...page.items.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(paged).toEqual(all.map(({ id }) => id))
    const [a, b, c] = all
    if (!a || !b || !c) throw new Error('no threads')
    await client.inbox.update({ id: a.id, unread: false, mark: 'interested' })
    await client.inbox.update({ id: b.id, state: 'done', mark: 'not_now' })
    const found = async (filter: Parameters<typeof client.inbox.list>[0]) => (await client.inbox.list(filter)).items.map(({ id }) => id)
    expect(await found({ mark: 'interested' })).toEqual([a.id])
    expect(await found({ state: 'done' })).toEqual([b.id])
    expect(await found({ state: 'done', mark: 'interested' })).toEqual([])
    expect(await found({ unread: true })).toHaveLength(11)
    expect(await found({ unread: false })).toEqual([a.id])
    expect(await found({ campaignId: a.campaignId ?? 0 })).toHaveLength(12)
    expect(await found({ campaignId: 999 })).toEqual([])
    expect(await found({ recipientId: c.recipientId ?? 0 })).toEqual([c.id])
    expect(await found({ search: c.name })).toEqual([c.id])
    expect(await found({ search: c.email })).toEqual([c.id])
    expect(await found({ search: c.subject.slice(4) })).toEqual([c.id])
    expect(await found({ search: '%' })).toEqual([])
    expect(await found({ search: 'company', state: 'open', limit: 3 })).toHaveLength(3)
    expect(await client.inbox.counts()).toEqual({ unread: 11, open: 11, snoozed: 0, done: 1, interested: 1 })
    await expect(client.inbox.list({ cursor: 'x' })).rejects.toThrow('cursor')
  })
})

it('a conversation of many heavy letters leaves the engine its turns', async () => {
  const { to } = await sent(1)
  const heavy = '<p style="color:red;margin:1px">x'.repeat(3_000)
  for (let n = 0; n < 8; n++) {
    const source = `<b>${n}</b>${heavy}`
    const head = 'Subject: Re: Hello\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8'
    world.ports.reader.deliver(1, raw('person0@company0.example', to(0), head, source.replaceAll('<p', '\r\n<p')))
  }
  await hear()
  const cpuMs = countCpu()
  let longestMs = 0
  let last = cpuMs()
  const watch = setInterval(() => {
    longestMs = Math.max(longestMs, cpuMs() - last)
    last = cpuMs()
  }, 1)
  const first = await client.inbox.get({ id: 1 })
  const allMs = cpuMs()
  const second = await client.inbox.get({ id: 1 })
  const againMs = cpuMs() - allMs
  clearInterval(watch)
  expect(first.conversation.filter(({ html }) => html !== null)).toHaveLength(8)
  expect(second.conversation).toEqual(first.conversation)
  // One letter at a time, not all eight; and none is cleaned a second time.
  expect(longestMs).toBeLessThan(allMs / 2)
  expect(againMs).toBeLessThan(allMs / 2)
})
