import type { Db } from '../db/core/open.ts'
import { chargedBetween } from '../db/credits/ledger.ts'

type Counts = ReturnType<typeof chargedBetween>

const daysBack = 30
const dayMs = 86_400_000

/** Days that are over do not change: they are counted once a day. */
const kept = new WeakMap<Db['sqlite'], { day: string } & Counts>()

/**
 * Replies that messages still to leave may bring, at the reply rate of the last 30 days.
 * @param today local date in the workspace's zone
 * @param messages that today's plan still sends
 */
export function repliesExpected(db: Db, today: string, messages: number): number {
  const past = pastCounts(db, today)
  const now = chargedBetween(db, today, today)
  const sent = past.messages + now.messages
  return sent === 0 ? 0 : Math.round(((past.replies + now.replies) / sent) * messages)
}

function pastCounts(db: Db, today: string): Counts {
  const known = kept.get(db.sqlite)
  if (known?.day === today) return known
  const counts = chargedBetween(db, daysBefore(today, daysBack - 1), daysBefore(today, 1))
  kept.set(db.sqlite, { day: today, ...counts })
  return counts
}

function daysBefore(day: string, back: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - back * dayMs).toISOString().slice(0, 10)
}
