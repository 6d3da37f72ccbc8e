import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { ListStore } from '../../stores/list.ts'
import { ProblemNote } from '../ProblemNote.tsx'
import { SkeletonRows } from '../SkeletonRows.tsx'
import { HeaderCell } from './HeaderCell.tsx'

export interface Column<T> {
  key: string
  title: string
  /** CSS width of the column, e.g. `124px` or `24%`; left out: what is left. */
  width?: string
  align?: 'end'
  /** What the list is sorted by when this header is pressed; left out: it cannot be. */
  sort?: string
  cell(row: T): ReactNode
  /** On hover: what does not fit into the cell. */
  hint?(row: T): string
}

export interface Sort {
  by: string
  order: 'asc' | 'desc'
}

export interface DataTableProps<T extends { id: number }> {
  /** What a screen reader calls the table. */
  label: string
  testId?: string
  list: ListStore<T>
  columns: readonly Column<T>[]
  /** What the row is called: the text of its button in the first column. */
  nameOf(row: T): string
  openId?: number | null
  onOpen?(row: T): void
  sort?: Sort
  onSort?(sort: Sort): void
  selection?: Selection
  /** Shown instead of the table where the list is empty. */
  empty: ReactNode
}

export interface Selection {
  isChosen(id: number): boolean
  /** `range`: from the row chosen last to this one (shift). */
  toggle(id: number, range: boolean): void
  /** All that are shown, or none. */
  toggleAll(): void
  state: 'none' | 'some' | 'all'
}

/** Rows of the design; the virtualiser counts on it. */
export const rowHeight = 36
/** So many rows before the end the next page is asked for. */
const readAhead = 40

/** A long list: sticky header, only the rows in view in the page, the next page read while one scrolls. */
export function DataTable<T extends { id: number }>(props: DataTableProps<T>) {
  const { label, testId, list, columns, nameOf, openId = null, onOpen, sort, onSort, selection, empty } = props
  const { items, total, nextCursor, loaded, loadingMore, problem } = useStore(list.store)
  const scroll = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => items[index]?.id ?? index,
  })
  const rows = virtualizer.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (loaded && nextCursor !== null && !loadingMore && lastShown >= items.length - readAhead) void list.loadMore()
  }, [list, loaded, nextCursor, loadingMore, lastShown, items.length])

  const again = { label: 'Try again', run: () => list.touch('all') }
  if (!loaded) return problem ? <ProblemNote problem={problem} action={again} /> : <SkeletonRows label={`Loading ${label}`} />
  if (items.length === 0) return empty

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('tr[data-index]')
    if (!row) return
    const index = Number(row.dataset.index)
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key]
    if (to === undefined || to < 0 || to >= items.length) return
    event.preventDefault()
    virtualizer.scrollToIndex(to)
    // The row may have to be drawn first.
    requestAnimationFrame(() => {
      scroll.current?.querySelector<HTMLElement>(`tr[data-index="${to}"] .row-button`)?.focus({ preventScroll: true })
    })
  }

  const above = rows[0]?.start ?? 0
  const below = virtualizer.getTotalSize() - (rows.at(-1)?.end ?? 0)
  const columnCount = columns.length + (selection ? 1 : 0)
  return (
    <div className="scroll" ref={scroll}>
      {problem && <ProblemNote problem={problem} action={again} />}
      <table className="table" aria-label={label} data-testid={testId} aria-rowcount={total + 1} onKeyDown={onKeyDown}>
        <colgroup>
          {selection && <col style={{ width: '40px' }} />}
          {columns.map(({ key, width }) => (
            <col key={key} style={width === undefined ? undefined : { width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selection && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={`Choose all of ${label}`}
                  checked={selection.state === 'all'}
                  ref={(box) => {
                    if (box) box.indeterminate = selection.state === 'some'
                  }}
                  onChange={selection.toggleAll}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} columns={columnCount} />}
          {rows.map(({ index }) => {
            const row = items[index]
            return (
              row && (
                <Row
                  key={row.id}
                  row={row}
                  index={index}
                  columns={columns as readonly Column<{ id: number }>[]}
                  name={nameOf(row)}
                  open={row.id === openId}
                  onOpen={onOpen as ((row: { id: number }) => void) | undefined}
                  chosen={selection?.isChosen(row.id)}
                  onToggle={selection?.toggle}
                />
              )
            )
          })}
          {below > 0 && <Spacer height={below} columns={columnCount} />}
        </tbody>
      </table>
    </div>
  )
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr className="spacer">
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}

interface RowProps {
  row: { id: number }
  index: number
  columns: readonly Column<{ id: number }>[]
  name: string
  open: boolean
  onOpen: ((row: { id: number }) => void) | undefined
  /** Undefined where rows cannot be chosen. */
  chosen: boolean | undefined
  onToggle: ((id: number, range: boolean) => void) | undefined
}

const Row = memo(function Row({ row, index, columns, name, open, onOpen, chosen, onToggle }: RowProps) {
  return (
    <tr
      className="row"
      data-index={index}
      data-row={row.id}
      data-chosen={open || chosen === true}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      onClick={onOpen && (() => onOpen(row))}
    >
      {onToggle && (
        <td onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.key === ' ' && event.stopPropagation()}>
          <input
            type="checkbox"
            aria-label={`Choose ${name}`}
            checked={chosen === true}
            onChange={() => {}}
            onClick={(event) => onToggle(row.id, event.shiftKey)}
          />
        </td>
      )}
      {columns.map((column, at) => (
        <td key={column.key} className={column.align === 'end' ? 'number' : undefined} title={column.hint?.(row)}>
          {at === 0 && onOpen ? (
            <button type="button" className="row-button clip" aria-current={open ? 'true' : undefined}>
              {column.cell(row)}
            </button>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  )
})
