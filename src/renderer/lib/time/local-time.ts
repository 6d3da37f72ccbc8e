/** Wall times of a zone as instants. Pure, by Intl alone. */

interface Wall {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

/**
 * The instant at which clocks in `zone` show this wall time, UTC milliseconds. A time that a spring forward leaves out is
 * moved by the hour that is left out; of one that comes twice either is taken.
 */
export function instantOf({ year, month, day, hour, minute }: Wall, zone: string): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute)
  const guess = asUtc - offsetAt(asUtc, zone)
  return asUtc - offsetAt(guess, zone)
}

/** The local date and ISO weekday (1 = Monday) in `zone`. */
export function localDate(at: number, zone: string): { year: number; month: number; day: number; weekday: number } {
  const parts = wallOf(at, zone)
  const weekday = new Date(Date.UTC(parts.year, parts.month - 1, parts.day)).getUTCDay()
  return { year: parts.year, month: parts.month, day: parts.day, weekday: weekday === 0 ? 7 : weekday }
}

/** 9:00 in `zone`, so many calendar days after the local day of `at`. */
export function morningAfter(at: number, days: number, zone: string): number {
  const today = localDate(at, zone)
  const then = new Date(Date.UTC(today.year, today.month - 1, today.day + days))
  return instantOf({ year: then.getUTCFullYear(), month: then.getUTCMonth() + 1, day: then.getUTCDate(), hour: 9, minute: 0 }, zone)
}

function offsetAt(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallOf(at, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

function wallOf(at: number, zone: string): Wall & { second: number } {
  let format = formats.get(zone)
  if (!format) {
    const numeric = 'numeric' as const
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    })
    formats.set(zone, format)
  }
  const found: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) found[type] = Number(value)
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = found
  return { year, month, day, hour, minute, second }
}
