import { localDate, morningAfter } from './local-time.ts'

export interface SnoozeChoice {
  word: string
  /** UTC milliseconds. */
  until: number
}

const hourMs = 3_600_000

/** When a conversation may come back: later today, tomorrow, Monday, in a week; mornings at 9:00 in `zone`. */
export function snoozeChoices(now: number, zone: string): SnoozeChoice[] {
  const { weekday } = localDate(now, zone)
  const toMonday = 8 - weekday
  return [
    { word: 'In three hours', until: now + 3 * hourMs },
    { word: 'Tomorrow morning', until: morningAfter(now, 1, zone) },
    // On a Sunday, tomorrow is Monday already.
    ...(toMonday > 1 ? [{ word: 'Monday morning', until: morningAfter(now, toMonday, zone) }] : []),
    { word: 'In a week', until: morningAfter(now, 7, zone) },
    { word: 'In a month', until: morningAfter(now, 30, zone) },
  ]
}
