import { describe, expect, test } from 'vitest'
import type { Client } from '../../src/renderer/api/types.ts'
import { createFollower } from '../../src/renderer/stores/connection.ts'
import type { StreamEvent } from '../../src/shared/events.ts'
import { createManualTimers, settle } from './manual-timers.ts'
import { storedEvent } from './samples.ts'

/** One open stream, fed and ended by the test. */
class Stream implements AsyncIterableIterator<StreamEvent> {
  readonly after: number | undefined
  private readonly ready: StreamEvent[] = []
  private ended: Error | 'done' | null = null
  private wake: () => void = () => {}

  constructor(after: number | undefined) {
    this.after = after
  }

  send(event: StreamEvent): Promise<void> {
    this.ready.push(event)
    this.wake()
    return settle()
  }

  end(how: Error | 'done'): Promise<void> {
    this.ended = how
    this.wake()
    return settle()
  }

  async next(): Promise<IteratorResult<StreamEvent>> {
    for (;;) {
      const value = this.ready.shift()
      if (value) return { value, done: false }
      if (this.ended === 'done') return { value: undefined, done: true }
      if (this.ended) throw this.ended
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  [Symbol.asyncIterator]() {
    return this
  }
}

function setUp(open: (after: number | undefined) => Promise<Stream> = (after) => Promise.resolve(new Stream(after))) {
  const timers = createManualTimers()
  const streams: Stream[] = []
  const heard: string[] = []
  const stream = async (input: { after?: number }) => {
    const opened = await open(input.after)
    streams.push(opened)
    return opened
  }
  // Only the stream is asked for here.
  const client = { events: { stream } } as unknown as Client
  const sink = { touch: (event: { seq: number }) => void heard.push(`touch ${event.seq}`), resync: () => void heard.push('resync') }
  const follower = createFollower(client, sink, timers, () => 1)
  return { timers, streams, heard, follower, state: () => follower.store.getState() }
}

describe('following the event stream', () => {
  test('the first connection listens, then reads everything', async () => {
    const { follower, streams, heard, state } = setUp()
    follower.start()
    await settle()
    expect(streams.map((stream) => stream.after)).toEqual([undefined])
    expect(heard).toEqual(['resync'])
    expect(state().state).toBe('online')
  })

  test('events are applied in order, and a missing number reads everything anew', async () => {
    const { follower, streams, heard, state } = setUp()
    follower.start()
    await settle()
    for (const seq of [7, 8, 11, 12]) await streams[0]?.send(storedEvent(seq, 'send.sent', { campaignId: 1 }))
    expect(heard).toEqual(['resync', 'touch 7', 'touch 8', 'resync', 'touch 12'])
    expect(state().lastSeq).toBe(12)
  })

  test('a number that comes late is applied, and does not turn the count back', async () => {
    const { follower, streams, heard, state } = setUp()
    follower.start()
    await settle()
    for (const seq of [7, 6]) await streams[0]?.send(storedEvent(seq, 'send.sent'))
    expect(heard).toEqual(['resync', 'touch 7', 'touch 6'])
    expect(state().lastSeq).toBe(7)
  })

  test('a broken stream is resumed after the last number heard, without reading everything', async () => {
    const { follower, streams, heard, timers, state } = setUp()
    follower.start()
    await settle()
    await streams[0]?.send(storedEvent(41, 'send.sent'))
    await streams[0]?.end(new TypeError('network error'))
    expect(state()).toMatchObject({ state: 'reconnecting', failures: 1, problem: { code: 'UNREACHABLE' } })
    await timers.advance(499)
    expect(streams).toHaveLength(1)
    await timers.advance(1)
    expect(streams[1]?.after).toBe(41)
    expect(state()).toMatchObject({ state: 'online', failures: 0, problem: null })
    expect(heard).toEqual(['resync', 'touch 41'])
  })

  test('a stream that the engine ends is opened again', async () => {
    const { follower, streams, timers } = setUp()
    follower.start()
    await settle()
    await streams[0]?.end('done')
    await timers.advance(500)
    expect(streams).toHaveLength(2)
  })

  test('resync sets the number, also back, and reads everything', async () => {
    const { follower, streams, heard, state } = setUp()
    follower.start()
    await settle()
    await streams[0]?.send(storedEvent(900, 'send.sent'))
    await streams[0]?.send({ type: 'resync', seq: 20 })
    await streams[0]?.send(storedEvent(21, 'send.sent'))
    expect(heard).toEqual(['resync', 'touch 900', 'resync', 'touch 21'])
    expect(state().lastSeq).toBe(21)
  })

  test('tries again and again, with longer waits, or at once when asked', async () => {
    let tries = 0
    const { follower, timers, state } = setUp(() => {
      tries += 1
      return Promise.reject(new TypeError('Failed to fetch'))
    })
    follower.start()
    await timers.advance(500 + 1000 + 2000 + 1)
    expect(tries).toBe(4)
    expect(state().failures).toBe(4)
    follower.retryNow()
    await settle()
    expect(tries).toBe(5)
  })

  test('gives up an opening that never answers, and a connection that is told dead', async () => {
    const opened: Stream[] = []
    const { follower, timers, state, streams } = setUp((after) => {
      const stream = new Stream(after)
      opened.push(stream)
      return opened.length === 1 ? new Promise<Stream>(() => {}) : Promise.resolve(stream)
    })
    follower.start()
    await timers.advance(15_000)
    expect(state().state).toBe('reconnecting')
    await timers.advance(500)
    expect(state().state).toBe('online')
    follower.reconnect()
    await settle()
    expect(state().state).toBe('reconnecting')
    await timers.advance(500)
    expect(streams).toHaveLength(2)
  })

  test('a stopped one stays stopped', async () => {
    const { follower, streams, timers } = setUp()
    follower.start()
    await settle()
    follower.stop()
    await timers.advance(60_000)
    expect(streams).toHaveLength(1)
  })
})
