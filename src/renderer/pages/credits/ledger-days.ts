/**
 * `Mon 23 Nov`, with the year where it is not this one.
 * @param day local date YYYY-MM-DD; it has no zone and no time
 */
export function ledgerDay(day: string, thisYear = new Date().getFullYear()): string {
  const at = new Date(`${day}T12:00:00Z`)
  if (Number.isNaN(at.getTime())) return day
  const year = at.getUTCFullYear() === thisYear ? {} : ({ year: 'numeric' } as const)
  const parts = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', ...year, timeZone: 'UTC' })
  return parts.format(at).replace(',', '').replace('Sept', 'Sep')
}
