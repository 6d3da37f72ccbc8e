import { memo, type ReactNode } from 'react'
import type { Column } from './types.ts'

interface RowProps<T> {
  row: T
  index: number
  columns: readonly Column<T>[]
  name: string
  open: boolean
  /** Whether Tab stops at this row: at one of the table. */
  tabStop: boolean
  /** Undefined where nothing opens. */
  onOpen: ((row: T) => void) | undefined
  /** Undefined where rows cannot be chosen. */
  chosen: boolean | undefined
  onToggle: ((row: T, index: number, range: boolean) => void) | undefined
}

function DataRow<T extends { id: number }>({ row, index, columns, name, open, tabStop, onOpen, chosen, onToggle }: RowProps<T>) {
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
        <td
          className="choose"
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.key === ' ' && event.stopPropagation()}
        >
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Choose ${name}`}
            checked={chosen === true}
            onChange={() => {}}
            onClick={(event) => onToggle(row, index, event.shiftKey)}
          />
        </td>
      )}
      {columns.map((column, at) => (
        <td key={column.key} className={column.align === 'end' ? 'number' : undefined} title={column.hint?.(row)}>
          {at === 0 && onOpen ? (
            <button type="button" className="row-button clip" tabIndex={tabStop ? 0 : -1} aria-current={open ? 'true' : undefined}>
              {column.cell(row)}
            </button>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  )
}

/** Drawn again only where something of its own changed. */
export const Row = memo(DataRow) as <T extends { id: number }>(props: RowProps<T>) => ReactNode

/**
 * A row that is on its way. It does not say which: while the scrollbar is dragged it stays as it is, whatever place it
 * stands for, and its bars are a picture rather than elements.
 */
export const SkeletonRow = memo(function SkeletonRow({ columns }: { columns: number }) {
  return (
    <tr className="row row-skeleton" aria-busy="true">
      {Array.from({ length: columns }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row that is not there yet
        <td key={at} />
      ))}
    </tr>
  )
})
