import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import {
  currentOrNextOpening,
  dayStart,
  isOpen,
  localDay,
  nextMidnight,
  nextOpening,
  type Window,
} from '../../src/main/engine/rules/sending/window.ts'

const office: Window = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null }
const at = (text: string) => Date.parse(text)

describe('the sending window', () => {
  it.each([
    // Saturday 2026-11-21; Berlin is UTC+1 in winter, UTC+2 in summer
    ['2026-11-20T07:59:59.999Z', false],
    ['2026-11-20T08:00:00.000Z', true],
    ['2026-11-20T15:59:59.999Z', true],
    ['2026-11-20T16:00:00.000Z', false],
    ['2026-11-21T10:00:00.000Z', false],
    ['2026-07-01T07:00:00.000Z', true],
    ['2026-07-01T06:59:00.000Z', false],
  ])('%s is open: %s', (instant, open) => {
    expect(isOpen(office, at(instant))).toBe(open)
  })

  it('opens next on Monday after Friday evening', () => {
    expect(nextOpening(office, at('2026-11-20T16:00:00Z'))).toBe(at('2026-11-23T08:00:00Z'))
  })

  it('keeps wall time across the night when summer time begins and ends', () => {
    const daily = { ...office, days: [1, 2, 3, 4, 5, 6, 7] }
    // 2026-03-29: clocks go from 02:00 to 03:00. 2026-10-25: back from 03:00 to 02:00.
    expect(nextOpening(daily, at('2026-03-28T20:00:00Z'))).toBe(at('2026-03-29T07:00:00Z'))
    expect(nextOpening(daily, at('2026-10-24T20:00:00Z'))).toBe(at('2026-10-25T08:00:00Z'))
  })

  it('handles a start that summer time skips, and a window around the skipped hour', () => {
    const night: Window = { days: [7], start: '02:30', end: '03:30', zone: 'Europe/Berlin', startDate: null }
    const opening = currentOrNextOpening(night, at('2026-03-29T00:00:00Z'))
    // 02:30 does not exist that night and moves with the clock to 03:30, when the window is over: the next Sunday it is.
    expect(opening && new Date(opening.opensAt).toISOString()).toBe('2026-04-05T00:30:00.000Z')
  })

  it('does not open before its start date', () => {
    const later = { ...office, startDate: '2026-12-07' }
    expect(nextOpening(later, at('2026-11-23T10:00:00Z'))).toBe(at('2026-12-07T08:00:00Z'))
  })

  it('says null for a window without any time', () => {
    expect(nextOpening({ ...office, start: '10:00', end: '10:00' }, at('2026-11-23T10:00:00Z'))).toBeNull()
  })

  it('ends at midnight with 24:00', () => {
    const evening: Window = { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: 'America/New_York', startDate: null }
    expect(isOpen(evening, at('2026-11-01T05:59:59Z'))).toBe(true)
    expect(currentOrNextOpening(evening, at('2026-11-01T12:00:00Z'))?.closesAt).toBe(at('2026-11-02T05:00:00Z'))
  })
})

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC', 'America/Sao_Paulo']
const anyWindow = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  start: fc.integer({ min: 0, max: 22 }).map((hour) => `${String(hour).padStart(2, '0')}:15`),
  end: fc.constantFrom('23:00', '23:59', '24:00'),
  zone: fc.constantFrom(...zones),
  startDate: fc.constant(null),
})
const anyInstant = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') })

describe('any window at any instant', () => {
  it('is open exactly when the local wall clock says so', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, (window, instant) => {
        const local = DateTime.fromMillis(instant, { zone: window.zone })
        const time = local.toFormat('HH:mm')
        // On the two nights a year with a skipped or doubled hour, wall time alone does not say which instant is meant.
        fc.pre(local.startOf('day').offset === local.endOf('day').offset)
        expect(isOpen(window, instant)).toBe(window.days.includes(local.weekday) && time >= window.start && time < window.end)
      }),
      { numRuns: 500 },
    )
  })

  it('opens next at or after the instant, and is open then', () => {
    fc.assert(
      fc.property(anyWindow, anyInstant, (window, instant) => {
        const opens = nextOpening(window, instant)
        if (opens === null) throw new Error('every window of this kind opens')
        expect(opens).toBeGreaterThanOrEqual(instant)
        expect(isOpen(window, opens)).toBe(true)
        if (opens > instant) expect(isOpen(window, opens - 1)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('what is kept of a window', () => {
  it('is what would be found anew, in whatever order it is asked for', () => {
    let asked = 0
    const near = fc.integer({ min: 0, max: 20 * 24 * 60 }).map((minutes) => at('2026-10-15T00:00:00Z') + minutes * 60_000)
    fc.assert(
      fc.property(anyWindow, fc.array(near, { minLength: 2, maxLength: 30 }), (window, instants) => {
        for (const instant of instants) {
          // A start date long ago changes nothing but the name under which it would be kept.
          const startDate = DateTime.fromISO('1900-01-01')
            .plus({ days: asked++ % 40_000 })
            .toISODate()
          expect(currentOrNextOpening({ ...window, startDate: null }, instant)).toEqual(
            currentOrNextOpening({ ...window, startDate }, instant),
          )
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('local days', () => {
  it('begin and end at local midnight, also where midnight is skipped', () => {
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...zones), (instant, zone) => {
        const day = localDay(instant, zone)
        expect(dayStart(day, zone)).toBeLessThanOrEqual(instant)
        const midnight = nextMidnight(instant, zone)
        expect(midnight).toBeGreaterThan(instant)
        expect(localDay(midnight - 1, zone)).toBe(day)
        expect(localDay(midnight, zone) > day).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
