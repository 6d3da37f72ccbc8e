import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../src/main/engine/rules/sending/send-outcome.ts'

import { activate, api, count, dayMs, hourMs, minuteMs, openWorld, replyTo, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>
let contactIds: number[]

beforeEach(() => {
  world = openWorld()
  client = api(world)
})
afterEach(() => world.close())

const lost: SendOutcome = { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' }
const original = 'person0@company0.example'
const alias = 'private@elsewhere.example'

const pass = (ms: number) => runUntil(world, world.clock.now() + ms)

/** What somebody writes in answer to a message of ours, from whatever address. */
function write(from: string, messageId: string, text: string): void {
  replyTo(
    world,
    { mailboxId: 1, mail: { messageId, to: { address: from }, from: { address: 'sam0@sender.example' }, subject: 'Hello' } },
    text,
  )
}

function firstTo(address: string): string {
  const sql = `select s.message_id as id from sends s where s."to" = ?`
  return rows<{ id: string }>(world, sql, address)[0]?.id ?? ''
}

/** Person 0 was written to, and answered from another address of theirs. Returns the conversation. */
async function fromAnAlias(people = 1): Promise<number> {
  const setup = await setUp(world, { people })
  contactIds = setup.contactIds
  await world.engine.start()
  activate(world, setup.campaignId)
  await pass(10 * minuteMs)
  write(alias, firstTo(original), 'Yes, tell me more.')
  await pass(10 * minuteMs)
  const [thread] = (await client.inbox.list({})).items
  world.ports.mailer.attempts = []
  world.ports.mailer.delivered = []
  return thread?.id ?? 0
}

const suppressed = () => rows<{ value: string }>(world, 'select value from suppressions order by value').map(({ value }) => value)

describe('somebody who answers from another address of theirs', () => {
  it('is not written to under either, once they ask not to be, in answer to a letter by hand', async () => {
    const id = await fromAnAlias()
    expect(await client.inbox.get({ id })).toMatchObject({ email: original, answersTo: alias })
    await client.inbox.answer({ id, body: 'Glad to' })
    await pass(minuteMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.to.address)).toEqual([alias])
    write(alias, world.ports.mailer.delivered[0]?.mail.messageId ?? '', 'unsubscribe')
    await pass(10 * minuteMs)
    expect(suppressed()).toEqual([original, alias])
  })

  it('is not written to under the first, when the operator marks it, also after the contact was deleted', async () => {
    const id = await fromAnAlias()
    await client.contacts.remove({ id: contactIds[0] ?? 0 })
    await client.inbox.unsubscribe({ id })
    expect(suppressed()).toEqual([original, alias])
  })

  it('gets no answer that was written before their first address was suppressed', async () => {
    const id = await fromAnAlias()
    await client.contacts.remove({ id: contactIds[0] ?? 0 })
    await client.inbox.answer({ id, body: 'Glad to' })
    await client.suppressions.add({ kind: 'email', value: original })
    await pass(hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(0)
    await expect(client.inbox.answer({ id, body: 'Hello?' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await client.inbox.get({ id })).suppressed).toBe(true)
  })

  it('is not written to by hand under a new address of the contact, after they asked under the old one', async () => {
    const id = await fromAnAlias()
    await client.contacts.update({ id: contactIds[0] ?? 0, email: 'new@company0.example' })
    write(original, rows<{ id: string }>(world, 'select message_id as id from sends')[0]?.id ?? '', 'unsubscribe')
    await pass(10 * minuteMs)
    expect(suppressed()).toEqual(['new@company0.example', original])
    await expect(client.inbox.answer({ id, body: 'Hello?' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('leaves no trace in the conversation of somebody else, once they are erased', async () => {
    const id = await fromAnAlias(2)
    // Person 1 answers in the place of person 0.
    write('person1@company1.example', firstTo(original), 'My colleague asked me.')
    await pass(10 * minuteMs)
    expect((await client.inbox.get({ id })).conversation.at(-1)).toMatchObject({ from: 'person1@company1.example' })
    await client.inbox.answer({ id, body: 'Dear colleague' })
    await client.contacts.remove({ id: contactIds[1] ?? 0, erase: true })
    await pass(hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(0)
    const dump = JSON.stringify(['threads', 'sends', 'incoming', 'drafts', 'events'].map((table) => rows(world, `select * from ${table}`)))
    expect(dump).not.toContain('person1@')
    expect((await client.inbox.get({ id })).draft).toBe('Dear colleague')
  })
})

describe('the same words', () => {
  it('are not sent again while nobody knows whether they left', async () => {
    const id = await fromAnAlias()
    world.ports.mailer.answer = () => lost
    await client.inbox.answer({ id, body: 'Tuesday?' })
    await pass(hourMs)
    expect((await client.inbox.get({ id })).conversation.at(-1)).toMatchObject({ status: 'unconfirmed' })
    await expect(client.inbox.answer({ id, body: 'Tuesday?' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await pass(dayMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
  })

  it('are not sent again by a window that had not heard of it', async () => {
    const id = await fromAnAlias()
    await client.inbox.answer({ id, body: 'Tuesday?' })
    await pass(minuteMs)
    await expect(client.inbox.answer({ id, body: ' Tuesday?\n' })).rejects.toMatchObject({ code: 'CONFLICT' })
    write(
      alias,
      rows<{ id: string }>(world, `select message_id as id from sends where purpose = 'answer'`)[0]?.id ?? '',
      'Which day, did you say?',
    )
    await pass(10 * minuteMs)
    await client.inbox.answer({ id, body: 'Tuesday?' })
    await pass(minuteMs)
    expect(count(world, `select count(*) from sends where purpose = 'answer' and status = 'sent'`)).toBe(2)
  })
})

it('a wish is heard before an answer that was due while the machine slept, however slow the mail server is', async () => {
  const id = await fromAnAlias()
  await client.inbox.answer({ id, body: 'Glad to' })
  write(alias, rows<{ id: string }>(world, 'select message_id as id from sends')[0]?.id ?? '', 'unsubscribe')
  const { reader } = world.ports
  const read = reader.read.bind(reader)
  reader.read = async (account, request) => {
    await new Promise((resolve) => setTimeout(resolve, 30))
    return read(account, request)
  }
  world.clock.jump(world.clock.now() + dayMs)
  await pass(hourMs)
  expect(world.ports.mailer.attempts).toHaveLength(0)
  expect((await client.inbox.get({ id })).conversation.find(({ kind }) => kind === 'answer')).toMatchObject({ status: 'failed' })
})

describe('somebody who asks for answers at another address', () => {
  const desk = 'desk@company0.example'

  /** Person 0 answers, with a Reply-To. Returns the conversation. */
  async function asksFor(replyTo: string, more = ''): Promise<number> {
    await setUpPerson()
    deliver(original, `Reply-To: ${replyTo}${more}`, firstTo(original))
    await pass(10 * minuteMs)
    world.ports.mailer.delivered = []
    return (await client.inbox.list({})).items[0]?.id ?? 0
  }

  async function setUpPerson(): Promise<void> {
    const setup = await setUp(world, { people: 1, steps: [{}, { delayDays: 1 }] })
    contactIds = setup.contactIds
    await world.engine.start()
    activate(world, setup.campaignId)
    await pass(10 * minuteMs)
  }

  let letter = 0
  function deliver(from: string, head: string, inReplyTo: string | null, text = 'Yes, tell me more.'): void {
    const thread = inReplyTo === null ? [] : [`In-Reply-To: ${inReplyTo}`]
    const lines = [`From: ${from}`, ...(head === '' ? [] : [head]), ...thread, `Message-ID: <desk-${++letter}@company0.example>`]
    world.ports.reader.deliver(1, [...lines, 'To: sam0@sender.example', 'Subject: Re: Hello', '', text, ''].join('\r\n'))
  }

  it('is answered there, and the conversation says both addresses', async () => {
    const id = await asksFor(`"The desk" <${desk}>`)
    expect(await client.inbox.get({ id })).toMatchObject({ email: original, answersTo: desk, writesFrom: original })
    await client.inbox.answer({ id, body: 'Glad to' })
    await pass(minuteMs)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.to)).toEqual([{ name: '', address: desk }])
  })

  it('is recognised there, without a word of which mail they answer', async () => {
    const id = await asksFor(desk)
    await client.inbox.answer({ id, body: 'Glad to' })
    await pass(minuteMs)
    deliver(desk, '', null, 'When?')
    await pass(10 * minuteMs)
    expect((await client.inbox.get({ id })).conversation.at(-1)).toMatchObject({ from: desk, text: 'When?', kind: 'reply' })
    // And later, from there, after they wrote from the first address again.
    deliver(original, '', null, 'Or call me.')
    await pass(10 * minuteMs)
    expect(await client.inbox.get({ id })).toMatchObject({ answersTo: original, writesFrom: original })
    deliver(desk, '', null, 'Still there?')
    await pass(10 * minuteMs)
    expect((await client.inbox.get({ id })).conversation.at(-1)).toMatchObject({ from: desk, text: 'Still there?' })
  })

  it('is not written to under any of them, once they ask not to be', async () => {
    const id = await asksFor(desk)
    await client.inbox.answer({ id, body: 'Glad to' })
    await client.suppressions.add({ kind: 'email', value: original })
    await pass(hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(0)
    deliver(desk, '', null, 'unsubscribe')
    await pass(10 * minuteMs)
    expect(suppressed()).toEqual([desk, original])
  })

  it.each([
    ['our own address', 'sam0@sender.example', ''],
    ['their own address', `Other <${desk}>, ${original}`, ''],
    ['what a list puts there', 'everybody@lists.example', '\r\nList-Id: <everybody.lists.example>'],
    ['nothing that is an address', 'undisclosed-recipients:;', ''],
  ])('is answered where they write from if it is %s', async (_, replyTo, more) => {
    const id = await asksFor(replyTo, more)
    expect(await client.inbox.get({ id })).toMatchObject({ answersTo: original, writesFrom: original })
  })

  it('leaves no trace once they are erased', async () => {
    await asksFor(desk)
    await client.contacts.remove({ id: contactIds[0] ?? 0, erase: true })
    expect(JSON.stringify(['threads', 'incoming', 'events'].map((table) => rows(world, `select * from ${table}`)))).not.toContain(desk)
  })
})
