import type { Plan, RunDay } from '../../shared/schemas/plan.ts'

export type PlanDay = Plan['days'][number]

export interface CalendarDay {
  /** Local date. */
  day: string
  /** Column: weeks since the first that is shown. */
  week: number
  /** Row: 0 is Monday. */
  weekday: number
  sent: number
  replies: number
  bounces: number
  planned: number
}

const dayMs = 86_400_000

/**
 * Whole weeks, Monday first, around today: back to the first day on which something happened and on to the last that is
 * planned, at least `weeks` and at most `most` of them. Where there are more, what is near today is shown.
 */
export function calendarOf(run: readonly RunDay[], plan: readonly PlanDay[], today: string, weeks: number, most: number): CalendarDay[] {
  const now = mondayOf(numberOf(today))
  const known = run.map(({ day }) => numberOf(day))
  const ahead = plan.map(({ day }) => numberOf(day))
  const first = known.reduce((a, b) => Math.min(a, b), now)
  const last = ahead.reduce((a, b) => Math.max(a, b), now)
  const backward = Math.min((now - mondayOf(first)) / 7, most - 1)
  const forward = Math.min((mondayOf(last) - now) / 7, most - 1 - backward)
  const missing = Math.max(0, weeks - backward - 1 - forward)
  const start = now - 7 * (backward + missing)
  const happened = new Map(run.map((day) => [day.day, day]))
  const planned = new Map(plan.map(({ day, count }) => [day, count]))
  return Array.from({ length: 7 * (backward + missing + 1 + forward) }, (_, index) => {
    const day = dateOf(start + index)
    const { sent = 0, replies = 0, bounces = 0 } = happened.get(day) ?? {}
    return { day, week: Math.floor(index / 7), weekday: index % 7, sent, replies, bounces, planned: planned.get(day) ?? 0 }
  })
}

/** How dark a day is drawn, 0 (nothing) to 4, by its part of the busiest one. */
export function shadeOf(count: number, busiest: number): number {
  return count <= 0 ? 0 : Math.max(1, Math.ceil((count / Math.max(1, busiest)) * 4))
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / dayMs
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** 1970-01-01 was a Thursday. */
function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7)
}
