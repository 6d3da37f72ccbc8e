import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fairShares } from '../../src/main/engine/rules/discovery/fair-shares.ts'
import { runSize } from '../../src/main/engine/rules/discovery/run-size.ts'

const shares = (total: number, ...parties: [weight: number, most: number][]) => [
  ...fairShares(
    total,
    parties.map(([weight, most], index) => ({ id: index + 1, weight, most })),
  ).values(),
]

describe('fair shares', () => {
  it.each([
    {
      total: 200,
      parties: [
        [1, 1000],
        [1, 1000],
      ],
      given: [100, 100],
    },
    {
      total: 200,
      parties: [
        [3, 1000],
        [1, 1000],
      ],
      given: [150, 50],
    },
    {
      total: 200,
      parties: [
        [1, 30],
        [1, 1000],
      ],
      given: [30, 170],
    },
    {
      total: 200,
      parties: [
        [1, 10],
        [1, 20],
        [2, 1000],
      ],
      given: [10, 20, 170],
    },
    {
      total: 10,
      parties: [
        [1, 99],
        [1, 99],
        [1, 99],
      ],
      given: [4, 3, 3],
    },
    {
      total: 200,
      parties: [
        [1, 10],
        [1, 20],
      ],
      given: [10, 20],
    },
    { total: 0, parties: [[1, 10]], given: [0] },
    { total: -5, parties: [[1, 10]], given: [0] },
    {
      total: 50,
      parties: [
        [0, 100],
        [1, 20],
      ],
      given: [30, 20],
    },
    { total: 9, parties: [[1, Number.POSITIVE_INFINITY]], given: [9] },
  ] as { total: number; parties: [number, number][]; given: number[] }[])(
    '$total among $parties is $given',
    ({ total, parties, given }) => {
      expect(shares(total, ...parties)).toEqual(given)
    },
  )

  const party = fc.record({ weight: fc.integer({ min: 1, max: 100 }), most: fc.integer({ min: 0, max: 500 }) })
  const parties = fc.array(party, { maxLength: 12 }).map((all) => all.map((one, index) => ({ ...one, id: index + 1 })))
  const total = fc.integer({ min: 0, max: 2000 })

  it('gives out all that can be used, in whole numbers, and nobody more than that', () => {
    fc.assert(
      fc.property(total, parties, (credits, all) => {
        const given = fairShares(credits, all)
        let sum = 0
        for (const { id, most } of all) {
          const share = given.get(id) ?? Number.NaN
          expect(Number.isInteger(share) && share >= 0 && share <= most).toBe(true)
          sum += share
        }
        const wanted = all.reduce((needs, { most }) => needs + most, 0)
        expect(sum).toBe(Math.min(credits, wanted))
      }),
    )
  })

  it('leaves nobody with less for their weight than another, but for rounding, unless they need no more', () => {
    fc.assert(
      fc.property(total, parties, (credits, all) => {
        const given = fairShares(credits, all)
        for (const a of all) {
          const mine = given.get(a.id) ?? 0
          if (mine === a.most) continue
          for (const b of all) expect(((given.get(b.id) ?? 0) - 1) / b.weight).toBeLessThanOrEqual((mine + 1) / a.weight + 1e-9)
        }
      }),
    )
  })

  it('depends on nobody’s place in the list', () => {
    fc.assert(
      fc.property(total, parties, fc.func(fc.integer()), (credits, all, key) => {
        const shuffled = all.toSorted((a, b) => key(a.id) - key(b.id))
        expect([...fairShares(credits, shuffled)]).toEqual([...fairShares(credits, all)])
      }),
    )
  })
})

describe('how many new people a run looks for', () => {
  const day = { creditsLeft: 200, others: 0, followUps: 0, carried: 0, share: null, perRun: null, fits: 400, followUpsFirst: true }

  it.each([
    { it: 'all credits of the day', input: {}, wanted: 200 },
    { it: 'what follow-ups and others leave', input: { others: 20, followUps: 30 }, wanted: 150 },
    { it: 'new people before follow-ups', input: { others: 20, followUps: 30, followUpsFirst: false }, wanted: 180 },
    { it: 'no more than fits', input: { fits: 50 }, wanted: 50 },
    { it: 'no more than fits beside follow-ups', input: { fits: 50, followUps: 10 }, wanted: 40 },
    { it: 'its share, follow-ups within it', input: { share: 100, followUps: 30 }, wanted: 70 },
    { it: 'its share of less', input: { share: 100, others: 150 }, wanted: 50 },
    { it: 'those carried over first', input: { carried: 80 }, wanted: 120 },
    { it: 'at most so many a day, those carried over included', input: { perRun: 50, carried: 20 }, wanted: 30 },
  ])('$it', ({ input, wanted }) => {
    expect(runSize({ ...day, ...input })).toEqual({ wanted, reason: '' })
  })

  it.each([
    { input: { creditsLeft: 0 }, reason: "Today's credits are used up." },
    { input: { others: 200 }, reason: 'The 200 credits left today are needed by other campaigns.' },
    { input: { followUps: 250 }, reason: 'The 200 credits left today are needed by follow-ups.' },
    { input: { followUps: 150, others: 50 }, reason: 'The 200 credits left today are needed by follow-ups and other campaigns.' },
    { input: { share: 20, followUps: 20 }, reason: 'The 200 credits left today are needed by follow-ups and other campaigns.' },
    { input: { creditsLeft: 1, others: 3 }, reason: 'The 1 credit left today is needed by other campaigns.' },
    { input: { fits: 0 }, reason: "Nothing more fits into today's sending window and daily limits." },
    { input: { fits: 12, followUps: 12 }, reason: "Follow-ups need the rest of today's sending window and daily limits." },
    { input: { carried: 200 }, reason: '200 people found on earlier days go first today.' },
    { input: { carried: 1, fits: 1 }, reason: 'Somebody found on an earlier day goes first today.' },
  ])('says why nobody is: $reason', ({ input, reason }) => {
    expect(runSize({ ...day, ...input })).toEqual({ wanted: 0, reason })
  })

  const count = fc.integer({ min: 0, max: 300 })
  const some = fc.record({
    creditsLeft: fc.integer({ min: -20, max: 300 }),
    others: count,
    followUps: count,
    carried: count,
    share: fc.option(count),
    perRun: fc.option(fc.integer({ min: 1, max: 300 })),
    fits: count,
    followUpsFirst: fc.boolean(),
  })

  it('never passes what there is, and always says why there is nothing', () => {
    fc.assert(
      fc.property(some, (input) => {
        const { wanted, reason } = runSize(input)
        expect(Number.isInteger(wanted) && wanted >= 0).toBe(true)
        expect(reason === '').toBe(wanted > 0)
        if (wanted === 0) return
        const first = wanted + input.carried + (input.followUpsFirst ? input.followUps : 0)
        expect(first).toBeLessThanOrEqual(Math.min(input.creditsLeft - input.others, input.share ?? 300, input.fits))
        expect(wanted + input.carried).toBeLessThanOrEqual(input.perRun ?? 300)
      }),
    )
  })

  it('never looks for fewer where there are more credits', () => {
    fc.assert(
      fc.property(some, count, (input, more) => {
        expect(runSize({ ...input, creditsLeft: input.creditsLeft + more }).wanted).toBeGreaterThanOrEqual(runSize(input).wanted)
      }),
    )
  })
})
