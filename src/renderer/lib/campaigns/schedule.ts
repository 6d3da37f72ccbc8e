import type { Schedule } from '../../../shared/schemas/campaigns.ts'
import { wallTimeInWords } from '../time/dates.ts'
import { counted } from '../words/counts.ts'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** ISO weekdays (1 = Monday) as words; runs of three and more are drawn together: `Mon–Fri`, `Mon, Wed`. */
export function daysInWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].filter((day) => day >= 1 && day <= 7).sort((a, b) => a - b)
  if (sorted.length === 7) return 'Every day'
  const runs: number[][] = []
  for (const day of sorted) {
    const run = runs.at(-1)
    if (run && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  return runs.map(runInWords).join(', ')
}

function runInWords(run: number[]): string {
  const names = run.map((day) => weekdays[day - 1] ?? '')
  return names.length > 2 ? `${names[0]}–${names.at(-1)}` : names.join(', ')
}

/** `Mon–Fri, 9:00–17:00, Europe/Berlin`. */
export function scheduleInWords(schedule: Schedule, hour12: boolean): string {
  if (schedule.start === '00:00' && schedule.end === '24:00') return `${daysInWords(schedule.days)}, all day, ${schedule.zone}`
  const hours = `${wallTimeInWords(schedule.start, hour12)}–${wallTimeInWords(schedule.end, hour12)}`
  return `${daysInWords(schedule.days)}, ${hours}, ${schedule.zone}`
}

/** When a step leaves after the one before it: `3 days later`, `1 day and 4 hours later`, `At once`. */
export function delayInWords({ position, delayDays, delayHours }: { position: number; delayDays: number; delayHours: number }): string {
  const parts = [
    ...(delayDays > 0 ? [counted(delayDays, 'day', 'days')] : []),
    ...(delayHours > 0 ? [counted(delayHours, 'hour', 'hours')] : []),
  ]
  if (parts.length === 0) return position === 1 ? 'As soon as somebody is in the campaign' : 'At the next opening'
  return `${parts.join(' and ')} ${position === 1 ? 'after somebody entered' : 'later'}`
}
