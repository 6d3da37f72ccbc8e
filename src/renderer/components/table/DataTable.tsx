import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { ProblemNote } from '../ProblemNote.tsx'
import { SkeletonRows } from '../SkeletonRows.tsx'
import { HeaderCell } from './HeaderCell.tsx'
import { Row, SkeletonRow } from './Row.tsx'
import type { Column, Selection, Sort } from './types.ts'
import { useLongScroll } from './use-long-scroll.ts'
import { useRowKeys } from './use-row-keys.ts'
import { type TableList, type TableRows, useRows } from './use-rows.ts'
import './table.css'

interface DataTableProps<T extends { id: number }> {
  /** What a screen reader calls the table. */
  label: string
  testId?: string
  list: TableList<T>
  /** Keep it the same between two renders, or every row is drawn anew. */
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

/** Rows of the design. */
const rowHeight = 36
const headHeight = 32

/** A long list: sticky header, only the rows in view in the page, the rest read while one scrolls. */
export function DataTable<T extends { id: number }>(props: DataTableProps<T>) {
  const { label, list, empty } = props
  const rows = useRows(list)
  const again = { label: 'Try again', run: () => list.touch('all') }
  if (!rows.loaded)
    return rows.problem ? <ProblemNote problem={rows.problem} action={again} /> : <SkeletonRows label={`Loading ${label}`} />
  if (rows.count === 0) return empty
  return (
    <>
      {rows.problem && <ProblemNote problem={rows.problem} action={again} />}
      <Table {...props} rows={rows} />
    </>
  )
}

function Table<T extends { id: number }>(props: DataTableProps<T> & { rows: TableRows<T> }) {
  const { label, testId, columns, nameOf, openId = null, sort, onSort, selection, rows } = props
  const scroll = useRef<HTMLDivElement>(null)
  const { first, last, top, height, inView, reveal } = useLongScroll(scroll, rows.count, rowHeight, headHeight)
  useEffect(() => rows.show(inView.first, inView.last), [rows, inView.first, inView.last])
  const keys = useRowKeys(scroll, { rows, inView, drawn: { first, last }, reveal, selection })
  const openAt = openId !== null && 'indexOf' in props.list ? props.list.indexOf(openId) : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown once, when it is opened
  useEffect(() => {
    if (openAt !== null) reveal(openAt)
  }, [openId])
  const latest = useRef(props)
  latest.current = props
  // Made once, so that rows stay as they are.
  const { current: onToggle } = useRef((row: T, index: number, range: boolean) => {
    const chosen = latest.current.selection
    if (chosen?.toggleAt) chosen.toggleAt(index, range)
    else chosen?.toggle(row.id, range)
  })
  const { current: onOpen } = useRef((row: T) => latest.current.onOpen?.(row))
  const keyBase = useKeyBase(scroll, first, last)
  const columnCount = columns.length + (selection ? 1 : 0)
  const drawn = Array.from({ length: Math.max(0, Math.min(last, rows.count - 1) - first + 1) }, (_, at) => first + at)
  return (
    <div className="scroll" ref={scroll} tabIndex={-1} {...keys.handlers}>
      <div className="long" style={{ height: height + headHeight }}>
        <table className="table" aria-label={label} data-testid={testId} aria-rowcount={rows.total + 1} style={{ top }}>
          <colgroup>
            {selection && <col style={{ width: '40px' }} />}
            {columns.map(({ key, width }) => (
              <col key={key} style={width === undefined ? undefined : { width }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {selection && <ChooseAll label={label} selection={selection} />}
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {drawn.map((index) => {
              const row = rows.rowAt(index)
              // Those on their way are alike: they stay as they are, which is what dragging the scrollbar does most.
              if (!row) return <SkeletonRow key={`on its way ${index - first}`} columns={columnCount} />
              return (
                <Row
                  key={index - keyBase}
                  row={row}
                  index={index}
                  columns={columns}
                  name={nameOf(row)}
                  open={row.id === openId}
                  tabStop={index === keys.tabStop}
                  onOpen={props.onOpen && onOpen}
                  chosen={selection?.isChosen(row.id)}
                  onToggle={selection && onToggle}
                />
              )
            })}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function ChooseAll({ label, selection }: { label: string; selection: Selection }) {
  return (
    <th scope="col" className="choose">
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
  )
}

/**
 * What a row's key is counted from. Rows that stay in view keep their keys; where all are replaced at once (the
 * scrollbar is dragged, or the wheel is fast), those drawn before get the places of the new ones, and are changed rather
 * than made anew. A row that has the focus is never given to another one: its focus would go along.
 */
function useKeyBase(scroll: RefObject<HTMLElement | null>, first: number, last: number): number {
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
