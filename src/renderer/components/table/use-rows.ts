import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Problem } from '../../lib/words/problem.ts'
import type { ListState, ListStore } from '../../stores/list.ts'
import type { WindowedList, WindowedState } from '../../stores/windowed-list.ts'

/** What a table can show: a list that grows as one scrolls, or one of any length of which a window is held. */
export type TableList<T extends { id: number }> = ListStore<T> | WindowedList<T>

export interface TableRows<T> {
  /** Rows that can be scrolled to. */
  count: number
  /** Rows that there are. */
  total: number
  loaded: boolean
  problem: Problem | null
  rowAt(index: number): T | undefined
  /** These are in view. */
  show(first: number, last: number): void
}

/** So many rows before the end of a growing list the next page is asked for. */
const readAhead = 40

export function useRows<T extends { id: number }>(list: TableList<T>): TableRows<T> {
  const state = useStore(list.store as StoreApi<ListState<T> | WindowedState<T>>)
  return useMemo(() => {
    const { total, loaded, problem } = state
    if ('show' in list) return { count: total, total, loaded, problem, rowAt: list.rowAt, show: list.show }
    const { items, nextCursor, loadingMore } = state as ListState<T>
    return {
      count: items.length,
      total,
      loaded,
      problem,
      rowAt: (index) => items[index],
      show(_first, last) {
        if (loaded && nextCursor !== null && !loadingMore && last >= items.length - readAhead) void list.loadMore()
      },
    }
  }, [list, state])
}
