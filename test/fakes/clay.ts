/**
 * Clay on loopback: routines that take their time, and a table's webhook.
 *
 * Point a host here with `CAMPAIGN_DESK_CLAY_URL` (the `url` of what `startClay` returns), connect the provider with its
 * `key`, and set up its `routineId` or `webhookUrl`.
 */
import { createHash } from 'node:crypto'
import { type Faults, type Reply, type StubRequest, startStub } from './stub.ts'

export type ClayEndpoint = 'me' | 'run' | 'results' | 'webhook'

/** One item that a routine ran for. */
export interface ClayCharge {
  runId: string
  itemId: string
  inputs: Record<string, string>
  at: number
}

export interface ClayRun {
  id: string
  items: { id: string; inputs: Record<string, string> }[]
  startedAt: number
  /** How often its results were asked for, this time included. */
  polls: number
}

/** How one item ends: with values, failed in words, under a status that nobody knows, or not at all. */
export type ClayAnswer = { values: Record<string, unknown> } | { failed: string } | { status: string } | 'missing'

export interface ClayWorld {
  /** Whether a run has ended when its results are asked for. */
  ended: (run: ClayRun, now: number) => boolean
  answer: (inputs: Record<string, string>, id: string) => ClayAnswer
  /** The status of a run that has ended. */
  endStatus: string
  /** Results in one page, at most. */
  pageSize: number
  /** Rows that the webhook still takes; 50,000 for its life. */
  webhookLeft: number
  /** What it wants to be told; empty: nothing. */
  webhookToken: string
}

export interface FakeClay {
  /** Of the public API. */
  url: string
  key: string
  routineId: string
  webhookUrl: string
  requests: StubRequest<ClayEndpoint>[]
  charges: ClayCharge[]
  /** The inputs, as JSON, of everybody for whom a routine ran more than once. */
  boughtTwice(): string[]
  runs: Map<string, ClayRun>
  /** What came to the webhook. */
  rows: Record<string, string>[]
  faults: Faults<ClayEndpoint>
  world: ClayWorld
  close(): Promise<void>
}

/** An address for three in four, by what was put in. */
export function usualAnswer(inputs: Record<string, string>): ClayAnswer {
  const hash = createHash('sha256').update(JSON.stringify(inputs)).digest()
  if (hash.readUInt8(0) % 4 === 3) return { values: { Email: null, Status: 'not found' } }
  const name = inputs['Full Name'] ?? 'somebody'
  const local = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${hash.toString('hex', 1, 4)}`
  return { values: { Email: `${local}@clay.example`, 'First Name': name.split(' ')[0], Confidence: 0.9, Sources: ['web'] } }
}

/** @param options.polls so many times the results are "in progress" first */
export async function startClay(
  options: { key?: string; port?: number; polls?: number; now?: () => number } & Partial<ClayWorld> = {},
): Promise<FakeClay> {
  const { key = 'clay-key-0123456789abcdef', port, polls = 1, now = Date.now, ...given } = options
  const routineId = 'function:t_creators'
  const world: ClayWorld = {
    ended: (run) => run.polls > polls,
    answer: usualAnswer,
    endStatus: 'complete',
    pageSize: 100,
    webhookLeft: 50_000,
    webhookToken: '',
    ...given,
  }
  const charges: ClayCharge[] = []
  const runs = new Map<string, ClayRun>()
  const rows: Record<string, string>[] = []

  function run(path: string, body: unknown): Reply {
    if (decodeURIComponent(path.split('/').at(-2) ?? '') !== routineId) return says(404, 'Routine not found')
    const { items } = body as { items?: ClayRun['items'] }
    if (!Array.isArray(items) || items.length === 0) return says(400, 'items must have at least 1 element')
    if (items.length > 100) return says(413, 'At most 100 items are allowed')
    if (items.some(({ id }) => typeof id !== 'string' || id.length < 1 || id.length > 64))
      return says(400, 'id must have 1 to 64 characters')
    const id = `run_${runs.size + 1}`
    runs.set(id, { id, items, startedAt: now(), polls: 0 })
    for (const item of items) charges.push({ runId: id, itemId: item.id, inputs: item.inputs, at: now() })
    return { status: 202, body: { routine_run_id: id, status: 'in_progress' } }
  }

  function results(path: string, query: URLSearchParams): Reply {
    const found = runs.get(path.split('/').at(-2) ?? '')
    if (!found) return says(404, 'Run not found')
    const limit = Number(query.get('limit') ?? 20)
    if (!(limit >= 1 && limit <= 100)) return says(400, 'limit must be between 1 and 100')
    found.polls++
    const total = found.items.length
    const common = { routine_run_id: found.id, total }
    if (!world.ended(found, now()))
      return { status: 202, body: { ...common, finished: Math.min(found.polls - 1, total), status: 'in_progress' } }
    const data = found.items.map(({ id, inputs }) => itemOf(id, world.answer(inputs, id))).filter((item) => item !== null)
    const start = Number(query.get('cursor') ?? 0)
    const end = start + Math.min(limit, world.pageSize)
    const cursor = end < data.length ? { cursor: String(end) } : {}
    return { status: 200, body: { ...common, finished: total, status: world.endStatus, data: data.slice(start, end), ...cursor } }
  }

  function webhook(token: unknown, body: unknown): Reply {
    if (world.webhookToken !== '' && token !== world.webhookToken) return says(401, 'Unauthorized')
    if (world.webhookLeft <= 0) return says(400, 'This webhook has reached its limit of 50000 submissions')
    world.webhookLeft--
    rows.push(body as Record<string, string>)
    return { status: 200, body: 'OK' }
  }

  const stub = await startStub<ClayEndpoint>({
    port,
    now,
    endpointOf,
    answer({ endpoint, headers, path, query, body }) {
      if (endpoint === 'unknown') return says(404, 'Not found')
      if (endpoint === 'webhook') return webhook(headers['x-clay-webhook-auth'], body)
      if (headers['clay-api-key'] !== key) return says(401, 'Invalid API key')
      if (endpoint === 'run') return run(path, body)
      if (endpoint === 'results') return results(path, query)
      return { status: 200, body: { user: { id: 'u_1', name: 'Ana Roe' }, workspace: { id: 'ws_1' } } }
    },
  })

  return {
    url: `${stub.url}/public/v0`,
    key,
    routineId,
    webhookUrl: `${stub.url}/v3/sources/webhook/creators`,
    requests: stub.requests,
    charges,
    boughtTwice() {
      const inputs = charges.map((one) => JSON.stringify(one.inputs))
      return [...new Set(inputs.filter((one, n) => inputs.indexOf(one) !== n))]
    },
    runs,
    rows,
    faults: stub.faults,
    world,
    close: stub.close,
  }
}

function endpointOf(method: string, path: string): ClayEndpoint | 'unknown' {
  if (method === 'GET' && path === '/public/v0/me') return 'me'
  if (method === 'POST' && /^\/public\/v0\/routines\/[^/]+\/run$/.test(path)) return 'run'
  if (method === 'GET' && /^\/public\/v0\/routines\/run\/[^/]+\/results$/.test(path)) return 'results'
  return method === 'POST' && path === '/v3/sources/webhook/creators' ? 'webhook' : 'unknown'
}

function itemOf(id: string, answer: ClayAnswer): unknown {
  if (answer === 'missing') return null
  if ('values' in answer) return { id, status: 'complete', result: answer.values }
  if ('failed' in answer) return { id, status: 'failed', error: { message: answer.failed } }
  return { id, status: answer.status }
}

function says(status: number, message: string): Reply {
  return { status, body: { message } }
}
