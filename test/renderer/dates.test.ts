import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import {
  dayAndClock,
  fullInstant,
  instantInWords,
  usesTwelveHours,
  wallTimeInWords,
  withoutToday,
} from '../../src/renderer/lib/time/dates.ts'

const berlin = { zone: 'Europe/Berlin', hour12: false }
// A Saturday, 10:00 in Berlin.
const now = Date.parse('2026-11-21T09:00:00Z')

describe('instantInWords', () => {
  test.each([
    ['2026-11-21T09:42:00Z', 'today 10:42'],
    ['2026-11-20T23:00:00Z', 'today 0:00'],
    ['2026-11-20T22:59:59Z', 'yesterday 23:59'],
    ['2026-11-22T08:00:00Z', 'tomorrow 9:00'],
    ['2026-11-23T08:00:00Z', 'Mon 9:00'],
    ['2026-11-27T08:00:00Z', 'Fri 9:00'],
    ['2026-11-28T08:00:00Z', '28 Nov 9:00'],
    ['2026-11-19T08:05:00Z', '19 Nov 9:05'],
    ['2027-01-04T08:00:00Z', '4 Jan 2027 9:00'],
  ])('%s is "%s"', (instant, words) => {
    expect(instantInWords(instant, now, berlin)).toBe(words)
  })

  test('says noon and midnight right by a clock of 12 hours', () => {
    const reading = { ...berlin, hour12: true }
    expect(instantInWords('2026-11-21T11:00:00Z', now, reading)).toBe('today 12:00 pm')
    expect(instantInWords('2026-11-20T23:05:00Z', now, reading)).toBe('today 12:05 am')
    expect(instantInWords('2026-11-21T16:00:00Z', now, reading)).toBe('today 5:00 pm')
  })

  test('takes the day from the zone, not from UTC', () => {
    const late = Date.parse('2026-11-21T23:30:00Z')
    expect(instantInWords('2026-11-21T23:45:00Z', late, { zone: 'Pacific/Kiritimati', hour12: false })).toBe('today 13:45')
    expect(instantInWords('2026-11-22T04:30:00Z', late, { zone: 'America/New_York', hour12: false })).toBe('today 23:30')
    expect(instantInWords('2026-11-22T05:00:00Z', late, { zone: 'America/New_York', hour12: false })).toBe('tomorrow 0:00')
  })

  test('is nothing for what is no instant', () => {
    expect(instantInWords('soon', now, berlin)).toBe('')
  })

  test('agrees with luxon about day and time in every zone, across DST', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC']
    const hours = fc.integer({ min: -40 * 24 * 60, max: 40 * 24 * 60 })
    const start = fc.integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') })
    fc.assert(
      fc.property(fc.constantFrom(...zones), start, hours, (zone, from, minutes) => {
        const at = from + minutes * 60_000
        const words = instantInWords(new Date(at).toISOString(), from, { zone, hour12: false })
        const then = DateTime.fromMillis(at, { zone })
        const days = then.startOf('day').diff(DateTime.fromMillis(from, { zone }).startOf('day'), 'days').days
        expect(words.endsWith(` ${then.hour}:${String(then.minute).padStart(2, '0')}`)).toBe(true)
        expect(words.startsWith('today ')).toBe(Math.round(days) === 0)
        expect(words.startsWith('tomorrow ')).toBe(Math.round(days) === 1)
        expect(words.startsWith('yesterday ')).toBe(Math.round(days) === -1)
        if (Math.round(days) > 1 && Math.round(days) < 7) expect(words.startsWith(`${then.setLocale('en').toFormat('ccc')} `)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('fullInstant', () => {
  test('names day, seconds, zone and offset', () => {
    expect(fullInstant('2026-11-21T09:42:05Z', berlin)).toMatch(/^Saturday,? 21 November 2026 at 10:42:05 \(Europe\/Berlin, GMT\+1\)$/)
  })

  test('has the offset of that day, not of today', () => {
    expect(fullInstant('2026-07-01T08:00:00Z', berlin)).toContain('10:00:00 (Europe/Berlin, GMT+2)')
  })

  test('gives back what is no instant', () => {
    expect(fullInstant('soon', berlin)).toBe('soon')
  })
})

test('a clock of its own names its day', () => {
  expect(dayAndClock(now, berlin)).toBe('Sat 21 Nov, 10:00')
  expect(dayAndClock(Date.parse('2026-11-23T23:05:00Z'), { ...berlin, hour12: true })).toBe('Tue 24 Nov, 12:05 am')
})

test('a wall time follows the clock of the person', () => {
  expect(wallTimeInWords('09:00', false)).toBe('9:00')
  expect(wallTimeInWords('17:30', true)).toBe('5:30 pm')
  expect(wallTimeInWords('24:00', false)).toBe('24:00')
  expect(wallTimeInWords('24:00', true)).toBe('midnight')
})

test('the clock is the one of the locale', () => {
  expect(usesTwelveHours('en-US')).toBe(true)
  expect(usesTwelveHours('en-GB')).toBe(false)
  expect(usesTwelveHours('de-DE')).toBe(false)
})

test('today is left out where there is little room, other days are not', () => {
  expect(withoutToday('today 10:42')).toBe('10:42')
  expect(withoutToday('Mon 9:00')).toBe('Mon 9:00')
})
