import type { Schedule } from '../../../../shared/schemas/campaigns.ts'

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** A schedule in words, e.g. `Monday to Friday, 09:00 to 17:00 (Europe/Berlin), from 2026-12-01`. */
export function scheduleWords(schedule: Schedule): string {
  const days = [...new Set(schedule.days)].sort((a, b) => a - b)
  const from = schedule.startDate === null ? '' : `, from ${schedule.startDate}`
  return `${daysWords(days)}, ${schedule.start} to ${schedule.end} (${schedule.zone})${from}`
}

function daysWords(days: number[]): string {
  if (days.length === 7) return 'every day'
  const names = days.map((day) => dayNames[day - 1] ?? '')
  const first = days[0] ?? 1
  const inARow = days.every((day, index) => day === first + index)
  if (inARow && days.length > 2) return `${names[0]} to ${names.at(-1)}`
  return names.length === 1 ? `on ${names[0]}` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** `1 person`, `3 people`. */
export function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}

/** `1 message`, `3 messages`. */
export function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`
}

/** `3 days and 2 hours`; empty for no delay. */
export function delayWords({ delayDays, delayHours }: { delayDays: number; delayHours: number }): string {
  const parts = [
    delayDays === 0 ? '' : delayDays === 1 ? '1 day' : `${delayDays} days`,
    delayHours === 0 ? '' : delayHours === 1 ? '1 hour' : `${delayHours} hours`,
  ]
  return parts.filter((part) => part !== '').join(' and ')
}

/** When a campaign sends about which nothing was said. */
export function workingWeek(zone: string): Schedule {
  return { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone, startDate: null }
}
