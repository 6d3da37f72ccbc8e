import { useCallback, useMemo, useRef, useState } from 'react'
import type { Selection } from '../../../components/table/types.ts'

export interface ChosenRows {
  ids: ReadonlySet<number>
  selection: Selection
  clear(): void
}

/**
 * The rows of a list that are chosen; one that leaves the list is not chosen any more.
 * @param shown the ids of the list, in its order
 */
export function useChosenRows(shown: readonly number[]): ChosenRows {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const last = useRef<number | null>(null)
  const latest = useRef(shown)
  latest.current = shown
  const ids = useMemo(() => new Set(shown.filter((id) => chosen.has(id))), [shown, chosen])

  const toggle = useCallback((id: number, range: boolean) => {
    setChosen((before) => {
      const after = new Set(before)
      const add = !before.has(id)
      for (const each of range ? between(latest.current, last.current, id) : [id]) {
        if (add) after.add(each)
        else after.delete(each)
      }
      return after
    })
    // The updater above runs later: it has to find the row that was chosen before.
    queueMicrotask(() => {
      last.current = id
    })
  }, [])
  const clear = useCallback(() => setChosen(new Set()), [])
  const state = ids.size === 0 ? 'none' : ids.size === shown.length ? 'all' : 'some'
  return {
    ids,
    clear,
    selection: {
      isChosen: (id) => ids.has(id),
      toggle,
      toggleAll: () => setChosen(ids.size === shown.length ? new Set() : new Set(shown)),
      state,
    },
  }
}

/** The rows from one to another, both included; only the second where the first is not shown. */
export function between(shown: readonly number[], from: number | null, to: number): number[] {
  const a = from === null ? -1 : shown.indexOf(from)
  const b = shown.indexOf(to)
  if (a < 0 || b < 0) return [to]
  return shown.slice(Math.min(a, b), Math.max(a, b) + 1)
}
