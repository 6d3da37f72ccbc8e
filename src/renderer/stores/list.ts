import { createStore, type StoreApi } from 'zustand/vanilla'
import { createCoalescer, type Timers } from '../lib/live/coalesce.ts'
import { reuse, reuseRows } from '../lib/live/reuse.ts'
import { type Problem, toProblem } from '../lib/words/problem.ts'
import { refreshIntervalMs } from './value.ts'

export interface ListPage<T> {
  items: T[]
  nextCursor: string | null
  total: number
}

export interface ListState<T> extends ListPage<T> {
  /** False until the first page is here: skeletons are shown. */
  loaded: boolean
  loadingMore: boolean
  problem: Problem | null
}

export interface ListSource<T> {
  page(request: { limit: number; cursor?: string }): Promise<ListPage<T>>
  /** Reads one row anew; null where it is gone. */
  one(id: number): Promise<T | null>
  /** Whether a row that changed may stay where it is, or move in or out of this list. */
  staysInPlace(): boolean
}

export interface ListStore<T> {
  store: StoreApi<ListState<T>>
  /** One row, or any, may have changed: read soon. */
  touch(id: number | 'all'): void
  loadMore(): Promise<void>
  /** Takes a row that an action answered with. */
  patch(id: number, change: Partial<T>): void
  /** Forgets all and reads the first page: other filters. */
  reset(): void
  stop(): void
}

/** The contract's longest page. */
const longestPage = 500
/** More changed rows than this, and the pages are read instead of the rows. */
const fewRows = 6

const nothing = { items: [], nextCursor: null, total: 0, loaded: false, loadingMore: false, problem: null }

/**
 * A keyset list that stays true while it is looked at: what was loaded is read anew when events touch it, row by row
 * where few changed, in pages of up to 500 otherwise.
 */
export function createListStore<T extends { id: number }>(source: ListSource<T>, pageSize: number, timers: Timers): ListStore<T> {
  const store = createStore<ListState<T>>(() => ({ ...nothing }))
  const coalescer = createCoalescer(flush, refreshIntervalMs, timers)
  let touched: Set<number> | 'all' = new Set()
  /** Counts resets: an answer to an older question is thrown away. */
  let generation = 0

  async function flush(): Promise<void> {
    const asked = touched
    const mine = generation
    touched = new Set()
    try {
      if (asked === 'all' || !(await refreshRows(asked, mine))) await refreshPages(mine)
    } catch (error) {
      if (mine === generation) store.setState({ problem: toProblem(error) })
    }
  }

  /** False where single rows cannot tell: then the pages are read. */
  async function refreshRows(ids: ReadonlySet<number>, mine: number): Promise<boolean> {
    const { loaded, items, nextCursor } = store.getState()
    const shown = new Set(items.map((item) => item.id))
    const known = [...ids].filter((id) => shown.has(id))
    const mayBeNew = known.length < ids.size && nextCursor === null
    if (!loaded || mayBeNew || known.length > fewRows || !source.staysInPlace()) return false
    const rows = await Promise.all(known.map((id) => source.one(id)))
    if (mine !== generation) return true
    if (rows.includes(null)) return false
    const fresh = new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])))
    store.setState((before) => ({
      items: reuseRows(
        before.items,
        before.items.map((item) => fresh.get(item.id) ?? item),
      ),
      problem: null,
    }))
    return true
  }

  async function refreshPages(mine: number): Promise<void> {
    const shown = store.getState()
    // A list that is shown to its end grows with the rows that are added there.
    const wanted = Math.max(pageSize, shown.items.length + (shown.nextCursor === null ? pageSize : 0))
    const items: T[] = []
    let cursor: string | null = null
    let total = 0
    do {
      const limit = Math.min(longestPage, wanted - items.length)
      const page: ListPage<T> = await source.page(cursor === null ? { limit } : { limit, cursor })
      if (mine !== generation) return
      items.push(...page.items)
      cursor = page.nextCursor
      total = page.total
    } while (cursor !== null && items.length < wanted)
    const longer = store.getState().items.length > wanted
    // More was loaded meanwhile: this answer is shorter than the screen. Ask again rather than take rows away.
    if (longer) touch('all')
    else store.setState((before) => ({ items: reuseRows(before.items, items), nextCursor: cursor, total, loaded: true, problem: null }))
  }

  async function loadMore(): Promise<void> {
    const { nextCursor, loadingMore } = store.getState()
    if (nextCursor === null || loadingMore) return
    const mine = generation
    store.setState({ loadingMore: true })
    try {
      const page = await source.page({ limit: pageSize, cursor: nextCursor })
      if (mine !== generation) return
      store.setState((before) => {
        const shown = new Set(before.items.map((item) => item.id))
        const added = page.items.filter((item) => !shown.has(item.id))
        return { items: [...before.items, ...added], nextCursor: page.nextCursor, total: page.total, problem: null }
      })
    } catch (error) {
      if (mine === generation) store.setState({ problem: toProblem(error) })
    } finally {
      if (mine === generation) store.setState({ loadingMore: false })
    }
  }

  function touch(id: number | 'all'): void {
    if (id === 'all') touched = 'all'
    else if (touched !== 'all') touched.add(id)
    coalescer.ask()
  }

  return {
    store,
    touch,
    loadMore,
    patch(id, change) {
      store.setState((before) => ({ items: before.items.map((item) => (item.id === id ? reuse(item, { ...item, ...change }) : item)) }))
    },
    reset() {
      generation += 1
      store.setState({ ...nothing })
      touch('all')
    },
    stop() {
      generation += 1
      coalescer.stop()
    },
  }
}
