import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followersInBrief, parseFollowers } from '../../src/renderer/lib/discovery/followers.ts'

describe('a number of followers', () => {
  it.each([
    ['', null],
    ['   ', null],
    ['0', 0],
    ['5000', 5_000],
    ['5,000', 5_000],
    ['5.000', 5_000],
    ['5 000', 5_000],
    ["1'200'000", 1_200_000],
    ['1,200,000', 1_200_000],
    ['5k', 5_000],
    ['5 K', 5_000],
    ['1.2M', 1_200_000],
    ['1,2m', 1_200_000],
    ['1,200k', 1_200_000],
    ['0.5k', 500],
  ])('is read from “%s”', (text, count) => {
    expect(parseFollowers(text)).toBe(count)
  })

  it.each(['many', '5x', '-5', '1.2', '1,2', '12,34', '1.200,000', '5kk', 'k', '2000M', '.5k', '1.2.3k'])(
    'is not guessed from “%s”',
    (text) => {
      expect(parseFollowers(text)).toBe('unreadable')
    },
  )

  it('is read back as it is written, in English and German', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), fc.constantFrom('en', 'de'), (count, locale) => {
        expect(parseFollowers(new Intl.NumberFormat(locale).format(count))).toBe(count)
      }),
    )
  })

  it('is short in a table', () => {
    expect([950, 5_400, 1_240_000].map((count) => followersInBrief(count, 'en'))).toEqual(['950', '5.4K', '1.2M'])
  })
})
