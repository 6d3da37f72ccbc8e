import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import type { StoredEvent } from '../../shared/events.ts'
import { browserTimers } from '../lib/live/coalesce.ts'
import { createListStore, type ListSource, type ListStore } from '../stores/list.ts'
import { createValueStore, type ValueState, type ValueStore } from '../stores/value.ts'
import { useDesk } from './desk-context.tsx'

export type LiveValue<T> = ValueState<T> & Pick<ValueStore<T>, 'set' | 'touch'>

/**
 * One thing that a page shows, read when the page opens and again whenever an event concerns it.
 * @param key another key is another thing: what was shown is forgotten
 * @param concerns whether an event may have changed it; asked for every event, so it has to be cheap
 */
export function useLiveValue<T>(key: string, read: () => Promise<T>, concerns: (event: StoredEvent) => boolean): LiveValue<T> {
  const desk = useDesk()
  const latest = useLatest({ read, concerns })
  const { value } = useMemo(() => ({ key, value: createValueStore(() => latest.current.read(), browserTimers) }), [latest, key])
  useEffect(() => {
    value.touch()
    return desk.follow({ touch: (event) => latest.current.concerns(event) && value.touch(), resync: value.touch })
  }, [desk, value, latest])
  const state = useStore(value.store)
  return { ...state, set: value.set, touch: value.touch }
}

/**
 * A keyset list that a page shows, followed while the page is open.
 * @param key another key (other filters, another sort) is another list
 * @param concerns the row that an event may have changed, `all` where any may have, null where none has
 */
export function useLiveList<T extends { id: number }>(
  key: string,
  source: ListSource<T>,
  concerns: (event: StoredEvent) => number | 'all' | null,
  pageSize = 100,
): ListStore<T> {
  const desk = useDesk()
  const latest = useLatest({ source, concerns })
  const { list } = useMemo(() => ({ key, list: createListStore<T>(sourceOf(latest), pageSize, browserTimers) }), [latest, key, pageSize])
  useEffect(() => {
    list.touch('all')
    return desk.follow({
      touch: (event) => {
        const id = latest.current.concerns(event)
        if (id !== null) list.touch(id)
      },
      resync: () => list.touch('all'),
    })
  }, [desk, list, latest])
  return list
}

function sourceOf<T>(latest: RefObject<{ source: ListSource<T> }>): ListSource<T> {
  return {
    page: (request) => latest.current.source.page(request),
    one: (id) => latest.current.source.one(id),
    staysInPlace: () => latest.current.source.staysInPlace(),
  }
}

/** The newest of something that is new with every render, for code that runs later. */
function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}
