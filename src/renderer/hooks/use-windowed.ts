import { useEffect, useMemo, useRef } from 'react'
import type { StoredEvent } from '../../shared/events.ts'
import { browserTimers } from '../lib/live/coalesce.ts'
import { createWindowedList, type WindowedList, type WindowedSource } from '../stores/windowed-list.ts'
import { useDesk } from './desk-context.tsx'

/**
 * A list of any length that a page shows, followed while the page is open. The rows of another key are read while those
 * before are forgotten.
 * @param concerns the row that an event may have changed, `all` where any may have, null where none has
 */
export function useWindowedList<T extends { id: number }>(
  key: string,
  source: WindowedSource<T>,
  concerns: (event: StoredEvent) => number | 'all' | null,
  pageSize = 200,
): WindowedList<T> {
  const desk = useDesk()
  const latest = useRef({ source, concerns })
  useEffect(() => {
    latest.current = { source, concerns }
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the source
  const list = useMemo(() => createWindowedList<T>(source, pageSize, browserTimers), [key, pageSize])
  useEffect(() => {
    list.touch('all')
    return desk.follow({
      touch: (event) => {
        const id = latest.current.concerns(event)
        if (id !== null) list.touch(id)
      },
      resync: () => list.touch('all'),
    })
  }, [desk, list])
  return list
}
