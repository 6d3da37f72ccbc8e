import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claim } from '../../src/main/engine/lifecycle/send/machine.ts'
import type { SendOutcome } from '../../src/main/engine/rules/sending/send-outcome.ts'

import { alterMailbox } from '../builders/index.ts'
import {
  activate,
  api,
  count,
  dayMs,
  hourMs,
  minuteMs,
  mondayTen,
  openWorld,
  reopen,
  replyTo,
  rows,
  runUntil,
  setUp,
  type World,
} from './harness.ts'

let world: World
let client: ReturnType<typeof api>
let campaignId: number

beforeEach(async () => {
  world = openWorld()
  client = api(world)
})
afterEach(() => world.close())

const ok: SendOutcome = { kind: 'accepted', response: '250 ok' }
const busy: SendOutcome = { kind: 'refused', stage: 'rcpt', replyCode: 451, response: '451 4.7.1 Greylisted' }
const gone: SendOutcome = { kind: 'refused', stage: 'rcpt', replyCode: 550, response: '550 5.1.1 No such user' }
const lost: SendOutcome = { kind: 'broken', stage: 'body', error: 'gone', errorCode: 'ECONNRESET' }

/** Person 0 was written to and has answered. Returns their conversation. */
async function conversation(options: { people?: number; saveSentCopy?: boolean; signature?: string } = {}): Promise<number> {
  const setup = await setUp(world, { people: options.people ?? 1 })
  campaignId = setup.campaignId
  const { signature = '', saveSentCopy = false } = options
  alterMailbox(world.engine.context.db, 'all', { signature, saveSentCopy })
  await world.engine.start()
  activate(world, campaignId)
  await runUntil(world, mondayTen + 10 * minuteMs)
  const first = world.ports.mailer.delivered[0]
  if (!first) throw new Error('nothing was sent')
  replyTo(world, first)
  await runUntil(world, world.clock.now() + 10 * minuteMs)
  const [thread] = (await client.inbox.list({})).items
  if (!thread) throw new Error('no conversation')
  world.ports.mailer.delivered = []
  world.ports.mailer.attempts = []
  return thread.id
}

async function lastOf(id: number) {
  const last = (await client.inbox.get({ id })).conversation.at(-1)
  if (!last) throw new Error('an empty conversation')
  return { ...last, answerId: Number(last.id.replace('answer-', '')) }
}

const pass = (ms: number) => runUntil(world, world.clock.now() + ms)

describe('an answer by hand', () => {
  it('leaves ten seconds later, in the thread, from the same mailbox, without an opt-out, for one credit', async () => {
    const id = await conversation({ signature: 'Sam Sender\nStudio' })
    const before = await client.credits.get()
    await client.inbox.update({ id, draft: 'Glad to' })
    const written = await client.inbox.answer({ id, body: 'Glad to hear that.\n\nShall we talk on Tuesday?' })
    expect(written).toMatchObject({ draft: '', unread: false, lastDirection: 'out' })
    expect(written.conversation.at(-1)).toMatchObject({
      ...{ kind: 'answer', status: 'waiting', to: 'person0@company0.example', sendsAt: new Date(world.clock.now() + 10_000).toISOString() },
    })
    await pass(9_999)
    expect(world.ports.mailer.attempts).toHaveLength(0)
    await pass(1)
    const [delivered] = world.ports.mailer.delivered
    const [reply] = rows<{ message_key: string }>(world, `select message_key from incoming where class = 'reply'`)
    const [first] = rows<{ message_id: string }>(world, `select message_id from sends where purpose = 'step'`)
    expect(delivered?.mail).toMatchObject({
      ...{
        subject: 'Re: Hello Person0',
        text: 'Glad to hear that.\n\nShall we talk on Tuesday?\n\nSam Sender\nStudio\n',
        unsubscribeMailto: null,
      },
      ...{ from: { name: 'Sam Sender', address: 'sam0@sender.example' }, to: { name: 'Person0 Doe', address: 'person0@company0.example' } },
      ...{ inReplyTo: reply?.message_key, references: [first?.message_id, reply?.message_key] },
    })
    expect(await lastOf(id)).toMatchObject({ status: 'sent', sendsAt: null, message: '' })
    expect((await client.credits.get()).used).toBe(before.used + 1)
    expect(rows(world, `select credits from ledger where kind = 'answer'`)).toEqual([{ credits: 1 }])
    await pass(dayMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })

  it('is taken back until it leaves, and its words are the draft again', async () => {
    const id = await conversation({ signature: 'Sam' })
    const written = await client.inbox.answer({ id, body: 'Too fast' })
    const { answerId } = await lastOf(id)
    await client.inbox.update({ id, draft: 'Something else' })
    await pass(9_000)
    const back = await client.inbox.takeBack({ id, answerId })
    expect(back.draft).toBe('Too fast\n\nSomething else')
    expect(back.conversation).toHaveLength(written.conversation.length - 1)
    await pass(hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(0)
    await expect(client.inbox.takeBack({ id, answerId })).rejects.toMatchObject({ code: 'CONFLICT' })

    await client.inbox.answer({ id, body: 'Now' })
    const second = await lastOf(id)
    await pass(10_000)
    await expect(client.inbox.takeBack({ id, answerId: second.answerId })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })

  it('is either taken back or claimed, never both', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'One' })
    const { answerId } = await lastOf(id)
    world.clock.jump(world.clock.now() + 10_000)
    const { context } = world.engine
    const claimed = claim(context, { purpose: 'answer', id: answerId }, { mailboxId: 1, pretended: false })
    await client.inbox.takeBack({ id, answerId })
    expect(await claimed).toBeNull()
    await client.inbox.answer({ id, body: 'Two' })
    const second = await lastOf(id)
    let refused: unknown
    world.ports.mailer.during = async () => {
      refused = await client.inbox.takeBack({ id, answerId: second.answerId }).catch((error) => error)
    }
    await pass(10_000)
    expect(refused).toMatchObject({ code: 'CONFLICT' })
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.text)).toEqual(['Two\n'])
  })

  it('said twice by an impatient hand is refused', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'Yes' })
    await expect(client.inbox.answer({ id, body: 'Yes' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await pass(minuteMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
    await expect(client.inbox.answer({ id, body: 'Yes' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await client.inbox.answer({ id, body: 'Yes, really' })
    await pass(minuteMs)
    expect(world.ports.mailer.delivered).toHaveLength(2)
  })

  it('ignores window, gap and the daily cap, and waits for nobody else on its mailbox but in turn', async () => {
    const id = await conversation({ people: 3 })
    alterMailbox(world.engine.context.db, 'all', { dailyCap: 1, gapSeconds: 3600 })
    world.clock.jump(Date.parse('2026-11-28T22:00:00Z'))
    await world.engine.drain()
    await client.inbox.answer({ id, body: 'At night' })
    await client.inbox.answer({ id, body: 'And again' })
    await pass(10_000)
    expect(world.ports.mailer.delivered.map(({ mail }) => mail.text)).toEqual(['At night\n', 'And again\n'])
  })

  it('is filed in Sent, and its own copy is nobody’s reply', async () => {
    const id = await conversation({ saveSentCopy: true })
    await client.inbox.answer({ id, body: 'Filed' })
    await pass(minuteMs)
    const mailboxId = world.ports.mailer.delivered[0]?.mailboxId ?? 0
    const copies = world.ports.reader.sent(mailboxId).filter((source) => source.includes('Filed'))
    expect(copies).toHaveLength(1)
    const mail = world.ports.mailer.delivered[0]?.mail
    world.ports.reader.deliver(
      mailboxId,
      `From: Somebody <list@elsewhere.example>\nMessage-ID: ${mail?.messageId}\nIn-Reply-To: ${mail?.inReplyTo}\n\nFiled\n`,
    )
    await pass(10 * minuteMs)
    expect(count(world, `select count(*) from incoming where class = 'own'`)).toBe(1)
    expect((await client.inbox.get({ id })).conversation).toHaveLength(3)
  })

  it('continues the conversation: their next mail is matched by its Message-ID alone', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'Shall we talk?' })
    await pass(minuteMs)
    const mail = world.ports.mailer.delivered[0]?.mail
    if (!mail) throw new Error('no answer left')
    const elsewhere = { mailboxId: 1, mail: { ...mail, to: { address: 'assistant@other.example' } } }
    replyTo(world, elsewhere, 'Gladly.')
    await pass(10 * minuteMs)
    const thread = await client.inbox.get({ id })
    expect(thread.conversation.map(({ kind }) => kind)).toEqual(['campaign', 'reply', 'answer', 'reply'])
    await client.inbox.answer({ id, body: 'Tuesday' })
    await pass(minuteMs)
    const second = world.ports.mailer.delivered[1]?.mail
    expect(second).toMatchObject({ to: { name: '', address: 'assistant@other.example' } })
    expect(second?.references).toHaveLength(4)
    expect(second?.references.slice(-2, -1)).toEqual([mail.messageId])
  })
})

describe('an answer that may not leave', () => {
  it('is refused to somebody on the suppression list, also when that came after it was written', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'I will take you off the list' })
    await client.inbox.unsubscribe({ id })
    await pass(hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(0)
    expect(await lastOf(id)).toMatchObject({ status: 'failed', message: 'The address is on the suppression list' })
    expect((await client.inbox.get({ id })).draft).toBe('I will take you off the list')
    await expect(client.inbox.answer({ id, body: 'Hello?' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('suppression'),
    })
  })

  it('is refused without credits, and held by name where they were used up meanwhile', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'Just in time' })
    await client.credits.setLimit({ limit: 2 })
    await expect(client.inbox.answer({ id, body: 'Too late' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('credits'),
    })
    await pass(hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(0)
    expect(await lastOf(id)).toMatchObject({
      status: 'waiting',
      message: "Today's 2 credits are used up",
      sendsAt: '2026-11-23T23:00:00.000Z',
    })
    await runUntil(world, Date.parse('2026-11-23T23:00:00Z'))
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })

  it('waits, named, while everything or its mailbox is paused, and while a provider wants rest', async () => {
    const id = await conversation()
    await client.engine.pause()
    await client.inbox.answer({ id, body: 'Later' })
    await pass(minuteMs)
    expect(await lastOf(id)).toMatchObject({ status: 'waiting', message: 'You paused all sending', sendsAt: null })
    await client.mailboxes.pause({ id: 1 })
    await client.engine.resume()
    await pass(minuteMs)
    expect((await lastOf(id)).message).toMatch(/paused/i)
    world.ports.mailer.answer = () => ({
      kind: 'refused',
      stage: 'mail',
      replyCode: 550,
      response: '550 5.4.5 Daily user sending limit exceeded',
    })
    await client.mailboxes.resume({ id: 1 })
    await pass(minuteMs)
    expect(await lastOf(id)).toMatchObject({ status: 'waiting', message: expect.stringContaining('sending limit') })
    world.ports.mailer.answer = () => ok
    await pass(23 * hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(0)
    await pass(hourMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
    expect(count(world, `select count(*) from ledger where kind = 'answer'`)).toBe(1)
  })

  it('is refused where the mailbox was removed, and can be taken back where it was removed since', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'Hm' })
    const { answerId } = await lastOf(id)
    alterMailbox(world.engine.context.db, 'all', { removedAt: 1, status: 'paused' })
    await pass(hourMs)
    expect(await lastOf(id)).toMatchObject({ status: 'waiting', message: 'The mailbox of this conversation was removed', sendsAt: null })
    expect((await client.inbox.takeBack({ id, answerId })).draft).toBe('Hm')
    await expect(client.inbox.answer({ id, body: 'Hm' })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  })

  it('keeps its campaign from being deleted until it is through', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'Soon' })
    const used = (await client.credits.get()).used
    await expect(client.campaigns.remove({ id: campaignId })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('answer'),
    })
    await pass(minuteMs)
    await client.campaigns.remove({ id: campaignId })
    expect((await client.credits.get()).used).toBe(used + 1)
    expect((await client.inbox.list({})).total).toBe(0)
  })
})

describe('what a server says to an answer', () => {
  it('later: it is tried again under the same Message-ID, then fails with words, which are the draft again', async () => {
    const id = await conversation()
    world.ports.mailer.answer = () => busy
    await client.inbox.answer({ id, body: 'Knock knock' })
    await pass(minuteMs)
    expect(await lastOf(id)).toMatchObject({ status: 'waiting', message: expect.stringContaining('Greylisted') })
    await pass(dayMs)
    const { attempts } = world.ports.mailer
    expect(attempts).toHaveLength(5)
    expect(new Set(attempts.map(({ mail }) => mail.messageId)).size).toBe(1)
    expect(await lastOf(id)).toMatchObject({ status: 'failed', message: expect.stringContaining('It was tried 5 times') })
    expect(await client.inbox.get({ id })).toMatchObject({ draft: 'Knock knock', unread: true })
    expect(count(world, `select count(*) from ledger where kind = 'answer'`)).toBe(0)
  })

  it('no: it fails at once, and an address that does not exist is suppressed', async () => {
    const id = await conversation()
    world.ports.mailer.answer = () => gone
    await client.inbox.answer({ id, body: 'Hello' })
    await pass(hourMs)
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(await client.inbox.get({ id })).toMatchObject({ suppressed: true, draft: 'Hello' })
  })

  it('nothing: it is looked for in Sent, found means sent', async () => {
    const id = await conversation()
    world.ports.mailer.answer = () => lost
    await client.inbox.answer({ id, body: 'Are you there?' })
    await pass(15_000)
    expect(await lastOf(id)).toMatchObject({ status: 'unconfirmed' })
    expect((await client.credits.get()).inFlight).toBe(1)
    const { messageId } = world.ports.mailer.attempts[0]?.mail ?? { messageId: '' }
    world.ports.reader.deliver(1, `Message-ID: ${messageId}\n\nAre you there?`, 'sent')
    await pass(5 * minuteMs)
    expect(await lastOf(id)).toMatchObject({ status: 'sent' })
    expect(world.ports.mailer.attempts).toHaveLength(1)
    expect(count(world, `select count(*) from ledger where kind = 'answer'`)).toBe(1)
  })

  it('nothing, and it is not in Sent: a person decides, either way', async () => {
    const id = await conversation()
    world.ports.mailer.answer = () => lost
    world.ports.mailer.deliversWhenBroken = false
    await client.inbox.answer({ id, body: 'First' })
    await pass(2 * hourMs)
    const first = await lastOf(id)
    expect(first.status).toBe('unconfirmed')
    expect(world.ports.mailer.attempts).toHaveLength(1)
    world.ports.mailer.answer = () => ok
    await client.inbox.resolve({ id, answerId: first.answerId, outcome: 'not_sent' })
    expect(await lastOf(id)).toMatchObject({ status: 'waiting', sendsAt: new Date(world.clock.now() + 10_000).toISOString() })
    await pass(minuteMs)
    expect(world.ports.mailer.attempts.map(({ mail }) => mail.messageId)).toEqual(
      Array(2).fill(world.ports.mailer.attempts[0]?.mail.messageId),
    )
    await expect(client.inbox.resolve({ id, answerId: first.answerId, outcome: 'sent' })).rejects.toMatchObject({ code: 'CONFLICT' })
    world.ports.mailer.answer = () => lost
    await client.inbox.answer({ id, body: 'Second' })
    await pass(minuteMs)
    const second = await lastOf(id)
    await client.inbox.resolve({ id, answerId: second.answerId, outcome: 'sent' })
    expect(await lastOf(id)).toMatchObject({ status: 'sent' })
    expect(count(world, `select count(*) from ledger where kind = 'answer'`)).toBe(2)
  })

  it('nothing, but then the person answers it: that proves it', async () => {
    const id = await conversation()
    world.ports.mailer.answer = () => lost
    await client.inbox.answer({ id, body: 'Hello?' })
    await pass(2 * hourMs)
    const attempt = world.ports.mailer.attempts[0]
    if (!attempt) throw new Error('not tried')
    replyTo(world, attempt, 'Got it.')
    await pass(10 * minuteMs)
    const { conversation: all } = await client.inbox.get({ id })
    expect(all.map(({ kind, status }) => `${kind} ${status}`)).toEqual(['campaign sent', 'reply received', 'answer sent', 'reply received'])
    expect(count(world, `select count(*) from ledger where kind = 'answer'`)).toBe(1)
  })

  it('a server that cannot be reached makes it wait, not fail', async () => {
    const id = await conversation()
    world.ports.mailer.answer = () => ({ kind: 'broken', stage: 'connect', error: 'no route', errorCode: 'ENETUNREACH' })
    await client.inbox.answer({ id, body: 'Offline' })
    await pass(5 * minuteMs)
    expect(await lastOf(id)).toMatchObject({ status: 'waiting', message: expect.stringContaining('could not be reached') })
    world.ports.mailer.answer = () => ok
    await pass(20 * minuteMs)
    expect(world.ports.mailer.delivered).toHaveLength(1)
  })

  it('a crash while it is on its way leaves it open, never repeated', async () => {
    const id = await conversation()
    await client.inbox.answer({ id, body: 'Crash' })
    world.ports.mailer.during = () => new Promise(() => {})
    world.clock.jump(world.clock.now() + 10_000)
    void world.engine.drain()
    while (world.ports.mailer.attempts.length === 0) await new Promise((resolve) => setImmediate(resolve))
    // What is left of the dead process still wants to look at its database.
    world.ports.log.error = () => {}
    reopen(world)
    world.ports.mailer.during = () => {}
    await world.engine.start()
    await pass(dayMs)
    expect(await lastOf(id)).toMatchObject({ status: 'unconfirmed', message: expect.stringContaining('ended while it was on its way') })
    expect(world.ports.mailer.attempts).toHaveLength(1)
  })
})
