import { DateTime } from 'luxon'

/** Milliseconds since the epoch, UTC. */
type Instant = number

/** Days are ISO weekdays (1 = Monday); start and end are local HH:MM in `zone`, end exclusive, `24:00` the day's end. */
export interface Window {
  days: number[]
  start: string
  end: string
  zone: string
  /** First local day on which anything may leave, YYYY-MM-DD. */
  startDate: string | null
}

export interface Opening {
  opensAt: Instant
  /** Exclusive. */
  closesAt: Instant
}

/** How far ahead an opening is looked for: past any start date a person would set. */
const searchDays = 800

/**
 * Zone arithmetic is slow and asked for before every message, while its answer changes twice a day: the last answer for
 * each zone and window is kept together with the span for which it holds.
 */
const maxKept = 500
const days = new Map<string, { from: Instant; to: Instant; day: string }>()
const openings = new Map<string, { from: Instant; opening: Opening }[]>()
/** What is to leave now and what is to follow ask for openings of several days, in turns. */
const openingsKept = 4

/** The local date of an instant, YYYY-MM-DD. */
export function localDay(at: Instant, zone: string): string {
  const kept = days.get(zone)
  if (kept && kept.from <= at && at < kept.to) return kept.day
  const start = DateTime.fromMillis(at, { zone }).startOf('day')
  const day = start.toISODate() ?? ''
  if (days.size >= maxKept) days.clear()
  days.set(zone, { from: start.toMillis(), to: start.plus({ days: 1 }).startOf('day').toMillis(), day })
  return day
}

/** The instant at which a local date begins. Where midnight is skipped by DST, the first instant after the gap. */
export function dayStart(day: string, zone: string): Instant {
  const key = `${zone}|${day}`
  const known = dayStarts.get(key)
  if (known !== undefined) return known
  const start = DateTime.fromISO(day, { zone }).startOf('day').toMillis()
  if (dayStarts.size >= maxKept) dayStarts.clear()
  dayStarts.set(key, start)
  return start
}

const dayStarts = new Map<string, Instant>()

/** The local date that follows one, YYYY-MM-DD. */
export function dayAfter(day: string): string {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? ''
}

/** The instant of the next local midnight. */
export function nextMidnight(at: Instant, zone: string): Instant {
  return DateTime.fromMillis(at, { zone }).plus({ days: 1 }).startOf('day').toMillis()
}

/** Whether something may leave at `at` (rule 4). */
export function isOpen(window: Window, at: Instant): boolean {
  const opening = currentOrNextOpening(window, at)
  return opening !== null && opening.opensAt <= at
}

/**
 * The opening that contains `at`, or else the next one. Null where there is none within two years (an empty window).
 */
export function currentOrNextOpening(window: Window, at: Instant): Opening | null {
  const key = `${window.zone}|${window.startDate}|${window.start}|${window.end}|${window.days.join()}`
  const kept = openings.get(key) ?? []
  const known = kept.find(({ from, opening }) => from <= at && at < opening.closesAt)
  if (known) return known.opening
  const opening = findOpening(window, at)
  if (opening) keepOpening(key, kept, { from: at, opening })
  return opening
}

function keepOpening(key: string, kept: { from: Instant; opening: Opening }[], found: { from: Instant; opening: Opening }): void {
  const same = kept.find(({ opening }) => opening.opensAt === found.opening.opensAt)
  if (same) {
    // Asked for from an earlier instant: it holds for longer than was known.
    same.from = found.from
    return
  }
  if (openings.size >= maxKept) openings.clear()
  openings.set(key, [found, ...kept].slice(0, openingsKept))
}

function findOpening(window: Window, at: Instant): Opening | null {
  let day = DateTime.fromMillis(at, { zone: window.zone }).startOf('day')
  if (window.startDate) {
    const first = DateTime.fromISO(window.startDate, { zone: window.zone })
    if (first > day) day = first
  }
  for (let i = 0; i < searchDays; i++) {
    const opening = openingOf(window, day)
    if (opening && at < opening.closesAt) return opening
    day = day.plus({ days: 1 })
  }
  return null
}

/** The earliest instant at or after `at` at which something may leave; null if there is none. */
export function nextOpening(window: Window, at: Instant): Instant | null {
  const opening = currentOrNextOpening(window, at)
  return opening && Math.max(opening.opensAt, at)
}

/** The opening of one local day; null on a day without one. Wall times that DST skips move forward with the clock. */
function openingOf(window: Window, when: DateTime): Opening | null {
  const day = when.startOf('day')
  if (!window.days.includes(day.weekday)) return null
  if (window.startDate && (day.toISODate() ?? '') < window.startDate) return null
  const opensAt = wallTime(day, window.start)
  const closesAt = wallTime(day, window.end)
  return opensAt < closesAt ? { opensAt, closesAt } : null
}

function wallTime(day: DateTime, time: string): Instant {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  if (hour === 24) return day.plus({ days: 1 }).startOf('day').toMillis()
  return day.set({ hour, minute, second: 0, millisecond: 0 }).toMillis()
}

/** Whether a local start date is still to come. */
export function isAhead(at: number, startDate: string | null, zone: string): boolean {
  return startDate !== null && startDate > localDay(at, zone)
}
