import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, describe, expect, test } from 'vitest'
import { createPortClient, portMessage, readyMessage } from '../../src/renderer/api/port.ts'
import { toProblem } from '../../src/renderer/lib/words/problem.ts'
import { contract } from '../../src/shared/contract/index.ts'
import { storedEvent } from './samples.ts'

const os = implement(contract)

/** An engine with the few routes that are asked here. */
const router = {
  engine: {
    status: os.engine.status.handler(() => ({
      state: 'idle' as const,
      text: 'Nothing planned',
      now: '2026-11-23T09:00:00.000Z',
      nextAt: null,
      reasons: [],
      needs: 0,
      paused: false,
    })),
  },
  campaigns: {
    get: os.campaigns.get.handler(({ errors, input }) => {
      throw errors.NOT_FOUND({ message: `There is no campaign ${input.id}.`, data: { advice: 'Reload the list.' } })
    }),
  },
  events: {
    stream: os.events.stream.handler(async function* ({ input }) {
      yield storedEvent((input.after ?? 0) + 1, 'engine.changed')
    }),
  },
}

/** Stands for the window: messages that the page posts to itself come back as events, and the preload answers. */
class PageWindow extends EventTarget {
  ready = 0
  readonly asked: string[] = []
  readonly given: NodePort[] = []
  preload: ((place: string) => void) | null = (place) => this.handOver(this, portMessage, place)

  postMessage(data: unknown, targetOrigin: string): void {
    expect(targetOrigin).toBe('*')
    const { type, place } = data as { type: string; place: string }
    expect(type).toBe(readyMessage)
    this.asked.push(place)
    this.ready += 1
    queueMicrotask(() => this.preload?.(place))
  }

  handOver(source: unknown = this, type: string = portMessage, place = 'workspace'): void {
    const { port1, port2 } = new MessageChannel()
    this.given.push(port1, port2)
    new RPCHandler(router).upgrade(port1)
    port1.start()
    this.dispatchEvent(Object.assign(new Event('message'), { data: { type, place }, ports: [port2], source }))
  }
}

let page: PageWindow

function connect() {
  page = new PageWindow()
  // Only what a page listens to and posts with is needed of a window.
  return createPortClient(page as unknown as Window, 'workspace')
}

afterEach(() => {
  for (const port of page.given) port.close()
})

describe('the port to the engine', () => {
  test('is asked for once, and carries calls', async () => {
    const client = connect()
    const [first, second] = await Promise.all([client.engine.status(), client.engine.status()])
    expect(first.text).toBe('Nothing planned')
    expect(second).toEqual(first)
    expect(page.ready).toBe(1)
  })

  test('carries errors with their words and advice', async () => {
    const error = await connect()
      .campaigns.get({ id: 7 })
      .catch((caught: unknown) => caught)
    expect(toProblem(error)).toEqual({ code: 'NOT_FOUND', message: 'There is no campaign 7.', advice: 'Reload the list.' })
  })

  test('carries the event stream, from the number that is asked for', async () => {
    const seqs: number[] = []
    for await (const event of await connect().events.stream({ after: 41 })) seqs.push(event.seq)
    expect(seqs).toEqual([42])
  })

  test('is not taken from another window, nor with another message', async () => {
    const client = connect()
    page.preload = () => {
      page.handOver({ another: 'window' })
      page.handOver(page, 'something else')
      page.handOver()
    }
    await client.engine.status()
    const taken = page.given.filter((_, index) => index % 2 === 1)
    expect(taken).toHaveLength(3)
    expect(page.ready).toBe(1)
  })

  test('is told apart from the port to the other place, whichever comes first', async () => {
    const client = connect()
    page.preload = null
    const elsewhere = createPortClient(page as unknown as Window, 'sandbox')
    const answers = [client.engine.status(), elsewhere.engine.status()]
    await new Promise((resolve) => setTimeout(resolve))
    expect(page.asked).toEqual(['workspace', 'sandbox'])
    page.handOver(page, portMessage, 'sandbox')
    expect(page.given).toHaveLength(2)
    expect(await Promise.race(answers.map((it, index) => it.then(() => index)))).toBe(1)
    page.handOver(page, portMessage, 'workspace')
    await Promise.all(answers)
  })

  test('is replaced once it has closed', async () => {
    const client = connect()
    await client.engine.status()
    const closed = new Promise((resolve) => page.given[1]?.once('close', resolve))
    page.given[0]?.close()
    await closed
    expect((await client.engine.status()).state).toBe('idle')
    expect(page.ready).toBe(2)
  })
})
