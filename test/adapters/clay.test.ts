/** The client against a service on loopback: routines that take their time, a webhook, and what goes wrong. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClay } from '../../src/main/engine/adapters/providers/clay.ts'
import type { Enrichment, RoutineItem } from '../../src/main/engine/ports/providers.ts'

import { type FakeClay, startClay } from '../fakes/clay.ts'
import { type Fault, fault } from '../fakes/stub.ts'

let clay: FakeClay
let client: Enrichment
let now = 0
let waits: number[] = []
/** Waiting moves the clock. */
const clock = {
  now: () => now,
  setTimer(at: number, fire: () => void) {
    waits.push(at - now)
    now = Math.max(now, at)
    fire()
    return () => {}
  },
}

beforeEach(async () => {
  now = Date.parse('2026-11-21T09:00:00Z')
  waits = []
  clay = await startClay({ now: () => now })
  client = createClay({ url: clay.url, clock, timeoutMs: 1_500 })
})
afterEach(() => clay.close())

const items = (count: number): RoutineItem[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `creator-${n}`,
    inputs: { 'Full Name': `Ana Roe ${n}`, 'Profile URL': `https://x.example/${n}` },
  }))

async function started(count = 3): Promise<string> {
  const answer = await client.start(clay.key, clay.routineId, items(count))
  if (!answer.ok) throw new Error(answer.message)
  return answer.runId
}

/** Asks until it has ended. */
async function ended(runId: string) {
  for (let n = 0; n < 20; n++) {
    const answer = await client.results(clay.key, runId)
    if (!answer.ok) throw new Error(answer.message)
    if (answer.done) return answer.items
  }
  throw new Error('it never ended')
}

describe('a key', () => {
  it('is somebody’s', async () => {
    expect(await client.whoAmI(clay.key)).toEqual({ ok: true, account: 'Ana Roe' })
    expect(await client.whoAmI('wrong')).toMatchObject({ ok: false, kind: 'key', message: /Invalid API key/ })
    expect(await client.whoAmI('kaputt\n')).toMatchObject({ ok: false, kind: 'key' })
    clay.faults.add('me', fault.changed())
    expect(await client.whoAmI(clay.key)).toMatchObject({ ok: false, kind: 'unexpected' })
  })
})

describe('a routine', () => {
  it('runs for each item once, and gives its results by our ids', async () => {
    const runId = await started()
    expect(await client.results(clay.key, runId)).toEqual({ ok: true, done: false, finished: 0, total: 3 })
    const results = await ended(runId)
    expect(results.map(({ id }) => id)).toEqual(['creator-0', 'creator-1', 'creator-2'])
    expect(results.every(({ status, error }) => status === 'complete' && error === '')).toBe(true)
    expect(results.some(({ values }) => /@clay\.example$/.test(values.Email ?? ''))).toBe(true)
    expect(clay.charges).toHaveLength(3)
    expect(clay.boughtTwice()).toEqual([])
    expect(clay.requests[0]?.path).toBe('/public/v0/routines/function:t_creators/run')
    expect(clay.requests[1]?.query.get('limit')).toBe('100')
  })

  it('gives values of all kinds as text', async () => {
    clay.world.answer = () => ({ values: { a: 'text', b: 1.5, c: true, d: null, e: ['x'], f: { g: 1 } } })
    const [result] = await ended(await started(1))
    expect(result?.values).toEqual({ a: 'text', b: '1.5', c: 'true', d: '', e: '["x"]', f: '{"g":1}' })
  })

  it('may fail for some, miss some, and end as nobody knows', async () => {
    const ends = [{ failed: 'No profile found' }, 'missing', { status: 'quarantined' }, { values: { Email: 'a@b.example' } }] as const
    clay.world.answer = (_, id) => ends[Number(id.split('-')[1])] ?? 'missing'
    clay.world.endStatus = 'partially_complete'
    const results = await ended(await started(4))
    expect(results).toEqual([
      { id: 'creator-0', status: 'failed', values: {}, error: 'No profile found' },
      { id: 'creator-2', status: 'failed', values: {}, error: 'It ended as “quarantined”.' },
      { id: 'creator-3', status: 'complete', values: { Email: 'a@b.example' }, error: '' },
    ])
  })

  it('that ended in an unknown way needs no results', async () => {
    const runId = await started()
    clay.faults.add('results', { do: 'answer', status: 200, body: { routine_run_id: runId, status: 'expired' } })
    expect(await client.results(clay.key, runId)).toEqual({ ok: true, done: true, items: [] })
  })

  it('gives its results in pages, each once', async () => {
    clay.world.pageSize = 7
    const runId = await started(50)
    await client.results(clay.key, runId)
    clay.requests.splice(0)
    const results = await ended(runId)
    expect(results).toHaveLength(50)
    expect(clay.requests.map(({ query }) => query.get('cursor'))).toEqual([null, '7', '14', '21', '28', '35', '42', '49'])
  })

  it('whose pages never end, or go back to the same, is left', async () => {
    const runId = await started()
    const page = (cursor: string): Fault => ({
      do: 'answer',
      status: 200,
      body: { status: 'complete', data: [{ id: 'creator-0', status: 'complete', result: {} }], cursor },
    })
    clay.faults.add('results', page('again'), 2)
    expect(await client.results(clay.key, runId)).toMatchObject({ done: true, items: [{ id: 'creator-0' }] })
    for (let n = 0; n < 60; n++) clay.faults.add('results', page(`c${n}`))
    clay.requests.splice(0)
    expect(await client.results(clay.key, runId)).toMatchObject({ ok: false, kind: 'unexpected' })
    expect(clay.requests).toHaveLength(50)
  })

  it('with results that cannot be read says so, and may be asked again', async () => {
    const runId = await started()
    for (const shape of [fault.changed(() => []), fault.changed(() => ({ status: 'complete' })), fault.changed(() => ({ data: null }))]) {
      clay.world.ended = () => true
      clay.faults.add('results', shape)
      expect(await client.results(clay.key, runId)).toMatchObject({ ok: false, kind: 'unexpected' })
    }
    for (const broken of [fault.dropAfter(), fault.silence(), fault.cut(), fault.html(500)]) {
      clay.faults.add('results', broken)
      expect(await client.results(clay.key, runId)).toMatchObject({ ok: false, kind: 'unavailable' })
    }
    expect(await ended(runId)).toHaveLength(3)
    expect(clay.charges).toHaveLength(3)
  })

  it('is not given up for a page that is not Clay’s', async () => {
    const runId = await started()
    clay.faults.add('results', fault.html(404))
    expect(await client.results(clay.key, runId)).toMatchObject({ ok: false, kind: 'unavailable' })
  })

  it('whose run is not known says so', async () => {
    expect(await client.results(clay.key, 'run_99')).toMatchObject({ ok: false, kind: 'invalid', message: /Run not found/ })
  })
})

describe('a start', () => {
  it('takes 1 to 100 items and the id of a routine; anything else is not sent', async () => {
    for (const count of [0, 101]) expect(await client.start(clay.key, clay.routineId, items(count))).toMatchObject({ kind: 'invalid' })
    for (const id of ['', ' ', '.', '..', '\ud800']) expect(await client.start(clay.key, id, items(1))).toMatchObject({ kind: 'invalid' })
    for (const id of ['', '..']) expect(await client.results(clay.key, id)).toMatchObject({ kind: 'invalid' })
    expect(clay.requests).toEqual([])
    expect(await client.start(clay.key, '../../me?', items(1))).toMatchObject({ kind: 'invalid', message: /Routine not found|Not found/ })
    expect(clay.charges).toEqual([])
  })

  it.each<[string, Fault, number]>([
    ['a line that breaks before', fault.dropBefore(), 0],
    ['a line that breaks after', fault.dropAfter(), 2],
    ['silence', fault.silence(), 2],
    ['half an answer', fault.cut(), 2],
    ['an error of the service', fault.html(500), 0],
    ['an error of what stands before it', fault.html(504), 0],
  ])('with %s is unsure, and not repeated', async (_, wrong, charged) => {
    clay.faults.add('run', wrong)
    expect(await client.start(clay.key, clay.routineId, items(2))).toMatchObject({ ok: false, kind: 'unsure', message: /may have charged/ })
    expect(clay.requests).toHaveLength(1)
    expect(clay.charges).toHaveLength(charged)
  })

  it('without an id may have been charged too', async () => {
    clay.faults.add('run', fault.changed())
    expect(await client.start(clay.key, clay.routineId, items(1))).toMatchObject({ ok: false, kind: 'unexpected' })
    expect(clay.charges).toHaveLength(1)
  })

  it.each<[string, Fault, object]>([
    ['too many requests', fault.rateLimit('30'), { kind: 'rate_limit', retryAfterMs: 30_000 }],
    ['too many requests, without a time', fault.rateLimit(), { kind: 'rate_limit', retryAfterMs: null }],
    ['a wrong key', fault.badKey(), { kind: 'key' }],
    ['no credits', fault.noCredits(), { kind: 'credits' }],
    [
      'inputs that do not fit',
      { do: 'answer', status: 422, body: { message: 'Unknown input "Name"' } },
      { kind: 'invalid', message: /Unknown input/ },
    ],
  ])('that is refused for %s was not charged', async (_, wrong, expected) => {
    clay.faults.add('run', wrong)
    expect(await client.start(clay.key, clay.routineId, items(1))).toMatchObject({ ok: false, ...expected })
  })
})

describe("a table's webhook", () => {
  const push = (row: Record<string, string> = { handle: 'ana' }, token = '') => client.push({ url: clay.webhookUrl, token }, row)

  it('takes a row, with its token where it wants one', async () => {
    expect(await push({ handle: 'ana', followers: '42000' })).toEqual({ ok: true })
    expect(clay.requests[0]?.headers['x-clay-webhook-auth']).toBeUndefined()
    clay.world.webhookToken = 'wh-secret'
    expect(await push({ handle: 'ben' }, 'wh-secret')).toEqual({ ok: true })
    expect(clay.rows).toEqual([{ handle: 'ana', followers: '42000' }, { handle: 'ben' }])
    expect(await push({ handle: 'eve' }, 'other')).toMatchObject({ ok: false, kind: 'key', message: /token/ })
  })

  it('is content with any answer that is good', async () => {
    const bodies: Fault[] = [
      { do: 'answer', status: 204, body: '' },
      { do: 'answer', status: 200, body: { success: true } },
      { do: 'answer', status: 201, body: '<html>thanks</html>' },
      fault.cut(),
    ]
    for (const good of bodies) {
      clay.faults.add('webhook', good)
      expect(await push()).toEqual({ ok: true })
    }
  })

  it('takes 50,000 in its life, and says when it is full', async () => {
    expect(clay.world.webhookLeft).toBe(50_000)
    clay.world.webhookLeft = 1
    expect(await push()).toEqual({ ok: true })
    expect(await push()).toMatchObject({ ok: false, kind: 'invalid', message: /limit of 50000/ })
  })

  it('that is gone says so', async () => {
    for (const wrong of [fault.html(404), fault.html(410)]) {
      clay.faults.add('webhook', wrong)
      expect(await push()).toMatchObject({ ok: false, kind: 'invalid', message: /no such webhook/ })
    }
  })

  it('that does not answer may have the row', async () => {
    for (const wrong of [fault.dropAfter(), fault.silence(), fault.html(502)]) {
      clay.requests.splice(0)
      clay.faults.add('webhook', wrong)
      expect(await push()).toMatchObject({ ok: false, kind: 'unsure' })
      expect(clay.requests).toHaveLength(1)
    }
  })

  it('gets nothing too long, and nothing in the open', async () => {
    expect(await push({ bio: 'ü'.repeat(60_000) })).toMatchObject({ kind: 'invalid', message: /100 KB/ })
    for (const url of ['http://clay.example/hook', 'ftp://127.0.0.1/', 'hook']) {
      expect(await client.push({ url, token: 'secret' }, { a: 'b' })).toMatchObject({ ok: false, kind: 'invalid', message: /https/ })
    }
    expect(clay.requests).toEqual([])
  })

  it('gets 20 rows at once, and then 10 a second', async () => {
    for (let n = 0; n < 50; n++) expect(await push({ n: String(n) })).toEqual({ ok: true })
    expect(clay.requests.filter(({ at }) => at === clay.requests[0]?.at)).toHaveLength(20)
    expect(now - (clay.requests[0]?.at ?? 0)).toBe(3000)
  })
})

it('shows its key and its token to nobody', async () => {
  const echo = (secret: string): Fault => ({ do: 'answer', status: 400, body: { message: `You sent ${secret}` } })
  clay.faults.add('run', echo(clay.key))
  clay.faults.add('webhook', echo('wh-secret-0123'))
  const answers = [
    await client.start(clay.key, clay.routineId, items(1)),
    await client.push({ url: clay.webhookUrl, token: 'wh-secret-0123' }, { a: 'b' }),
  ]
  expect(JSON.stringify(answers)).not.toMatch(/clay-key-|wh-secret/)
  expect(answers).toMatchObject([{ message: /You sent …/ }, { message: /You sent …/ }])
})
