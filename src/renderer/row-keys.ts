import type { KeyboardEvent } from 'react'

/** Arrow keys, Home and End go from row to row of the table that has the focus. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target
  if (!(target instanceof HTMLElement) || !target.classList.contains('row-button')) return
  const buttons = [...(event.currentTarget.closest('tbody')?.querySelectorAll<HTMLElement>('.row-button') ?? [])]
  const at = buttons.indexOf(target)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  buttons[next]?.focus()
}
