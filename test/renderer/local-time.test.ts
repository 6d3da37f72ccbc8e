import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { instantOf, localDate, morningAfter } from '../../src/renderer/lib/time/local-time.ts'
import { snoozeChoices } from '../../src/renderer/lib/time/snooze.ts'

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC', 'America/St_Johns']
const anyZone = fc.constantFrom(...zones)
const anyTime = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })

describe('wall times', () => {
  test('of any instant lead back to a time that shows the same on the wall', () => {
    fc.assert(
      fc.property(anyTime, anyZone, (at, zone) => {
        const there = DateTime.fromMillis(at, { zone }).startOf('minute')
        const { year, month, day, hour, minute } = there
        const back = DateTime.fromMillis(instantOf({ year, month, day, hour, minute }, zone), { zone })
        expect(back.toFormat('yyyy-MM-dd HH:mm')).toBe(there.toFormat('yyyy-MM-dd HH:mm'))
      }),
    )
  })

  test('a time that the spring leaves out is still an instant within the hour', () => {
    const at = instantOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Berlin')
    expect([Date.UTC(2026, 2, 29, 0, 30), Date.UTC(2026, 2, 29, 1, 30)]).toContain(at)
  })

  test('the morning after is at nine on the right calendar day', () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: 1, max: 40 }), anyZone, (at, days, zone) => {
        const expected = DateTime.fromMillis(at, { zone }).plus({ days }).set({ hour: 9, minute: 0, second: 0, millisecond: 0 })
        expect(DateTime.fromMillis(morningAfter(at, days, zone), { zone }).toISODate()).toBe(expected.toISODate())
        expect(morningAfter(at, days, zone)).toBe(expected.toMillis())
      }),
    )
  })

  test('the local weekday is ISO', () => {
    expect(localDate(Date.UTC(2026, 10, 22, 12), 'Europe/Berlin')).toEqual({ year: 2026, month: 11, day: 22, weekday: 7 })
  })
})

describe('snoozing', () => {
  test('every choice lies in the future, and none comes twice', () => {
    fc.assert(
      fc.property(anyTime, anyZone, (now, zone) => {
        const choices = snoozeChoices(now, zone)
        for (const { until } of choices) expect(until).toBeGreaterThan(now)
        expect(new Set(choices.map(({ word }) => word)).size).toBe(choices.length)
      }),
    )
  })
})
