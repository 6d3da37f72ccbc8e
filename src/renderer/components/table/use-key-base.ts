import { type RefObject, useRef } from 'react'

/**
 * What a row's key is counted from. Rows that stay in view keep their keys; where all are replaced at once (the
 * scrollbar is dragged, or the wheel is fast), those drawn before get the places of the new ones, and are changed rather
 * than made anew. A row that has the focus is never given to another one: its focus would go along.
 */
export function useKeyBase(scroll: RefObject<HTMLElement | null>, first: number, last: number): number {
  const drawn = useRef({ first, last, base: 0 })
  const before = drawn.current
  const apart = first > before.last || last < before.first
  if (apart && !rowHasFocus(scroll.current)) before.base += first - before.first
  before.first = first
  before.last = last
  return before.base
}

function rowHasFocus(scroll: HTMLElement | null): boolean {
  const focused = document.activeElement
  return focused !== null && focused !== scroll && scroll?.contains(focused) === true
}
