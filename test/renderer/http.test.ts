import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { implement } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpClient } from '../../src/renderer/api/http.ts'
import type { Client } from '../../src/renderer/api/types.ts'
import { toProblem } from '../../src/renderer/lib/words/problem.ts'
import { contract } from '../../src/shared/contract/index.ts'
import type { Recipient } from '../../src/shared/schemas/campaigns.ts'
import { storedEvent } from './samples.ts'

const os = implement(contract)
const asked: unknown[] = []
let inSandbox = 0
const nobody = { items: [] as Recipient[], nextCursor: null, total: 0 }

/** An engine with the few routes that are asked here, behind the paths of the contract. */
const router = {
  recipients: {
    list: os.recipients.list.handler(({ input }) => {
      asked.push(input)
      return nobody
    }),
  },
  campaigns: {
    activate: os.campaigns.activate.handler(({ errors }) => {
      throw errors.PRECONDITION_FAILED({ message: 'The campaign has no step.', data: { advice: 'Add one.' } })
    }),
  },
  events: {
    stream: os.events.stream.handler(async function* ({ input }) {
      yield storedEvent((input.after ?? 0) + 1, 'engine.changed')
      yield storedEvent((input.after ?? 0) + 2, 'engine.changed')
    }),
  },
}

let server: Server
let client: Client

beforeAll(async () => {
  const handler = new OpenAPIHandler(router)
  server = createServer(async (request, response) => {
    const prefix = request.url?.startsWith('/sandbox/') ? '/sandbox/api' : '/api'
    if (prefix === '/sandbox/api') inSandbox += 1
    const { matched } = await handler.handle(request, response, { prefix })
    if (!matched) response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  client = createHttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'workspace')
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('the client over HTTP', () => {
  test('asks by the paths and queries of the contract', async () => {
    expect(await client.recipients.list({ id: 4, status: 'replied', search: 'a & b', limit: 20, cursor: 'x=1' })).toEqual(nobody)
    expect(await client.recipients.list({ id: 4, unconfirmed: true })).toEqual(nobody)
    expect(asked).toEqual([
      { id: 4, status: 'replied', search: 'a & b', limit: 20, cursor: 'x=1' },
      { id: 4, unconfirmed: true, limit: 50 },
    ])
  })

  test('carries errors with their words and advice', async () => {
    const error = await client.campaigns.activate({ id: 4 }).catch((caught: unknown) => caught)
    expect(toProblem(error)).toEqual({ code: 'PRECONDITION_FAILED', message: 'The campaign has no step.', advice: 'Add one.' })
  })

  test('follows the event stream from the number that is asked for', async () => {
    const seqs: number[] = []
    for await (const event of await client.events.stream({ after: 41 })) seqs.push(event.seq)
    expect(seqs).toEqual([42, 43])
  })

  test('asks the engine of the sandbox below an address of its own', async () => {
    const inThere = createHttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'sandbox')
    expect(await inThere.recipients.list({ id: 4 })).toEqual(nobody)
    expect(inSandbox).toBe(1)
    await client.recipients.list({ id: 4 })
    expect(inSandbox).toBe(1)
  })

  test('says that nobody answers where nobody does', async () => {
    const error = await createHttpClient('http://127.0.0.1:9', 'workspace')
      .engine.status()
      .catch((caught: unknown) => caught)
    expect(toProblem(error).code).toBe('UNREACHABLE')
  })
})
