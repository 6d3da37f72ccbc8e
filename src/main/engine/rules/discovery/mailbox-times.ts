import type { DayPlan, DayPlanItem } from './types.ts'

interface TimesInput {
  /** When the mailbox may send next, UTC ms. */
  from: number
  /** Exclusive, UTC ms. */
  closesAt: number
  gapMs: number
  /** They all fit: see `fittingItems`. */
  items: readonly DayPlanItem[]
}

interface Wish {
  id: number
  /** UTC ms; what is timed leaves no sooner. */
  at: number
}

/**
 * When each message of a mailbox leaves. What has a time of its own (a follow-up, or anything that is not free yet) keeps
 * it; the others are spread evenly over the whole rest. Where they come too close, the later one waits for the gap.
 */
export function mailboxTimes({ from, closesAt, gapMs, items }: TimesInput): DayPlan['slots'] {
  const timed = items
    .filter(({ kind, notBefore }) => kind === 'follow_up' || notBefore > from)
    .map(({ id, notBefore }) => ({ id, at: Math.max(from, notBefore) }))
    .sort((a, b) => a.at - b.at || a.id - b.id)
  const spread = evenly(
    items.filter(({ kind, notBefore }) => kind !== 'follow_up' && notBefore <= from),
    { from, closesAt, gapMs },
  )
  const lastAt = closesAt - 1
  const order = inOrder(timed, spread, { lastAt, gapMs })
  let before = Number.NEGATIVE_INFINITY
  return order.map(({ id, at }, index) => {
    const latest = lastAt - (order.length - 1 - index) * gapMs
    before = Math.max(Math.min(at, latest), before + gapMs)
    return { id, at: before }
  })
}

/** The first one leaves so soon: a person who has just pressed Activate sees that it works. */
const firstWithinMs = 2 * 60_000

/** The first close to the beginning, each at its own place of an even grid, shifted by at most a third of what is beyond the gap. */
function evenly(items: readonly DayPlanItem[], { from, closesAt, gapMs }: Omit<TimesInput, 'items'>): Wish[] {
  const step = Math.max(gapMs, (closesAt - from) / items.length)
  const most = (step - gapMs) / 3
  return items.map(({ id }, index) => {
    const shift = most * jitterOf(id)
    return { id, at: Math.round(from + index * step + (index === 0 ? Math.min(Math.abs(shift), firstWithinMs) : shift)) }
  })
}

/**
 * One order of both, by their wishes; but where what is spread would leave no place for a later time of its own, it goes
 * first. Built from the end, because the end of the window is what cannot be moved.
 */
function inOrder(timed: readonly Wish[], spread: readonly Wish[], { lastAt, gapMs }: { lastAt: number; gapMs: number }): Wish[] {
  // Of the first n timed: the latest instant by which their row must begin one gap after, counted at its first place.
  const needs: number[] = []
  timed.forEach(({ at }, index) => {
    needs.push(Math.max(needs[index - 1] ?? Number.NEGATIVE_INFINITY, at - index * gapMs))
  })
  const count = timed.length + spread.length
  const backwards: Wish[] = []
  let lastTimed = timed.length - 1
  let lastSpread = spread.length - 1
  for (let place = count - 1; place >= 0; place--) {
    const own = timed[lastTimed]
    const other = spread[lastSpread]
    // If the other takes this place, the first of the timed stands `lastTimed` places before the one in front of it.
    const firstTimedAt = lastAt - (count - place + lastTimed) * gapMs
    if (other && (!own || (other.at > own.at && (needs[lastTimed] ?? 0) <= firstTimedAt))) {
      backwards.push(other)
      lastSpread--
    } else if (own) {
      backwards.push(own)
      lastTimed--
    }
  }
  return backwards.reverse()
}

/** From -1 to 1, the same for the same id. */
function jitterOf(id: number): number {
  let bits = Math.imul(id ^ 0x9e3779b9, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) / 0x80000000 - 1
}
