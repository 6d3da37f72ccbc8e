import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ListPage } from '../../src/renderer/stores/list.ts'
import type { PageRequest } from '../../src/renderer/stores/page-map.ts'
import { createWindowedList, type WindowedList } from '../../src/renderer/stores/windowed-list.ts'
import { createManualTimers, type ManualTimers, settle } from './manual-timers.ts'

interface Row {
  id: number
  text: string
}

/** A keyset list as the engine has it, newest first: cursors hold an id and the end they were read from. */
class Engine {
  rows: Row[] = []
  asked: PageRequest[] = []
  open = 0
  most = 0
  failing = false
  /** Holds answers back until it is called. */
  gate: Promise<void> = Promise.resolve()

  async page(request: PageRequest): Promise<ListPage<Row>> {
    this.asked.push(request)
    this.open += 1
    this.most = Math.max(this.most, this.open)
    await this.gate
    this.open -= 1
    if (this.failing) throw new TypeError('Failed to fetch')
    const fromEnd = request.from === 'end'
    const walked = fromEnd ? [...this.rows].reverse() : this.rows
    const after = request.cursor === undefined ? null : JSON.parse(request.cursor)
    if (after && after.from !== (request.from ?? 'start')) throw new Error('this cursor belongs to another order')
    // By key, as the engine does it: also where that row is gone.
    const rest = after ? walked.filter((row) => (fromEnd ? row.id > after.id : row.id < after.id)) : walked
    const beyond = rest.slice(request.skip ?? 0)
    const items = beyond.slice(0, request.limit)
    const nextCursor = beyond.length > items.length ? JSON.stringify({ id: items.at(-1)?.id, from: request.from ?? 'start' }) : null
    return { items: structuredClone(fromEnd ? items.reverse() : items), nextCursor, total: this.rows.length }
  }

  async one(id: number): Promise<Row | null> {
    const row = this.rows.find((known) => known.id === id)
    return row ? { ...row } : null
  }

  staysInPlace(): boolean {
    return true
  }
}

const rowsOf = (count: number): Row[] => Array.from({ length: count }, (_, at) => ({ id: count - at, text: `row ${count - at}` }))

let engine: Engine
let timers: ManualTimers
let list: WindowedList<Row>

async function open(count: number, pageSize = 10): Promise<void> {
  engine = new Engine()
  engine.rows = rowsOf(count)
  timers = createManualTimers()
  list = createWindowedList(engine, pageSize, timers)
  list.touch('all')
  await timers.advance(300)
  engine.asked = []
}

/** What is at hand between two places, as ids; null where a row is still to come. */
const shown = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => list.rowAt(first + at)?.id ?? null)
const truth = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => engine.rows[first + at]?.id ?? null)

beforeEach(() => open(1000))

const place = fc.integer({ min: 0, max: 140 })
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('show' as const), at: place, rows: fc.integer({ min: 1, max: 14 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 15 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: place, count: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
type View = { first: number; last: number }

/** Does one step, and says what is in view then. */
async function take(it: Step, view: View): Promise<View> {
  switch (it.kind) {
    case 'show': {
      const shown = { first: it.at, last: it.at + it.rows }
      list.show(shown.first, shown.last)
      return shown
    }
    case 'wait':
      await timers.advance(it.ms)
      return view
    case 'fail':
      engine.failing = true
      list.touch('all')
      await timers.advance(1000)
      engine.failing = false
      break
    case 'add':
      engine.rows = [...rowsOf(it.count).map((row) => ({ ...row, id: row.id + (engine.rows[0]?.id ?? 0) })), ...engine.rows]
      break
    case 'remove':
      engine.rows.splice(it.at, it.count)
  }
  list.touch('all')
  return view
}

describe('a list of which only a window is held', () => {
  test('whatever the scrolling and whatever comes or goes, each row at rest is the row at that place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 130 }), fc.array(step, { maxLength: 25 }), async (count, steps) => {
        await open(count, 5)
        let view = { first: 0, last: 0 }
        for (const it of steps) {
          view = await take(it, view)
          await settle()
          expect(engine.most).toBeLessThanOrEqual(1)
          expect(list.store.getState().pages.size).toBeLessThanOrEqual(12)
        }
        await timers.advance(5000)
        expect(list.store.getState()).toMatchObject({ loaded: true, total: engine.rows.length, problem: null })
        expect(shown(view.first, view.last)).toEqual(truth(view.first, view.last))
      }),
      { numRuns: 300 },
    )
  })

  test('goes on by the cursor of the page before, and back by the same', async () => {
    for (let at = 0; at <= 300; at += 10) {
      list.show(at, at + 9)
      await timers.advance(20)
    }
    expect(engine.asked.every(({ skip }) => skip === undefined)).toBe(true)
    engine.asked = []
    list.show(0, 9)
    await timers.advance(200)
    expect(shown(0, 9)).toEqual(truth(0, 9))
    expect(engine.asked.every(({ skip }) => skip === undefined)).toBe(true)
  })

  test('reads the end from the end, and goes up from there', async () => {
    await open(995)
    list.show(985, 994)
    await timers.advance(200)
    expect(engine.asked.slice(0, 2)).toEqual([
      { limit: 10, from: 'end', skip: 5 },
      { limit: 5, from: 'end' },
    ])
    for (let at = 980; at >= 900; at -= 10) {
      list.show(at, at + 9)
      await timers.advance(20)
      expect(shown(at, at + 9)).toEqual(truth(at, at + 9))
    }
    expect(engine.asked.slice(2).every(({ from, skip = 0 }) => from === 'end' && skip <= 10)).toBe(true)
  })

  test('holds a few pages, however far one scrolls', async () => {
    for (let at = 0; at < 1000; at += 7) {
      list.show(at, Math.min(999, at + 20))
      await timers.advance(20)
    }
    expect(list.store.getState().pages.size).toBeLessThanOrEqual(10)
    expect(list.rowAt(0)).toBeUndefined()
  })

  test('a fling asks for one page at a time, and in the end for the one where it stopped', async () => {
    let release = () => {}
    engine.gate = new Promise((resolve) => {
      release = resolve
    })
    for (let at = 0; at < 900; at += 30) list.show(at, at + 20)
    await timers.advance(50)
    expect(engine.asked).toHaveLength(1)
    release()
    engine.gate = Promise.resolve()
    await timers.advance(500)
    expect(shown(870, 890)).toEqual(truth(870, 890))
    expect(engine.asked.length).toBeLessThanOrEqual(6)
  })

  test('a jump to where many rows would be passed over waits until the scrolling rests', async () => {
    await open(50_000)
    for (let at = 10_000; at < 20_000; at += 1000) {
      list.show(at, at + 9)
      await timers.advance(30)
    }
    expect(engine.asked).toEqual([])
    await timers.advance(100)
    expect(shown(19_000, 19_009)).toEqual(truth(19_000, 19_009))
  })

  test('a changed row is read alone, and all other rows stay the same objects', async () => {
    const before = list.rowAt(3)
    engine.rows[2] = { id: 998, text: 'changed' }
    list.touch(998)
    await timers.advance(300)
    expect(engine.asked).toEqual([])
    expect(list.rowAt(2)?.text).toBe('changed')
    expect(list.rowAt(3)).toBe(before)
    list.patch(999, { text: 'acted' })
    expect(list.rowAt(1)?.text).toBe('acted')
  })

  test('shows the old rows until the new ones are here, and says when they cannot be read', async () => {
    engine.failing = true
    list.touch('all')
    await timers.advance(300)
    expect(list.rowAt(0)?.id).toBe(1000)
    expect(list.store.getState().problem?.code).toBe('UNREACHABLE')
    engine.failing = false
    engine.rows.unshift({ id: 1001, text: 'new' })
    list.touch('all')
    await timers.advance(2000)
    expect(list.rowAt(0)?.id).toBe(1001)
    expect(list.store.getState()).toMatchObject({ total: 1001, problem: null })
  })

  test('rows between two places are read for a choice, wherever they are', async () => {
    const rows = await list.between(7, 423)
    expect(rows.map((row) => row.id)).toEqual(truth(7, 423))
  })
})
