import { useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { toasts } from '../../stores/toasts.ts'
import type { WindowedList } from '../../stores/windowed-list.ts'
import type { Selection } from './types.ts'

/** Rows that were chosen: one by one, or all that match the filter but a few. */
export type Choice = { kind: 'some'; ids: ReadonlySet<number> } | { kind: 'matching'; except: ReadonlySet<number> }

/** The contract takes so many ids at once. */
const mostIds = 10_000

const none: Choice = { kind: 'some', ids: new Set() }

/** @param filter another one, and nothing is chosen any more */
export function useSelection<T extends { id: number }>(list: WindowedList<T>, filter: string) {
  const [choice, setChoice] = useState<Choice>(none)
  const total = useStore(list.store, (state) => state.total)
  const anchor = useRef<number | null>(null)
  const latest = useRef(choice)
  latest.current = choice
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is what it is about
  useEffect(() => {
    anchor.current = null
    setChoice(none)
  }, [filter])

  const count = choice.kind === 'some' ? choice.ids.size : Math.max(0, total - choice.except.size)
  const actions = useMemo(() => {
    /** Puts rows among the chosen, or takes them out. */
    function put(ids: readonly number[], chosen: boolean): void {
      const before = latest.current
      const set = new Set(before.kind === 'some' ? before.ids : before.except)
      for (const id of ids) {
        if (chosen === (before.kind === 'some')) set.add(id)
        else set.delete(id)
      }
      if (set.size > mostIds) {
        toasts.say(`Up to ${mostIds.toLocaleString('en')} can be chosen one by one. Filter, then choose all that match.`, { hue: 'needs' })
        return
      }
      const after: Choice = before.kind === 'some' ? { kind: 'some', ids: set } : { kind: 'matching', except: set }
      latest.current = after
      setChoice(after)
    }

    function toggleAt(index: number, range: boolean): void {
      const row = list.rowAt(index)
      const from = anchor.current
      if (range && from !== null) {
        if (Math.abs(from - index) >= mostIds)
          put(
            Array(mostIds + 1)
              .keys()
              .toArray(),
            true,
          )
        else
          void list.between(Math.min(from, index), Math.max(from, index)).then(
            (rows) =>
              put(
                rows.map(({ id }) => id),
                true,
              ),
            () => {},
          )
        return
      }
      if (!row) return
      anchor.current = index
      put([row.id], !isChosen(latest.current, row.id))
    }

    function clear(): void {
      anchor.current = null
      setChoice(none)
    }
    return { toggleAt, clear, chooseAll: () => setChoice({ kind: 'matching', except: new Set() }) }
  }, [list])

  const selection: Selection = {
    isChosen: (id) => isChosen(choice, id),
    toggle: () => {},
    toggleAll: () => (count === 0 ? actions.chooseAll() : actions.clear()),
    state: count === 0 ? 'none' : count === total ? 'all' : 'some',
    ...actions,
  }
  return { selection, choice, count, clear: actions.clear }
}

function isChosen(choice: Choice, id: number): boolean {
  return choice.kind === 'some' ? choice.ids.has(id) : !choice.except.has(id)
}
