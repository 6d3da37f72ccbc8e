import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hoursOf, partOf, placeDots, spanOf } from '../../src/renderer/lib/today/day-line.ts'
import type { Dot } from '../../src/shared/schemas/today.ts'

const day = Date.UTC(2026, 10, 23)
const hour = 3_600_000
const at = (ms: number) => new Date(ms).toISOString()
const dot = (ms: number, sendId = 1): Dot => ({
  sendId,
  at: at(ms),
  state: 'sent',
  campaignId: 1,
  campaignName: 'A',
  stepPosition: 1,
  recipientId: sendId,
  name: 'B',
  message: '',
})
const anyTime = fc.integer({ min: day, max: day + 24 * hour - 1 })

describe('the stretch that is drawn', () => {
  test('holds the window and whatever lies outside it, on whole hours', () => {
    fc.assert(
      fc.property(fc.array(anyTime, { maxLength: 30 }), anyTime, fc.integer({ min: 1, max: 12 }), (times, opens, hours) => {
        const span = spanOf({
          now: at(day),
          zone: 'UTC',
          opensAt: at(opens),
          closesAt: at(opens + hours * hour),
          dots: times.map((ms) => dot(ms)),
          groups: [],
        })
        expect(span.from % hour).toBe(0)
        expect(span.to % hour).toBe(0)
        for (const ms of [...times, opens, opens + hours * hour]) {
          expect(ms).toBeGreaterThanOrEqual(span.from)
          expect(ms).toBeLessThanOrEqual(span.to)
        }
      }),
    )
  })

  test('is nine to five of the zone where nothing opens and nothing was sent, and holds now', () => {
    const nothing = { opensAt: null, closesAt: null, dots: [], groups: [] }
    // Berlin is an hour ahead of UTC on this day.
    const spanAt = (hours: number) => spanOf({ now: at(day + hours * hour), zone: 'Europe/Berlin', ...nothing })
    expect(spanAt(10.5)).toEqual({ from: day + 8 * hour, to: day + 16 * hour })
    expect(spanAt(19.5)).toEqual({ from: day + 8 * hour, to: day + 20 * hour })
    expect(spanAt(3.5)).toEqual({ from: day + 3 * hour, to: day + 16 * hour })
  })

  test('is marked by at most so many hours, from its beginning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 }), fc.integer({ min: 1, max: 24 }), (hours, most) => {
        const marks = hoursOf({ from: day, to: day + hours * hour }, most)
        expect(marks[0]).toBe(day)
        expect(marks.length).toBeLessThanOrEqual(most + 1)
        expect(marks.at(-1)).toBeLessThanOrEqual(day + hours * hour)
      }),
    )
  })
})

test('dots are within the line, and no two lie on the same place', () => {
  fc.assert(
    fc.property(fc.array(anyTime, { maxLength: 200 }), (times) => {
      const dots = times.toSorted((a, b) => a - b).map((ms, index) => dot(ms, index + 1))
      const placed = placeDots(dots, { from: day, to: day + 24 * hour }, 100)
      expect(placed).toHaveLength(dots.length)
      expect(new Set(placed.map(({ x, level }) => `${x} ${level}`)).size).toBe(dots.length)
      for (const { x } of placed) expect(x >= 0 && x <= 1).toBe(true)
    }),
  )
})

test('what is over stands left of its time, what is to come right of it', () => {
  fc.assert(
    fc.property(anyTime, (ms) => {
      const span = { from: day, to: day + 24 * hour }
      const x = (state: Dot['state']) => placeDots([{ ...dot(ms, 1), state }], span, 100)[0]?.x
      expect(x('sent')).toBeLessThanOrEqual(partOf(ms, span))
      expect(x('planned')).toBeGreaterThanOrEqual(partOf(ms, span))
    }),
  )
})
