import type { Plan, RunDay } from '../../../shared/schemas/plan.ts'
import { dateOfDay, dayNumber, mondayOf } from '../time/days.ts'

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

/** What is known of the past: about 90 days. */
const knownWeeks = 13

/**
 * So many whole weeks, Monday first, around today: as much of the past as is known, unless what is planned ahead needs
 * the room; a third is always the past's.
 */
export function calendarOf(run: readonly RunDay[], plan: readonly PlanDay[], today: string, weeks: number): CalendarDay[] {
  const now = mondayOf(dayNumber(today))
  const last = plan.reduce((latest, { day }) => Math.max(latest, mondayOf(dayNumber(day))), now)
  const ahead = Math.max(weeks - knownWeeks, Math.min((last - now) / 7, Math.floor((weeks * 2) / 3)))
  const start = now - 7 * (weeks - 1 - ahead)
  const happened = new Map(run.map((day) => [day.day, day]))
  const planned = new Map(plan.map(({ day, count }) => [day, count]))
  return Array.from({ length: 7 * weeks }, (_, index) => {
    const day = dateOfDay(start + index)
    const { sent = 0, replies = 0, bounces = 0 } = happened.get(day) ?? {}
    return { day, week: Math.floor(index / 7), weekday: index % 7, sent, replies, bounces, planned: planned.get(day) ?? 0 }
  })
}

/** How dark a day is drawn, 0 (nothing) to 4, by its part of the busiest one. */
export function shadeOf(count: number, busiest: number): number {
  return count <= 0 ? 0 : Math.max(1, Math.ceil((count / Math.max(1, busiest)) * 4))
}
