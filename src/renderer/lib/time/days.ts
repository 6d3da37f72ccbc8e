const dayMs = 86_400_000

const formats = {
  short: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' }),
  year: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
}

/**
 * A local date as people say it: `today`, `tomorrow`, `Mon 23 Nov`, with the year where it is another than today's.
 * @param day `2026-11-23`
 * @param today the same, in the same zone; left out: the year is said
 */
export function dayInWords(day: string, today?: string): string {
  if (day === today) return 'today'
  if (today !== undefined && daysBetween(today, day) === 1) return 'tomorrow'
  const format = today?.slice(0, 4) === day.slice(0, 4) ? formats.short : formats.year
  return format.format(Date.parse(`${day}T00:00:00Z`)).replace(',', '')
}

/** Calendar days from one local date to another. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from)
}

/**
 * The local date of an instant in a zone.
 * @param at UTC milliseconds
 */
export function dayInZone(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at)
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** A local date as days since 1970: differences are calendar days, also across DST. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / dayMs
}

/** The local date of a day since 1970: `2026-11-23`. */
export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** The Monday of its week, in days since 1970. 1970-01-01 was a Thursday. */
export function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7)
}
