import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pageToAsk, resultsBefore } from '../../src/main/engine/rules/discovery/search-page.ts'

test('pages lie one behind the other, are as large as may be, and together never more than is wanted', () => {
  const known = fc.array(fc.nat(50), { minLength: 60, maxLength: 60 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), known, (wanted, knownOfPages) => {
      let place = { nextPage: 1, pageSize: 50 }
      let found = 0
      for (const known of knownOfPages) {
        if (found === wanted) break
        const { page, limit } = pageToAsk(place, wanted - found)
        expect((page - 1) * limit).toBe(resultsBefore(place))
        expect(limit).toBeLessThanOrEqual(Math.min(50, wanted - found))
        found += Math.max(0, limit - known)
        place = { nextPage: page + 1, pageSize: limit }
      }
      expect(found).toBeLessThanOrEqual(wanted)
    }),
  )
})

test('where nobody is known, no more requests are made than pages are needed', () => {
  for (const [wanted, requests] of [
    [1, 1],
    [50, 1],
    [120, 3],
    [200, 4],
  ] as const) {
    let place = { nextPage: 1, pageSize: 50 }
    let asked = 0
    for (let found = 0; found < wanted; asked++) {
      const { page, limit } = pageToAsk(place, wanted - found)
      found += limit
      place = { nextPage: page + 1, pageSize: limit }
    }
    expect(asked).toBe(requests)
  }
})
