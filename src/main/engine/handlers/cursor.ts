import { UserError } from '../../../shared/errors.ts'

/**
 * The id behind a page's cursor; null for the first page.
 * @throws UserError BAD_REQUEST for text that no page gave out
 */
export function idFromCursor(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === '') return null
  const id = /^\d{1,16}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (Number.isSafeInteger(id)) return id
  throw new UserError('BAD_REQUEST', 'The cursor is not one that a page gave out.', { advice: 'Begin again with the first page.' })
}

/** The cursor of the page that follows; null on the last one. */
export function cursorAfter(rows: readonly { id: number }[], more: boolean): string | null {
  const last = rows.at(-1)
  return more && last ? String(last.id) : null
}
