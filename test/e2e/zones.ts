const zones = [
  'Pacific/Honolulu',
  'America/Los_Angeles',
  'America/New_York',
  'Europe/London',
  'Asia/Karachi',
  'Asia/Tokyo',
  'Pacific/Auckland',
]

/** A zone where the day is neither young nor nearly over: tests of "today" hold at any hour. */
export function zoneWithDaylight(now: Date): string {
  const hourIn = (timeZone: string) => Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric' }).format(now))
  const found = zones.find((zone) => hourIn(zone) >= 8 && hourIn(zone) <= 15)
  if (!found) throw new Error('no zone has daylight')
  return found
}
