import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type Extent, heightOf, isStuck, placeAt, positionOf, type ScrollPlace, scrolledTo } from '../../lib/table/long-scroll.ts'

interface Shown {
  /** Rows to draw: those in view and a few around them. */
  first: number
  last: number
  /** Where the first of them stands in the scrolled element, in pixels below the header. */
  top: number
  /** How tall the scrolled element is, without the header. */
  height: number
  /** Rows in view. */
  inView: { first: number; last: number }
}

export interface LongScroll extends Shown {
  /** Brings a row into view, by as little as possible. */
  reveal(index: number): void
}

const rowsAround = 8
const restMs = 150

/**
 * Which of `count` rows of equal height are to be drawn while `scroll` is scrolled. The element's first `headHeight`
 * pixels are covered by a sticky header.
 */
export function useLongScroll(scroll: RefObject<HTMLElement | null>, count: number, rowHeight: number, headHeight: number): LongScroll {
  const place = useRef<ScrollPlace>({ top: 0, offset: 0 })
  const [view, setView] = useState(600)
  const extent = useMemo<Extent>(() => ({ content: count * rowHeight, view }), [count, rowHeight, view])

  const shownAt = useCallback(
    (at: ScrollPlace): Shown => {
      const position = positionOf(at, extent)
      const firstInView = Math.floor(position / rowHeight)
      const lastInView = Math.min(count - 1, Math.floor((position + extent.view - 1) / rowHeight))
      const first = Math.max(0, firstInView - rowsAround)
      const last = Math.min(count - 1, lastInView + rowsAround)
      const offset = position - at.top
      return { first, last, top: first * rowHeight - offset, height: heightOf(extent), inView: { first: firstInView, last: lastInView } }
    },
    [count, extent, rowHeight],
  )
  const [shown, setShown] = useState<Shown>(() => shownAt(place.current))
  const latest = useRef(shown)
  latest.current = shown

  const take = useCallback(
    (next: ScrollPlace, now: boolean) => {
      place.current = next
      const then = shownAt(next)
      const { first, last, top, height, inView } = latest.current
      const same = then.height === height && Math.abs(then.top - then.first * rowHeight - (top - first * rowHeight)) < 0.01
      // A few rows more are drawn than are seen: not every movement needs new ones.
      const covers = (first === 0 || then.inView.first - first >= 3) && (last >= count - 1 || last - then.inView.last >= 3) && last < count
      if (same && covers && then.inView.first >= first && then.inView.last <= last && inView) return
      if (now) flushSync(() => setShown(then))
      else setShown(then)
    },
    [shownAt, count, rowHeight],
  )

  /** Stands the scrollbar where it belongs; what is seen stays. */
  const anchor = useCallback(
    (position: number) => {
      const element = scroll.current
      if (!element) return
      const wanted = placeAt(position, extent)
      element.scrollTop = wanted.top
      // The browser may have rounded, or known a shorter element.
      take({ top: element.scrollTop, offset: position - element.scrollTop }, true)
    },
    [scroll, extent, take],
  )

  useEffect(() => {
    const element = scroll.current
    if (!element) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const rest = () => {
      const position = positionOf(place.current, extent)
      if (Math.abs(placeAt(position, extent).top - element.scrollTop) > 1) anchor(position)
    }
    const onScroll = () => {
      const next = scrolledTo(element.scrollTop, place.current, extent)
      if (isStuck(next, extent)) anchor(positionOf(next, extent))
      else take(next, true)
      clearTimeout(timer)
      timer = setTimeout(rest, restMs)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      element.removeEventListener('scroll', onScroll)
    }
  }, [scroll, extent, take, anchor])

  useLayoutEffect(() => {
    const element = scroll.current
    if (!element) return
    const measure = () => setView(Math.max(rowHeight, element.clientHeight - headHeight))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroll, rowHeight, headHeight])

  // Rows came or went, or the window has another size.
  useLayoutEffect(() => {
    const position = positionOf(place.current, extent)
    if (scroll.current && Math.abs(scroll.current.scrollTop - place.current.top) > 1) anchor(position)
    else take({ top: place.current.top, offset: position - place.current.top }, false)
  }, [scroll, extent, take, anchor])

  const reveal = useCallback(
    (index: number) => {
      const position = positionOf(place.current, extent)
      const start = index * rowHeight
      const end = start + rowHeight - extent.view
      if (start < position) anchor(start)
      else if (end > position) anchor(end)
    },
    [anchor, extent, rowHeight],
  )
  return { ...shown, reveal }
}
