import { DateTime } from 'luxon'
import { type StepPlace, stepDueAt } from '../sending/next-step.ts'
import { currentOrNextOpening, type Window } from '../sending/window.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
/** More than any change of the clocks moves them. */
const partMs = 3 * hourMs

/** The openings of one window, found once and kept in order: a forecast asks for each of them many thousand times. */
export interface Openings {
  /**
   * The earliest instant at or after `at` at which something may leave; Infinity where there is none before the horizon.
   * @param hint where the answer was the last time for whoever asks; moved along
   */
  next(at: number, hint: { index: number }): number
}

/** @param until openings that begin after it are not looked for */
export function openingsOf(window: Window, from: number, until: number): Openings {
  const opens: number[] = []
  const closes: number[] = []
  let ended = false

  function extend(): boolean {
    if (ended) return false
    const opening = currentOrNextOpening(window, closes.at(-1) ?? from)
    if (!opening || opening.opensAt > until) {
      ended = true
      return false
    }
    opens.push(opening.opensAt)
    closes.push(opening.closesAt)
    return true
  }

  return {
    next(at, hint) {
      let index = hint.index
      while (index > 0 && (closes[index - 1] ?? 0) > at) index--
      for (;;) {
        if (index >= closes.length && !extend()) return Number.POSITIVE_INFINITY
        if ((closes[index] ?? 0) > at) break
        index++
      }
      hint.index = index
      return Math.max(opens[index] ?? 0, at)
    },
  }
}

/**
 * `stepDueAt` for hundreds of thousands of messages: far from a change of the clocks a calendar day is plain arithmetic,
 * near one the rule itself is asked.
 */
export function dueTimes(zone: string): (step: Pick<StepPlace, 'delayDays' | 'delayHours'>, base: number) => number {
  const offsets = new Map<number, number>()
  function offsetOf(part: number): number {
    let offset = offsets.get(part)
    if (offset === undefined) {
      offset = DateTime.fromMillis(part * partMs, { zone }).offset * 60_000
      offsets.set(part, offset)
    }
    return offset
  }
  /** The offset from UTC that holds from some hours before `at` until some hours after it; NaN where it changes. */
  function steadyOffset(at: number): number {
    const part = Math.floor(at / partMs)
    const offset = offsetOf(part)
    return offset === offsetOf(part - 1) && offset === offsetOf(part + 1) && offset === offsetOf(part + 2) ? offset : Number.NaN
  }
  return (step, base) => {
    if (step.delayDays === 0) return base + step.delayHours * hourMs
    const target = base + step.delayDays * dayMs
    const moved = steadyOffset(base) - steadyOffset(target)
    return Number.isNaN(moved) ? stepDueAt(step, base, zone) : target + moved + step.delayHours * hourMs
  }
}

/** The average pause of a mailbox between two messages, milliseconds: what `nextSendAt` (pacing.ts) comes to. */
export function averageGapMs(gapSeconds: number, jitterSeconds: number): number {
  // The jitter lies around the gap, and what falls below half of it counts as half: only a jitter above the gap moves the average.
  const seconds =
    jitterSeconds <= gapSeconds || jitterSeconds === 0
      ? gapSeconds
      : gapSeconds / 2 + (gapSeconds + jitterSeconds) ** 2 / (8 * jitterSeconds)
  return Math.round(seconds * 1000)
}
