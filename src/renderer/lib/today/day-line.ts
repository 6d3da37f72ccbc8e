import type { Dot, DotGroup, Today } from '../../../shared/schemas/today.ts'
import { morningAfter } from '../time/local-time.ts'

/** The stretch of time that is drawn, UTC milliseconds. */
export interface Span {
  from: number
  to: number
}

export interface PlacedDot {
  dot: Dot
  /** Centre, in parts of the width: 0 is the left edge, 1 the right. */
  x: number
  /** How many lie below it in its column. */
  level: number
}

const hourMs = 3_600_000

/**
 * From the first opening to the last closing of today, drawn wide enough for whatever lies outside (a message by hand,
 * a send after the window was changed), on whole hours. Where nothing opens today: the usual nine to five of its zone, and
 * now with it.
 */
export function spanOf(today: Pick<Today, 'now' | 'zone' | 'opensAt' | 'closesAt' | 'dots' | 'groups'>): Span {
  const now = Date.parse(today.now)
  const marks = [...today.dots, ...today.groups].map(({ at }) => Date.parse(at))
  const known = [today.opensAt, today.closesAt].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  const nine = morningAfter(now, 0, today.zone)
  const all = marks.length + known.length > 0 ? [...marks, ...known] : [nine, nine + 8 * hourMs, now]
  const from = floorHour(all.reduce((a, b) => Math.min(a, b)))
  const to = Math.max(
    all.reduce((a, b) => Math.max(a, b)),
    from + hourMs,
  )
  return { from, to: floorHour(to + hourMs - 1) }
}

/**
 * Dots side by side in columns, stacked where several fall into the same one. What is over stands on the left of its
 * time, what is still to come on the right of it: neither crosses the line that is now.
 */
export function placeDots(dots: readonly Dot[], span: Span, columns: number): PlacedDot[] {
  const levels = new Map<number, number>()
  return dots.map((dot) => {
    const part = partOf(Date.parse(dot.at), span)
    const column = isOver(dot) ? Math.floor(part * columns) : Math.ceil(part * columns)
    const level = levels.get(column) ?? 0
    levels.set(column, level + 1)
    return { dot, x: column / columns, level }
  })
}

const over: readonly Dot['state'][] = ['sent', 'failed', 'unconfirmed']
const isOver = ({ state }: Dot): boolean => over.includes(state)

/** Where an instant lies in the span, 0 to 1; what lies outside is put on the edge. */
export function partOf(at: number, { from, to }: Span): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)))
}

/** Full hours of the span, at most `most` of them: every hour, every second, every third, … */
export function hoursOf({ from, to }: Span, most: number): number[] {
  const hours = Math.round((to - from) / hourMs)
  const every = Math.max(1, Math.ceil(hours / most))
  return Array.from({ length: Math.floor(hours / every) + 1 }, (_, index) => from + index * every * hourMs)
}

export function highest(groups: readonly DotGroup[]): number {
  return groups.reduce((most, { sent, planned, held }) => Math.max(most, sent + planned + held), 1)
}

function floorHour(at: number): number {
  return Math.floor(at / hourMs) * hourMs
}
