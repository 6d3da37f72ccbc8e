import { Icon } from '../Icon.tsx'
import type { Sort } from './types.ts'

interface Props {
  column: { title: string; align?: 'end'; sort?: string }
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}

/** A column's title; pressed, it sorts by that column, and pressed again the other way round. */
export function HeaderCell({ column: { title, align, sort: by }, sort, onSort }: Props) {
  const className = align === 'end' ? 'number' : undefined
  if (by === undefined || !onSort) {
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    )
  }
  const order = sort?.by === by ? sort.order : null
  return (
    <th scope="col" className={className} aria-sort={order === null ? undefined : order === 'asc' ? 'ascending' : 'descending'}>
      <button type="button" className="sort-button" onClick={() => onSort({ by, order: order === 'asc' ? 'desc' : 'asc' })}>
        {title}
        {order !== null && <Icon name={order === 'asc' ? 'up' : 'down'} />}
      </button>
    </th>
  )
}
