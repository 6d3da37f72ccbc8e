import { UserError } from '../../../../shared/errors.ts'
import type { Unplaced } from '../../views/forecast/campaign-plan.ts'
import type { Outlook } from '../../views/forecast/index.ts'

/**
 * After which message a page goes on. By time and person, not by number: the forecast may have been made anew since,
 * with what has left gone from its beginning.
 */
interface Place {
  /** UTC milliseconds; null for a message without a time. */
  at: number | null
  recipientId: number
  step: number
}

/** @throws UserError BAD_REQUEST for text that no page gave out */
export function whereToGoOn(cursor: string | undefined): Place | null {
  if (cursor === undefined || cursor === '') return null
  const [, at, recipientId, step] = /^(\d{1,15}|-)\.(\d{1,15})\.(\d{1,5})$/.exec(cursor) ?? []
  if (at !== undefined) return { at: at === '-' ? null : Number(at), recipientId: Number(recipientId), step: Number(step) }
  throw new UserError('BAD_REQUEST', 'The cursor is not one that a page gave out.', { advice: 'Begin again with the first page.' })
}

export function cursorAfterRow(outlook: Outlook, row: number | undefined, unplaced: Unplaced | undefined): string | null {
  if (unplaced) return `-.${unplaced.recipientId}.${unplaced.step}`
  if (row === undefined) return null
  return `${outlook.at[row]}.${recipientOf(outlook, row)}.${outlook.step[row]}`
}

/** Index of the first row that comes after the place. */
export function placedFrom(outlook: Outlook, rows: readonly number[], place: Place | null): number {
  if (place === null) return 0
  if (place.at === null) return rows.length
  const atOf = (index: number) => outlook.at[rows[index] ?? -1] ?? 0
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (atOf(middle) < place.at) low = middle + 1
    else high = middle
  }
  // Several may leave at one instant: the page goes on behind the one it ended with, where that is still there.
  let after = low
  while (after < rows.length && atOf(after) === place.at) {
    const row = rows[after] ?? -1
    after++
    if (recipientOf(outlook, row) === place.recipientId && outlook.step[row] === place.step) break
  }
  return after
}

/** Index of the first message without a time that comes after the place. */
export function unplacedFrom(unplaced: readonly Unplaced[], place: Place | null): number {
  if (place === null || place.at !== null) return 0
  const exact = unplaced.findIndex(({ recipientId, step }) => recipientId === place.recipientId && step === place.step)
  if (exact !== -1) return exact + 1
  const next = unplaced.findIndex(({ recipientId }) => recipientId > place.recipientId)
  return next === -1 ? unplaced.length : next
}

function recipientOf(outlook: Outlook, row: number): number {
  return outlook.queue.people[outlook.person[row] ?? -1]?.recipientId ?? 0
}
