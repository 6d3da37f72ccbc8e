/** A service on loopback that answers as it should, until a test gives it a fault. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What goes wrong with one request. Where it says "happens", the service does its work and charges for it first.
 * - `answer`: this instead of its work; nothing is charged
 * - `slow`: as usual, later
 * - `drop_before`: the line breaks before anything happens; `drop_after`: it happens, and the line breaks
 * - `cut`: it happens, and half of the answer comes
 * - `silence`: it happens, and no answer ever comes
 * - `changed`: it happens, and the answer has another shape
 */
export type Fault =
  | { do: 'answer'; status: number; body: unknown; headers?: Record<string, string> }
  | { do: 'slow'; ms: number }
  | { do: 'drop_before' | 'drop_after' | 'cut' | 'silence' }
  | { do: 'changed'; into: (json: unknown) => unknown }

/** The common ones, by name. */
export const fault = {
  rateLimit: (retryAfter?: string): Fault => ({
    do: 'answer',
    status: 429,
    body: { message: 'Too many requests' },
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
  }),
  noCredits: (): Fault => ({ do: 'answer', status: 402, body: { detail: 'Insufficient credits.' } }),
  badKey: (): Fault => ({ do: 'answer', status: 401, body: { detail: 'Invalid token.' } }),
  forbidden: (): Fault => ({ do: 'answer', status: 403, body: { message: 'Not allowed for this key' } }),
  html: (status = 502): Fault => ({ do: 'answer', status, body: '<!doctype html><html><h1>Bad gateway</h1></html>' }),
  fields: (status = 400): Fault => ({
    do: 'answer',
    status,
    body: { filters: { engagement_percent: ['A valid number is required.'], location: ['This list may not be empty.'] } },
  }),
  meta: (status = 422): Fault => ({ do: 'answer', status, body: { response_meta: { error_message: 'The platform is not known.' } } }),
  slow: (ms: number): Fault => ({ do: 'slow', ms }),
  dropBefore: (): Fault => ({ do: 'drop_before' }),
  dropAfter: (): Fault => ({ do: 'drop_after' }),
  cut: (): Fault => ({ do: 'cut' }),
  silence: (): Fault => ({ do: 'silence' }),
  changed: (into: (json: unknown) => unknown = (json) => ({ data: json })): Fault => ({ do: 'changed', into }),
}

/** A script of faults: each is used up by the requests that it is for, in order. */
export interface Faults<Endpoint extends string> {
  /** `times` requests to `on` go wrong that way; `Infinity` until it is cleared. */
  add(on: Endpoint | 'any', fault: Fault, times?: number): void
  clear(): void
}

export interface StubRequest<Endpoint extends string> {
  endpoint: Endpoint | 'unknown'
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** Parsed JSON; undefined where there was none. */
  body: unknown
  at: number
}

export interface Reply {
  status: number
  /** JSON unless it is text. */
  body: unknown
  headers?: Record<string, string>
}

export interface Stub<Endpoint extends string> {
  url: string
  requests: StubRequest<Endpoint>[]
  faults: Faults<Endpoint>
  close(): Promise<void>
}

export async function startStub<Endpoint extends string>(service: {
  endpointOf(method: string, path: string): Endpoint | 'unknown'
  /** Does the work and charges for it. */
  answer(request: StubRequest<Endpoint>): Reply
  now?: () => number
  port?: number
}): Promise<Stub<Endpoint>> {
  const script: { on: Endpoint | 'any'; fault: Fault; left: number }[] = []
  const requests: StubRequest<Endpoint>[] = []
  const now = service.now ?? Date.now

  function nextFault(endpoint: Endpoint | 'unknown'): Fault | null {
    const next = script.find(({ on, left }) => left > 0 && (on === 'any' || on === endpoint))
    if (next) next.left--
    return next?.fault ?? null
  }

  const server = createServer(async (incoming, response) => {
    const request = await read(incoming, service.endpointOf, now())
    requests.push(request)
    const wrong = nextFault(request.endpoint)
    if (wrong?.do === 'slow') await new Promise((resolve) => setTimeout(resolve, wrong.ms))
    if (wrong?.do === 'drop_before') response.destroy()
    else if (wrong?.do === 'answer') send(response, wrong)
    else goOn(response, service.answer(request), wrong)
  })
  server.listen(service.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults: {
      add: (on, fault, times = 1) => script.push({ on, fault, left: times }),
      clear: () => script.splice(0),
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function goOn(response: ServerResponse, reply: Reply, wrong: Fault | null): void {
  if (wrong?.do === 'drop_after') response.destroy()
  else if (wrong?.do === 'silence') return
  else if (wrong?.do === 'changed') send(response, { ...reply, body: wrong.into(reply.body) })
  else if (wrong?.do === 'cut') {
    const bytes = bytesOf(reply.body)
    response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': bytes.length })
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
  } else send(response, reply)
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers }).end(bytesOf(body))
}

function bytesOf(body: unknown): Buffer {
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

async function read<Endpoint extends string>(
  incoming: IncomingMessage,
  endpointOf: (method: string, path: string) => Endpoint | 'unknown',
  at: number,
): Promise<StubRequest<Endpoint>> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const url = new URL(incoming.url ?? '', 'http://127.0.0.1')
  const method = incoming.method ?? ''
  const body = text === '' ? undefined : (JSON.parse(text) as unknown)
  const { headers } = incoming
  return { endpoint: endpointOf(method, url.pathname), method, path: url.pathname, query: url.searchParams, headers, body, at }
}
