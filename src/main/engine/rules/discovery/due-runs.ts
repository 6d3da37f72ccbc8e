import { currentOrNextOpening, dayAfter, dayStart, localDay, type Opening, type Window } from '../sending/window.ts'

/** Which day of a recurring campaign is to be run now, and which were missed. UTC ms; days are local dates in the window's zone. */
export interface RunDay {
  /** YYYY-MM-DD. */
  day: string
  opensAt: number
  /** Exclusive. */
  closesAt: number
}

export interface DueRunsInput {
  window: Window
  /** UTC ms. */
  now: number
  /** Activation, or the end of the last day that has a row, UTC ms: nothing before counts. */
  since: number
  /** The last local day that has a row already; null where none has. */
  lastDay: string | null
}

export interface DueRuns {
  /** Openings that ended in (since, now], oldest first; at most the 60 latest. */
  missed: RunDay[]
  /** The opening that contains `now`, unless it has a row. */
  current: RunDay | null
  /** When the next opening without a row begins, after `now`, UTC ms; null where none comes. */
  next: number | null
}

const maxMissed = 60
/** Further back no opening is looked for: a window of one day a week has its 60 latest within it. */
const lookBackMs = (maxMissed + 2) * 7 * 86_400_000

/** What the calendar of a recurring campaign asks for now. A day has one opening, and a day with a row never runs again. */
export function dueRuns({ window, now, since, lastDay }: DueRunsInput): DueRuns {
  const firstFree = lastDay === null ? since : dayStart(dayAfter(lastDay), window.zone)
  const missed: RunDay[] = []
  let opening = currentOrNextOpening(window, Math.max(since, firstFree, now - lookBackMs))
  while (opening && opening.closesAt <= now) {
    missed.push(runDay(window, opening))
    opening = currentOrNextOpening(window, opening.closesAt)
  }
  // Where the clock was set back behind `since`, what is open now is still open.
  const ahead = currentOrNextOpening(window, lastDay === null ? now : Math.max(now, firstFree))
  const isNow = ahead !== null && ahead.opensAt <= now
  const following = isNow ? currentOrNextOpening(window, ahead.closesAt) : ahead
  return { missed: missed.slice(-maxMissed), current: isNow ? runDay(window, ahead) : null, next: following?.opensAt ?? null }
}

/**
 * When a day that is on ends by the window as it is now: a schedule that was changed meanwhile may end it sooner, later, or
 * at once. UTC milliseconds.
 */
export function closingOf(window: Window, open: { day: string; closesAt: number }, now: number): number {
  if (now >= open.closesAt) return open.closesAt
  const opening = currentOrNextOpening(window, now)
  if (opening && (opening.opensAt <= now || localDay(opening.opensAt, window.zone) === open.day)) return opening.closesAt
  return now
}

function runDay(window: Window, { opensAt, closesAt }: Opening): RunDay {
  return { day: localDay(opensAt, window.zone), opensAt, closesAt }
}
