import type { ReactNode } from 'react'

export interface Column<T> {
  key: string
  title: string
  /** CSS width of the column, e.g. `124px` or `24%`; left out: what is left. */
  width?: string
  align?: 'end'
  /** What the list is sorted by when this header is pressed; left out: it cannot be. */
  sort?: string
  /** Hidden until somebody chooses to see it (see use-columns.tsx). */
  hidden?: boolean
  cell(row: T): ReactNode
  /** On hover: what does not fit into the cell. */
  hint?(row: T): string
}

export interface Sort {
  by: string
  order: 'asc' | 'desc'
}

export interface Selection {
  isChosen(id: number): boolean
  /** `range`: from the row chosen last to this one (shift). */
  toggle(id: number, range: boolean): void
  /** All that are shown, or none. */
  toggleAll(): void
  state: 'none' | 'some' | 'all'
  /** The same as `toggle`, by place: needed where rows between two may not be at hand. */
  toggleAt?(index: number, range: boolean): void
  /** mod+a. */
  chooseAll?(): void
  /** Esc. */
  clear?(): void
}
