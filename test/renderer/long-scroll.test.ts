import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Extent, heightOf, isStuck, placeAt, positionOf, scrolledTo, tallest } from '../../src/renderer/lib/table/long-scroll.ts'

const million: Extent = { content: 36_000_000, view: 600 }
const farthest = ({ content, view }: Extent) => Math.max(0, content - view)
const reach = (extent: Extent) => heightOf(extent) - extent.view

describe('scrolling through more than a browser can lay out', () => {
  test('a short list scrolls as ever', () => {
    const extent = { content: 20_000, view: 600 }
    expect(heightOf(extent)).toBe(20_000)
    expect(scrolledTo(1234, { top: 0, offset: 0 }, extent)).toEqual({ top: 1234, offset: 0 })
    expect(placeAt(777, extent)).toEqual({ top: 777, offset: 0 })
  })

  test('a million rows are no taller than can be drawn steadily, and both ends are reached', () => {
    expect(heightOf(million)).toBe(tallest)
    expect(positionOf(scrolledTo(reach(million), { top: 0, offset: 0 }, million), million)).toBe(farthest(million))
    expect(positionOf(scrolledTo(0, placeAt(farthest(million), million), million), million)).toBe(0)
  })

  test('the wheel moves rows as far as it says; the scrollbar goes to the same part of the list', () => {
    const from = placeAt(18_000_000, million)
    expect(positionOf(scrolledTo(from.top + 100, from, million), million)).toBe(18_000_100)
    expect(positionOf(scrolledTo(reach(million) / 4, from, million), million)).toBeCloseTo(farthest(million) / 4, 3)
  })

  test('whatever is scrolled, the place is in the list, and anchoring anew moves nothing', () => {
    const extents = fc.record({ content: fc.integer({ min: 0, max: 100_000_000 }), view: fc.integer({ min: 100, max: 3000 }) })
    fc.assert(
      fc.property(
        extents,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
        fc.array(fc.integer({ min: -1500, max: 1500 }), { maxLength: 40 }),
        (extent, jumps, wheels) => {
          const limit = Math.max(0, reach(extent))
          let place = { top: 0, offset: 0 }
          const check = () => {
            const position = positionOf(place, extent)
            expect(position).toBeGreaterThanOrEqual(0)
            expect(position).toBeLessThanOrEqual(farthest(extent))
            const anchored = placeAt(position, extent)
            expect(positionOf(anchored, extent)).toBeCloseTo(position, 3)
            expect(anchored.top).toBeGreaterThanOrEqual(0)
            expect(anchored.top).toBeLessThanOrEqual(limit + 1)
            if (isStuck(place, extent)) expect(position).not.toBe(place.top <= 0 ? 0 : farthest(extent))
          }
          for (const part of jumps) {
            place = scrolledTo(part * limit, place, extent)
            check()
          }
          for (const by of wheels) {
            const before = positionOf(place, extent)
            const top = Math.max(0, Math.min(limit, place.top + by))
            const moved = top - place.top
            place = scrolledTo(top, place, extent)
            check()
            const expected = Math.max(0, Math.min(farthest(extent), before + moved))
            expect(positionOf(place, extent)).toBeCloseTo(expected, 3)
          }
        },
      ),
    )
  })
})
