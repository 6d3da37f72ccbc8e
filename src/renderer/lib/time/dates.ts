/** Dates as people say them. Pure: the instant of now, the zone and the clock are arguments. */

/** How a person reads times: the IANA zone, and whether their clock has 12 or 24 hours. */
export interface Reading {
  zone: string
  hour12: boolean
}

interface LocalTime {
  year: number
  month: number
  day: number
  weekday: string
  hour: number
  minute: string
}

const dayMs = 86_400_000
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const formatters = new Map<string, Intl.DateTimeFormat>()

/**
 * `today 10:42`, `tomorrow 9:00`, `Mon 9:00` within the next six days, else `12 Dec 9:00`, with the year where it is another.
 * @param instant ISO 8601 instant
 * @param now milliseconds UTC
 */
export function instantInWords(instant: string, now: number, reading: Reading): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return ''
  const then = localTime(at, reading.zone)
  const today = localTime(now, reading.zone)
  const clock = clockInWords(then, reading.hour12)
  const days = calendarDay(then) - calendarDay(today)
  if (days === 0) return `today ${clock}`
  if (days === 1) return `tomorrow ${clock}`
  if (days === -1) return `yesterday ${clock}`
  if (days > 1 && days < 7) return `${then.weekday} ${clock}`
  const date = `${then.day} ${months[then.month - 1] ?? ''}`
  return then.year === today.year ? `${date} ${clock}` : `${date} ${then.year} ${clock}`
}

/** The clock of another world, where "today" says nothing: `Mon 23 Nov, 9:22`. */
export function dayAndClock(now: number, reading: Reading): string {
  const time = localTime(now, reading.zone)
  return `${time.weekday} ${time.day} ${months[time.month - 1] ?? ''}, ${clockInWords(time, reading.hour12)}`
}

/** For places with little room: `10:42` rather than `today 10:42`; other days stay. */
export function withoutToday(words: string): string {
  return words.replace(/^today /, '')
}

/** The whole instant with its zone, for the hover: `Saturday, 21 November 2026, 10:42:05 (Europe/Berlin, GMT+1)`. */
export function fullInstant(instant: string, reading: Reading): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return instant
  const date = formatter(`full ${reading.hour12}`, reading.zone, {
    dateStyle: 'full',
    timeStyle: 'medium',
    hourCycle: reading.hour12 ? 'h12' : 'h23',
  }).format(at)
  const offset = formatter('offset', reading.zone, { timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value
  return offset && offset !== reading.zone ? `${date} (${reading.zone}, ${offset})` : `${date} (${reading.zone})`
}

/** A wall time `HH:MM` of a schedule, in the person's clock: `9:00`, or `9:00 am`. The day's end is `24:00`, or `midnight`. */
export function wallTimeInWords(time: string, hour12: boolean): string {
  if (time === '24:00') return hour12 ? 'midnight' : time
  const [hour = '0', minute = '00'] = time.split(':')
  return clockInWords({ hour: Number(hour), minute }, hour12)
}

/** Whether a locale writes times with 12 hours. */
export function usesTwelveHours(locale: string | undefined): boolean {
  const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions()
  return hourCycle === 'h11' || hourCycle === 'h12'
}

function clockInWords(time: { hour: number; minute: string }, hour12: boolean): string {
  if (!hour12) return `${time.hour}:${time.minute}`
  return `${time.hour % 12 === 0 ? 12 : time.hour % 12}:${time.minute} ${time.hour < 12 ? 'am' : 'pm'}`
}

function localTime(at: number, zone: string): LocalTime {
  const parts: Record<string, string> = {}
  const format = formatter('parts', zone, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  for (const part of format.formatToParts(at)) parts[part.type] = part.value
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    weekday: parts.weekday ?? '',
    hour: Number(parts.hour),
    minute: (parts.minute ?? '0').padStart(2, '0'),
  }
}

/** Days since 1970 of a local date: a difference in it is a difference in calendar days, also across DST. */
function calendarDay(time: LocalTime): number {
  return Date.UTC(time.year, time.month - 1, time.day) / dayMs
}

/** Formatters are slow to make and asked for in every row. The words of the interface are English, so are its dates. */
function formatter(kind: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${kind} ${zone}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
  formatters.set(key, made)
  return made
}
