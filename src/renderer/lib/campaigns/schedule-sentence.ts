import type { Schedule } from '../../../shared/schemas/campaigns.ts'
import { wallTimeInWords } from '../time/dates.ts'

const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** `Monday to Friday, 9:00 to 17:00 in Berlin`. */
export function scheduleSentence({ days, start, end, zone }: Schedule, hour12: boolean): string {
  const hours =
    start === '00:00' && end === '24:00' ? 'at any hour' : `${wallTimeInWords(start, hour12)} to ${wallTimeInWords(end, hour12)}`
  return `${daysSentence(days)}, ${hours} in ${placeOfZone(zone)}`
}

export function daysSentence(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  if (sorted.length === 7) return 'Every day'
  const words = sorted.map((day) => names[day - 1] ?? '')
  const inARow = sorted.every((day, index) => day === (sorted[0] ?? 0) + index)
  if (inARow && sorted.length > 2) return `${words[0]} to ${words.at(-1)}`
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? '')
}

/** `Europe/Berlin` is Berlin to a person; `UTC` stays. */
export function placeOfZone(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

/** `Mon 23 Nov` of a local date, whatever the zone of the reader. */
export function weekdayAndDate(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    Date.parse(`${day}T12:00:00Z`),
  )
}
