import type { Schedule } from '../../../shared/schemas/campaigns.ts'
import type { Run } from '../../../shared/schemas/runs.ts'
import { dateOfDay, dayNumber, mondayOf } from '../time/days.ts'

/** A day of the calendar. */
export interface RunCalendarDay {
  /** Local date, in the campaign's zone. */
  day: string
  /** 0 is Monday. */
  weekday: number
  run: Run | null
  /** Whether the schedule has a window on it. */
  open: boolean
  isToday: boolean
  /** The next run begins on it. */
  isNext: boolean
}

/**
 * Whole weeks, Monday first, from that of the first run to that of the latest of today, the last run and the next one.
 * @param next local date of the next run; null where none comes
 */
export function weeksOf(
  runs: readonly Run[],
  { today, next, schedule }: { today: string; next: string | null; schedule: Pick<Schedule, 'days' | 'startDate'> },
): RunCalendarDay[][] {
  const known = new Map(runs.map((run) => [run.day, run]))
  const marked = [today, ...known.keys(), ...(next === null ? [] : [next])].map(dayNumber)
  const first = mondayOf(marked.reduce((a, b) => Math.min(a, b)))
  const last = mondayOf(marked.reduce((a, b) => Math.max(a, b)))
  return Array.from({ length: (last - first) / 7 + 1 }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday): RunCalendarDay => {
      const day = dateOfDay(first + week * 7 + weekday)
      return {
        day,
        weekday,
        run: known.get(day) ?? null,
        open: schedule.days.includes(weekday + 1) && (!schedule.startDate || day >= schedule.startDate),
        isToday: day === today,
        isNext: day === next,
      }
    }),
  )
}

/** Weekdays (0 is Monday) on which nothing ever ran or could: they are drawn narrow. */
export function emptyWeekdays(weeks: readonly RunCalendarDay[][]): Set<number> {
  return new Set([0, 1, 2, 3, 4, 5, 6].filter((weekday) => weeks.every((week) => !week[weekday]?.open && !week[weekday]?.run)))
}

/**
 * Where an arrow key leads from a day: to the nearest day with a run in that direction, up and down to the same weekday
 * where there is one; the same day where there is none.
 */
export function dayTowards(weeks: readonly RunCalendarDay[][], from: string, key: string): string {
  const days = weeks.flat()
  const runs = days.filter(({ run }) => run !== null)
  const at = days.findIndex(({ day }) => day === from)
  const of = (found: RunCalendarDay | undefined) => found?.day ?? from
  const before = runs.filter(({ day }) => day < from)
  const after = runs.filter(({ day }) => day > from)
  const weekday = days[at]?.weekday
  switch (key) {
    case 'ArrowLeft':
      return of(before.at(-1))
    case 'ArrowRight':
      return of(after[0])
    case 'ArrowUp':
      return of(before.findLast((day) => day.weekday === weekday))
    case 'ArrowDown':
      return of(after.find((day) => day.weekday === weekday))
    case 'Home':
      return of(runs[0])
    case 'End':
      return of(runs.at(-1))
    default:
      return from
  }
}

/** What a bar of a day stands for, in the order in which people come through. */
const barKinds = ['found', 'emailsFound', 'sent', 'replies'] as const
type BarKind = (typeof barKinds)[number]

export interface Bar {
  kind: BarKind
  count: number
  /** In parts of the tallest bar of all days: 0 to 1. */
  height: number
}

/** The four bars of a day, on one scale with those of all other days. */
export function barsOf(run: Run, tallest: number): Bar[] {
  return barKinds.map((kind) => ({ kind, count: run[kind], height: Math.min(1, run[kind] / Math.max(1, tallest)) }))
}

export function tallestOf(runs: readonly Run[]): number {
  return runs.reduce((most, run) => Math.max(most, ...barKinds.map((kind) => run[kind])), 1)
}
