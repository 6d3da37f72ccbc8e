import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../../src/renderer/api/types.ts'
import { recipientTouched } from '../../src/renderer/lib/live/touched.ts'
import { createDesk, type Desk } from '../../src/renderer/stores/desk.ts'
import { createListStore, type ListStore } from '../../src/renderer/stores/list.ts'
import { recipientSource } from '../../src/renderer/stores/recipients.ts'
import { createValueStore } from '../../src/renderer/stores/value.ts'
import type { StreamEvent } from '../../src/shared/events.ts'
import type { Recipient } from '../../src/shared/schemas/campaigns.ts'
import { createManualTimers, type ManualTimers } from './manual-timers.ts'
import { noStats, storedEvent } from './samples.ts'

/** An engine that counts what is asked of it. */
class Engine {
  asked: Record<string, number> = {}
  sent = 0
  silent = false
  send: (event: StreamEvent) => void = () => {}
  streams = 0

  answer<T>(name: string, value: () => T): Promise<T> {
    this.asked[name] = (this.asked[name] ?? 0) + 1
    return this.silent ? new Promise(() => {}) : Promise.resolve(value())
  }

  campaign(id: number) {
    return { id, name: `Campaign ${id}`, stats: { ...noStats, sent: this.sent } }
  }

  async *stream(): AsyncGenerator<StreamEvent> {
    this.streams += 1
    const waiting: StreamEvent[] = []
    let wake: () => void = () => {}
    this.send = (event) => {
      waiting.push(event)
      wake()
    }
    for (;;) {
      for (let event = waiting.shift(); event; event = waiting.shift()) yield event
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  client(): Client {
    const client = {
      workspace: { get: () => this.answer('workspace', () => ({ name: 'Acme', zone: 'Europe/Berlin' })) },
      engine: { status: () => this.answer('engine', () => ({ state: 'sending', text: 'Sending' })) },
      credits: { get: () => this.answer('credits', () => ({ used: this.sent, limit: 200 })) },
      campaigns: {
        list: () => this.answer('campaigns', () => ({ items: [this.campaign(1), this.campaign(2)], nextCursor: null, total: 2 })),
        get: ({ id }: { id: number }) => this.answer('campaign', () => this.campaign(id)),
      },
      recipients: {
        list: ({ id }: { id: number }) =>
          this.answer('recipients', () => ({
            items: [{ id: id * 100, campaignId: id, stepsSent: this.sent }],
            nextCursor: null,
            total: 1,
          })),
        get: ({ recipientId }: { recipientId: number }) =>
          this.answer('recipient', () => ({ id: recipientId, campaignId: 1, stepsSent: this.sent })),
        actions: () => this.answer('actions', () => []),
      },
      events: { stream: () => Promise.resolve(this.stream()) },
      sandbox: { open: () => this.answer('sandbox', () => ({ state: 'open' })) },
    }
    // The stores ask for no other routes, and read no other fields than these.
    return client as unknown as Client
  }
}

let engine: Engine
let timers: ManualTimers
let desk: Desk
let recipients: ListStore<Recipient>

/** The recipients of campaign 1 as its page follows them. */
function followRecipients(): ListStore<Recipient> {
  const list = createListStore(recipientSource(desk.client, { campaignId: 1, filter: 'all', search: '' }), 100, timers)
  desk.follow({
    touch: (event) => {
      const id = recipientTouched(event, 1)
      if (id !== null) list.touch(id)
    },
    resync: () => list.touch('all'),
  })
  return list
}

beforeEach(async () => {
  engine = new Engine()
  timers = createManualTimers()
  desk = createDesk(engine.client(), timers, { random: () => 0.5 })
  desk.start()
  await timers.advance(1)
  recipients = followRecipients()
  recipients.touch('all')
  await timers.advance(1000)
  engine.asked = {}
})

afterEach(() => desk.stop())

describe('the stores together', () => {
  test('the sandbox is opened before its events are followed, and the workspace opens none', async () => {
    expect(engine.streams).toBe(1)
    expect(engine.asked.sandbox).toBeUndefined()
    const other = new Engine()
    const order: string[] = []
    const client = other.client()
    const open = client.sandbox.open
    Object.assign(client.sandbox, { open: () => order.push('open') && open() })
    const stream = ({ after }: { after?: number }) => order.push(`stream ${after}`) && Promise.resolve(other.stream())
    Object.assign(client.events, { stream })
    const inThere = createDesk(client, timers, { random: () => 0.5, place: 'sandbox' })
    inThere.start()
    await timers.advance(100)
    other.send(storedEvent(7, 'engine.changed'))
    await timers.advance(100)
    inThere.connection.reconnect()
    await timers.advance(60_000)
    inThere.stop()
    expect(order.slice(0, 4)).toEqual(['open', 'stream undefined', 'open', `stream ${Number.MAX_SAFE_INTEGER}`])
  })

  test('a burst of sent messages changes the screen, with few questions', async () => {
    for (let seq = 1; seq <= 200; seq++) {
      engine.sent = seq
      engine.send(storedEvent(seq, 'send.sent', { campaignId: 1, recipientId: 100 }))
      await timers.advance(5)
    }
    await timers.advance(1000)
    expect(desk.campaigns.store.getState().items[0]?.stats.sent).toBe(200)
    expect(desk.credits.store.getState().value?.used).toBe(200)
    expect(recipients.store.getState().items[0]?.stepsSent).toBe(200)
    for (const name of ['campaign', 'credits', 'engine', 'recipient']) {
      expect(engine.asked[name], name).toBeGreaterThanOrEqual(2)
      expect(engine.asked[name], name).toBeLessThanOrEqual(6)
    }
    expect(engine.asked.campaigns).toBeUndefined()
  })

  test('what happens in another campaign leaves the shown recipients alone', async () => {
    engine.send(storedEvent(1, 'send.sent', { campaignId: 2, recipientId: 200 }))
    await timers.advance(500)
    expect(engine.asked.campaign).toBe(1)
    expect(engine.asked.recipients).toBeUndefined()
    expect(engine.asked.recipient).toBeUndefined()
  })

  test('the open time line follows its person only', async () => {
    const line = createValueStore(() => desk.client.recipients.actions({ id: 1, recipientId: 100 }), timers)
    desk.follow({ touch: (event) => recipientTouched(event, 1) === 100 && line.touch(), resync: line.touch })
    await timers.advance(500)
    engine.asked = {}
    engine.send(storedEvent(1, 'send.sent', { campaignId: 1, recipientId: 101 }))
    await timers.advance(500)
    expect(engine.asked.actions).toBeUndefined()
    engine.send(storedEvent(2, 'reply.received', { campaignId: 1, recipientId: 100 }))
    await timers.advance(500)
    expect(engine.asked.actions).toBe(1)
  })

  test('a missing number reads everything anew', async () => {
    engine.send(storedEvent(1, 'import.changed'))
    engine.send(storedEvent(5, 'import.changed'))
    await timers.advance(500)
    expect(engine.asked).toMatchObject({ workspace: 1, engine: 1, credits: 1, campaigns: 1, recipients: 1 })
  })

  test('the hour itself changes things: they are read without an event too', async () => {
    await timers.advance(20_000)
    expect(engine.asked).toMatchObject({ engine: 1, credits: 1, campaigns: 1 })
  })

  test('an engine that went silent is noticed, and connected to anew', async () => {
    engine.silent = true
    // The first beat is due 20 s after the start, and has 10 s to be answered.
    await timers.advance(30_000 - timers.now())
    expect(desk.connection.store.getState().state).toBe('reconnecting')
    engine.silent = false
    await timers.advance(1000)
    expect(desk.connection.store.getState().state).toBe('online')
    expect(engine.streams).toBe(2)
  })
})
