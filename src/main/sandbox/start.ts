import { DateTime } from 'luxon'
import type { Instant } from '../engine/ports/machine.ts'

/** The next 8:55 of a weekday in `zone`: five minutes before anything may be sent. */
export function nextMorning(now: Instant, zone: string): Instant {
  let morning = DateTime.fromMillis(now, { zone }).startOf('day').set({ hour: 8, minute: 55 })
  while (morning.weekday > 5 || morning.toMillis() < now) morning = morning.plus({ days: 1 })
  return morning.toMillis()
}
