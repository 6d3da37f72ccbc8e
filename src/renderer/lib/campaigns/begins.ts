/** When something of a campaign begins, in words that cannot be taken for the hours of its schedule. Pure. */
import { instantInWords, type Reading } from '../time/dates.ts'

/** What begins within a minute begins at once, wherever two parts of a page read it at different moments. */
const atOnceMs = 60_000

/**
 * `today 10:42`, or `Mon 10:00 your time` where the campaign's own clock shows another hour or day.
 * @param instant ISO 8601 instant
 * @param now milliseconds UTC
 * @param zone IANA zone of the campaign's schedule
 */
export function inYourTime(instant: string, now: number, reading: Reading, zone: string): string {
  const words = instantInWords(instant, now, reading)
  return words === instantInWords(instant, now, { ...reading, zone }) ? words : `${words} your time`
}

/** Whether what is due at an instant begins now, for whoever reads it. */
export function beginsAtOnce(instant: string, now: number): boolean {
  return Date.parse(instant) - now < atOnceMs
}

/** The same of a run: `at once` where it begins now. */
export function runBeginsInWords(instant: string, now: number, reading: Reading, zone: string): string {
  return beginsAtOnce(instant, now) ? 'at once' : inYourTime(instant, now, reading, zone)
}
