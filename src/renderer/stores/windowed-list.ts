import { createStore, type StoreApi } from 'zustand/vanilla'
import { createCoalescer, type Timers } from '../lib/live/coalesce.ts'
import { reuse, reuseRows } from '../lib/live/reuse.ts'
import { type Problem, toProblem } from '../lib/words/problem.ts'
import type { ListPage } from './list.ts'
import { createPageMap, type PageRequest } from './page-map.ts'
import { refreshIntervalMs } from './value.ts'

export interface WindowedSource<T> {
  page(request: PageRequest): Promise<ListPage<T>>
  /** Reads one row anew; null where it is gone. */
  one(id: number): Promise<T | null>
  /** Whether a row that changed may stay where it is, or move in or out of this list. */
  staysInPlace(): boolean
}

export interface WindowedState<T> {
  /** How many rows there are, exactly. */
  total: number
  /** False until the first answer is here. */
  loaded: boolean
  problem: Problem | null
  /** The rows at hand, by the number of their page. */
  pages: ReadonlyMap<number, readonly T[]>
}

/** A list of any length, of which only the rows near those in view are held. Rows are known by their place. */
export interface WindowedList<T> {
  store: StoreApi<WindowedState<T>>
  /** The row at a place (0 is the first); undefined while it is not at hand. */
  rowAt(index: number): T | undefined
  /** The place of a row that is at hand; null of any other. */
  indexOf(id: number): number | null
  /** These places are in view: reads what is missing there, forgets what is far away. */
  show(first: number, last: number): void
  /** Reads the rows from one place to another, both included; for choosing a stretch of them. */
  between(first: number, last: number): Promise<T[]>
  /** One row, or any, may have changed: read soon. */
  touch(id: number | 'all'): void
  /** Takes a row that an action answered with. */
  patch(id: number, change: Partial<T>): void
  stop(): void
}

/** Pages this far from those in view are kept. */
const keptAround = 3
/** So long the view has to rest before a page is read that is not beside one that was. */
const restMs = 90
/** More changed rows than this, and the pages are read instead of the rows. */
const fewRows = 6

/**
 * Pages are read one at a time, those in view first, by the cursor of the page beside them where one came from there,
 * by passing over rows where one jumped. A fast scroll asks for nothing on its way: when an answer comes, the next
 * question is about what is in view then.
 */
export function createWindowedList<T extends { id: number }>(source: WindowedSource<T>, pageSize: number, timers: Timers): WindowedList<T> {
  const store = createStore<WindowedState<T>>(() => ({ total: 0, loaded: false, problem: null, pages: new Map() }))
  const coalescer = createCoalescer(flush, refreshIntervalMs, timers)
  const map = createPageMap(pageSize)
  let view = { first: 0, last: 0 }
  /** Pages that are shown and have to be read anew. */
  let stale = new Set<number>()
  let touched: Set<number> | 'all' = new Set()
  let reading = false
  let current: Promise<void> = Promise.resolve()
  let stopped = false
  let cancelRest: (() => void) | null = null

  const pageOf = (index: number) => Math.floor(index / pageSize)

  function pagesInView(total: number): { from: number; to: number; last: number } {
    const last = Math.max(0, pageOf(total - 1))
    return { from: Math.min(pageOf(view.first), last), to: Math.min(pageOf(view.last), last), last }
  }

  /** The page to read next: those in view before those beside them. */
  function wanted(): number | null {
    const { pages, loaded, total } = store.getState()
    if (!loaded) return 0
    const { from, to, last } = pagesInView(total)
    const missing = (page: number) => page >= 0 && page <= last && (!pages.has(page) || stale.has(page))
    for (let page = from; page <= to; page++) if (missing(page)) return page
    return [to + 1, from - 1].find(missing) ?? null
  }

  function pump(rested = false): void {
    if (reading || stopped) return
    const page = wanted()
    if (page === null) return
    const { total, loaded } = store.getState()
    const request = map.requestFor(page, total)
    if (loaded && !rested && (request.skip ?? 0) > pageSize) {
      cancelRest?.()
      cancelRest = timers.after(restMs, () => pump(true))
      return
    }
    current = read(page, request, total)
  }

  async function read(page: number, request: PageRequest, assumed: number): Promise<void> {
    reading = true
    const generation = map.generation()
    try {
      const answer = await source.page(request)
      if (!stopped) take(page, request, answer, { assumed, generation })
    } catch (error) {
      // Asked again when the view moves, or when somebody asks for it.
      reading = false
      if (!stopped) store.setState({ problem: toProblem(error) })
      return
    }
    reading = false
    pump()
  }

  function take(page: number, request: PageRequest, answer: ListPage<T>, asked: { assumed: number; generation: number }): void {
    const before = store.getState()
    const upToDate = asked.generation === map.generation()
    // Counted from the beginning a place is what it is; counted from the end, only if as many rows are there as was
    // thought; by a cursor, only if nothing was said to have changed since the cursor was learnt.
    const counted =
      request.cursor === undefined
        ? request.from === undefined || answer.total === asked.assumed
        : upToDate && answer.total === asked.assumed
    if (before.loaded && answer.total !== before.total) {
      map.forget()
      stale = new Set(before.pages.keys())
      touched = 'all'
      coalescer.ask()
    } else if (counted && upToDate) map.learn(page, request, answer.nextCursor)
    if (counted && upToDate) stale.delete(page)
    else stale.add(page)
    const pages = new Map(before.pages)
    if (counted || !pages.has(page)) pages.set(page, reuseRows(pages.get(page) ?? [], answer.items))
    store.setState({ total: answer.total, loaded: true, problem: null, pages: kept(pages, answer.total) })
  }

  /** What is near the view and still exists. */
  function kept(pages: Map<number, readonly T[]>, total: number): Map<number, readonly T[]> {
    const { from, to, last } = pagesInView(total)
    for (const page of pages.keys()) {
      if (page >= from - keptAround && page <= to + keptAround && page <= last) continue
      pages.delete(page)
      stale.delete(page)
    }
    return pages
  }

  async function flush(): Promise<void> {
    const asked = touched
    touched = new Set()
    if (asked === 'all' || !(await refreshRows(asked))) {
      map.forget()
      stale = new Set(store.getState().pages.keys())
    }
    pump(true)
    // The coalescer asks less often where an answer takes long.
    await current
  }

  /** False where single rows cannot tell. */
  async function refreshRows(ids: ReadonlySet<number>): Promise<boolean> {
    const shown = new Set([...store.getState().pages.values()].flatMap((rows) => rows.map((row) => row.id)))
    if (!store.getState().loaded || ids.size > fewRows || !source.staysInPlace()) return ids.size === 0
    if ([...ids].some((id) => !shown.has(id))) return false
    try {
      const rows = await Promise.all([...ids].map((id) => source.one(id)))
      for (const row of rows) if (row) patch(row.id, row)
      return !rows.includes(null)
    } catch (error) {
      store.setState({ problem: toProblem(error) })
      return true
    }
  }

  function patch(id: number, change: Partial<T>): void {
    store.setState((before) => {
      const at = [...before.pages].find(([, rows]) => rows.some((row) => row.id === id))
      if (!at) return before
      const rows = at[1].map((row) => (row.id === id ? reuse(row, { ...row, ...change }) : row))
      return { pages: new Map(before.pages).set(at[0], rows) }
    })
  }

  return {
    store,
    rowAt: (index) => store.getState().pages.get(pageOf(index))?.[index % pageSize],
    indexOf(id) {
      for (const [page, rows] of store.getState().pages) {
        const at = rows.findIndex((row) => row.id === id)
        if (at >= 0) return page * pageSize + at
      }
      return null
    },
    show(first, last) {
      if (first === view.first && last === view.last) return
      view = { first, last }
      const { pages, total } = store.getState()
      const fewer = kept(new Map(pages), total)
      if (fewer.size < pages.size) store.setState({ pages: fewer })
      pump()
    },
    async between(first, last) {
      const found: T[] = []
      for (let page = pageOf(first); page <= pageOf(last); page++) {
        const { pages, total } = store.getState()
        const known = stale.has(page) ? undefined : pages.get(page)
        const rows = known ?? (await source.page(map.requestFor(page, total))).items
        found.push(...rows.filter((_, at) => page * pageSize + at >= first && page * pageSize + at <= last))
      }
      return found
    },
    touch(id) {
      if (id === 'all') touched = 'all'
      else if (touched !== 'all') touched.add(id)
      coalescer.ask()
    },
    patch,
    stop() {
      stopped = true
      cancelRest?.()
      coalescer.stop()
    },
  }
}
