import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StreamEvent } from '../../src/shared/events.ts'
import { type Host, hosts } from './hosts.ts'

describe.each(hosts)('the event stream over %s', (_name, open) => {
  let host: Host
  /** The newest sequence number before the test said anything. */
  let start: number

  beforeEach(async () => {
    host = await open()
    start = newest()
  })
  afterEach(() => host.close())

  function newest(): number {
    const { sqlite } = host.world.engine.context.db
    return (sqlite.prepare('select coalesce(max(seq), 0) as seq from events').get() as { seq: number }).seq
  }

  function say(times: number): void {
    for (let i = 0; i < times; i++) {
      host.world.engine.context.commit('test.say', (tx) => tx.emit({ type: 'contacts.changed', message: `event ${i}` }))
    }
  }

  async function take(count: number, input: { after?: number }, lastEventId?: string): Promise<StreamEvent[]> {
    const stream = await host.client.events.stream(input, { lastEventId })
    const taken: StreamEvent[] = []
    for await (const event of stream) {
      taken.push(event)
      if (taken.length === count) break
    }
    return taken
  }

  const seqs = (events: StreamEvent[]) => events.map(({ seq }) => seq)
  const range = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)

  it('resumes after a number, and after a Last-Event-ID: the later of both', async () => {
    say(5)
    expect(seqs(await take(3, { after: start }))).toEqual(range(start + 1, 3))
    expect(seqs(await take(2, { after: start + 3 }))).toEqual(range(start + 4, 2))
    expect(seqs(await take(2, {}, String(start + 3)))).toEqual(range(start + 4, 2))
    expect(seqs(await take(1, { after: start + 4 }, String(start)))).toEqual([start + 5])
    expect(seqs(await take(1, { after: start }, String(start + 4)))).toEqual([start + 5])
  })

  it('carries what a screen needs', async () => {
    host.world.engine.context.commit('test.say', (tx) =>
      tx.emit({ type: 'send.sent', campaignId: 1, enrollmentId: 2, contactId: 3, mailboxId: 4, sendId: 5, message: 'Sent' }),
    )
    expect(await take(1, { after: start })).toEqual([
      {
        seq: start + 1,
        at: new Date(host.world.clock.now()).toISOString(),
        type: 'send.sent',
        campaignId: 1,
        recipientId: 2,
        contactId: 3,
        mailboxId: 4,
        sendId: 5,
        message: 'Sent',
      },
    ])
  })

  it('leaves nothing out and says nothing twice between what was missed and what is live', async () => {
    say(1200)
    const stream = await host.client.events.stream({ after: start })
    const taken: StreamEvent[] = []
    for await (const event of stream) {
      taken.push(event)
      // More happens while the client still reads what it missed, and afterwards.
      if (taken.length % 100 === 0) say(30)
      if (taken.length === 1500) break
    }
    expect(seqs(taken)).toEqual(range(start + 1, 1500))
  })

  it('starts from now where nobody says where', async () => {
    say(3)
    const stream = await host.client.events.stream({})
    const first = stream.next()
    // Only what is said once the stream stands can be expected of it: keep saying until it is heard.
    const timer = setInterval(() => say(1), 5)
    const { value } = await first
    clearInterval(timer)
    await stream.return()
    expect((value as StreamEvent).seq).toBeGreaterThan(start + 3)
  })

  it('asks a client that is more than 10,000 behind to read everything anew', async () => {
    host.world.engine.context.commit('test.say', (tx) => {
      for (let i = 0; i < 10_001; i++) tx.emit({ type: 'contacts.changed' })
    })
    expect(await take(1, { after: start })).toEqual([{ type: 'resync', seq: start + 10_001 }])
    expect(seqs(await take(2, { after: start + 1 }))).toEqual([start + 2, start + 3])
  })

  it('asks a client from a later life of the workspace to read everything anew', async () => {
    say(1)
    expect(await take(1, { after: start + 50 })).toEqual([{ type: 'resync', seq: start + 1 }])
  })

  it('stops listening when the client goes', async () => {
    const { bus } = host.world.engine.context
    const { subscribe } = bus
    let listening = 0
    bus.subscribe = (listener) => {
      listening++
      const end = subscribe(listener)
      return () => {
        listening--
        end()
      }
    }
    const controller = new AbortController()
    const stream = await host.client.events.stream({ after: start }, { signal: controller.signal })
    say(1)
    expect((await stream.next()).value).toMatchObject({ seq: start + 1 })
    expect(listening).toBe(1)
    controller.abort()
    await stream.return().catch(() => {})
    await expect.poll(() => listening).toBe(0)
  })
})
