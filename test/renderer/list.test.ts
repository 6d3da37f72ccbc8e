import { beforeEach, describe, expect, test } from 'vitest'
import { createListStore, type ListPage, type ListStore } from '../../src/renderer/stores/list.ts'
import { createManualTimers, type ManualTimers, settle } from './manual-timers.ts'

interface Row {
  id: number
  text: string
}

/** A keyset list as the engine has it: by id, the cursor is the last id. */
class Engine {
  rows: Row[] = []
  asked: string[] = []
  fixedPlaces = true
  failing = false

  page(request: { limit: number; cursor?: string }): Promise<ListPage<Row>> {
    this.asked.push(`page ${request.limit} after ${request.cursor ?? '-'}`)
    if (this.failing) return Promise.reject(new TypeError('Failed to fetch'))
    const rest = this.rows.filter((row) => row.id > Number(request.cursor ?? 0))
    const items = rest.slice(0, request.limit)
    return Promise.resolve({
      items: structuredClone(items),
      nextCursor: rest.length > items.length ? String(items.at(-1)?.id) : null,
      total: this.rows.length,
    })
  }

  one(id: number): Promise<Row | null> {
    this.asked.push(`one ${id}`)
    const row = this.rows.find((known) => known.id === id)
    return Promise.resolve(row ? { ...row } : null)
  }

  staysInPlace(): boolean {
    return this.fixedPlaces
  }
}

let engine: Engine
let timers: ManualTimers
let list: ListStore<Row>
const texts = () => list.store.getState().items.map((row) => row.text)

beforeEach(async () => {
  engine = new Engine()
  engine.rows = Array.from({ length: 25 }, (_, index) => ({ id: index + 1, text: `row ${index + 1}` }))
  timers = createManualTimers()
  list = createListStore(engine, 10, timers)
  list.touch('all')
  await timers.advance(300)
  engine.asked = []
})

describe('a list', () => {
  test('shows the first page and the exact total', () => {
    expect(list.store.getState()).toMatchObject({ loaded: true, total: 25, nextCursor: '10' })
    expect(texts()).toHaveLength(10)
  })

  test('goes on after the last row shown, to the end', async () => {
    await list.loadMore()
    await list.loadMore()
    await list.loadMore()
    expect(texts()).toHaveLength(25)
    expect(list.store.getState().nextCursor).toBeNull()
    expect(engine.asked).toEqual(['page 10 after 10', 'page 10 after 20'])
  })

  test('reads a changed row alone, and keeps all other objects', async () => {
    const before = list.store.getState().items
    engine.rows[2] = { id: 3, text: 'changed' }
    list.touch(3)
    await timers.advance(300)
    expect(engine.asked).toEqual(['one 3'])
    expect(texts()[2]).toBe('changed')
    expect(list.store.getState().items[3]).toBe(before[3])
  })

  test('reads nothing for a row further down than was loaded', async () => {
    list.touch(20)
    await timers.advance(300)
    expect(engine.asked).toEqual([])
  })

  test('reads pages where many rows changed, as many as are shown', async () => {
    await list.loadMore()
    engine.asked = []
    for (let id = 1; id <= 10; id++) list.touch(id)
    await timers.advance(300)
    expect(engine.asked).toEqual(['page 20 after -'])
  })

  test('drops a row that is gone', async () => {
    engine.rows.splice(0, 1)
    list.touch(1)
    await timers.advance(300)
    expect(texts()[0]).toBe('row 2')
    expect(list.store.getState().total).toBe(24)
  })

  test('finds a new row at the end, once the end is shown', async () => {
    await list.loadMore()
    await list.loadMore()
    engine.rows.push({ id: 26, text: 'new' })
    list.touch(26)
    await timers.advance(300)
    expect(texts().at(-1)).toBe('new')
  })

  test('reads the page where a changed row may leave the filter', async () => {
    engine.fixedPlaces = false
    list.touch(3)
    await timers.advance(300)
    expect(engine.asked).toEqual(['page 10 after -'])
  })

  test('rereads long lists in pages that the contract allows', async () => {
    engine.rows = Array.from({ length: 1200 }, (_, index) => ({ id: index + 1, text: `row ${index + 1}` }))
    for (let i = 0; i < 120; i++) await list.loadMore()
    expect(texts()).toHaveLength(1200)
    engine.asked = []
    list.touch('all')
    await timers.advance(300)
    expect(engine.asked).toEqual(['page 500 after -', 'page 500 after 500', 'page 210 after 1000'])
    expect(texts()).toHaveLength(1200)
  })

  test('throws away the answer to an older question', async () => {
    let answer: ((page: ListPage<Row>) => void) | undefined
    engine.page = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    list.touch('all')
    await timers.advance(300)
    const old = answer
    list.reset()
    old?.({ items: [{ id: 99, text: 'old question' }], nextCursor: null, total: 1 })
    await settle()
    expect(texts()).toEqual([])
    await timers.advance(2000)
    answer?.({ items: [{ id: 1, text: 'new question' }], nextCursor: null, total: 1 })
    await settle()
    expect(texts()).toEqual(['new question'])
  })

  test('keeps what it shows when reading fails, and says so', async () => {
    engine.failing = true
    list.touch('all')
    await timers.advance(300)
    expect(texts()).toHaveLength(10)
    expect(list.store.getState().problem?.code).toBe('UNREACHABLE')
    engine.failing = false
    list.touch('all')
    await timers.advance(300)
    expect(list.store.getState().problem).toBeNull()
  })

  test('takes a row that an action answered with', () => {
    list.patch(2, { text: 'acted' })
    expect(texts()[1]).toBe('acted')
  })
})
