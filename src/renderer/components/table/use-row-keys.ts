import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Selection } from './types.ts'
import type { TableRows } from './use-rows.ts'

interface Table {
  rows: Pick<TableRows<{ id: number }>, 'count' | 'rowAt'>
  inView: { first: number; last: number }
  /** Those that are drawn: the ones in view and a few around them. */
  drawn: { first: number; last: number }
  reveal(index: number): void
  selection: Selection | undefined
}

/**
 * Arrow keys, Page Up and Down, Home and End go from row to row; Space chooses, with Shift a stretch; ⌘A all; Esc none.
 * One row is the table's stop for Tab. A row that is scrolled away leaves its focus to the table, which remembers it.
 */
export function useRowKeys(scroll: RefObject<HTMLElement | null>, table: Table) {
  const [active, setActive] = useState(0)
  /** The row that gets the focus as soon as it is drawn. */
  const wanted = useRef<number | null>(null)
  const within = useRef(false)

  useLayoutEffect(() => {
    const element = scroll.current
    if (!element) return
    if (wanted.current !== null) {
      const button = element.querySelector<HTMLElement>(`tr[data-index="${wanted.current}"] .row-button`)
      if (button) {
        wanted.current = null
        button.focus({ preventScroll: true })
        return
      }
    }
    if (within.current && document.activeElement === document.body) element.focus({ preventScroll: true })
  })

  function goTo(index: number): void {
    const to = Math.max(0, Math.min(index, table.rows.count - 1))
    wanted.current = to
    table.reveal(to)
    setActive(to)
    scroll.current?.querySelector<HTMLElement>(`tr[data-index="${to}"] .row-button`)?.focus({ preventScroll: true })
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const target = event.target as HTMLElement
    const isRow =
      target === scroll.current || target.classList.contains('row-button') || target.matches('tr[data-index] input[type=checkbox]')
    if (!isRow) return
    if (choose(event) || move(event)) event.preventDefault()
  }

  function choose(event: KeyboardEvent): boolean {
    const { selection } = table
    if (!selection) return false
    if (event.key === ' ') toggle(active, event.shiftKey)
    else if (event.key.toLowerCase() === 'a' && (event.metaKey || event.ctrlKey)) selection.chooseAll?.()
    else if (event.key === 'Escape' && selection.state !== 'none' && selection.clear) selection.clear()
    else return false
    return true
  }

  function move(event: KeyboardEvent): boolean {
    const page = Math.max(1, table.inView.last - table.inView.first)
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: table.rows.count - 1,
    }[event.key]
    if (to === undefined || event.altKey || event.metaKey) return false
    const inside = Math.max(0, Math.min(to, table.rows.count - 1))
    if (event.shiftKey && table.selection) {
      if (table.selection.state === 'none') toggle(active, false)
      toggle(inside, true)
    }
    goTo(inside)
    return true
  }

  function toggle(index: number, range: boolean): void {
    const row = table.rows.rowAt(index)
    if (table.selection?.toggleAt) table.selection.toggleAt(index, range)
    else if (row) table.selection?.toggle(row.id, range)
  }

  function isDrawn(index: number): boolean {
    return index >= table.drawn.first && index <= table.drawn.last
  }

  return {
    tabStop: isDrawn(active) ? active : Math.max(table.inView.first, Math.min(active, table.inView.last)),
    handlers: {
      onKeyDown,
      onFocus(event: FocusEvent<HTMLElement>): void {
        within.current = true
        const row = (event.target as HTMLElement).closest<HTMLElement>('tr[data-index]')
        if (row) setActive(Number(row.dataset.index))
      },
      onBlur(event: FocusEvent<HTMLElement>): void {
        // A row that is taken out of the page says so with nowhere to go; so does a click on nothing.
        if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) {
          within.current = false
          wanted.current = null
        }
      },
      onPointerDown(): void {
        wanted.current = null
      },
    },
  }
}
