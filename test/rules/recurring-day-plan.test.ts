import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DayPlanInput, dayPlan } from '../../src/main/engine/rules/discovery/day-plan.ts'
import type { DayPlanItem } from '../../src/main/engine/rules/discovery/types.ts'
import { countCpu } from '../fakes/cpu-time.ts'

const minute = 60_000
const opens = Date.parse('2026-11-20T08:00:00Z')
const closes = Date.parse('2026-11-20T16:00:00Z')
const mailbox = { freeAt: 0, gapMs: 90_000, left: 500 }
const day: DayPlanInput = { now: opens, closesAt: closes, credits: 200, followUpsFirst: true, mailboxes: [mailbox], items: [] }

function people(count: number, kind: DayPlanItem['kind'] = 'new', firstId = 1, notBefore = 0): DayPlanItem[] {
  return Array.from({ length: count }, (_, index) => ({ id: firstId + index, mailbox: 0, kind, notBefore }))
}
const distances = (slots: { at: number }[]) => slots.slice(1).map(({ at }, index) => at - (slots[index]?.at ?? 0))

describe("the day's plan", () => {
  it('spreads 150 over eight hours, about three minutes apart, from the beginning to the end', () => {
    const { slots, left } = dayPlan({ ...day, items: people(150) })
    expect(left).toEqual([])
    expect(slots.map(({ id }) => id)).toEqual(people(150).map(({ id }) => id))
    expect(slots[0]?.at).toBeLessThan(opens + minute)
    expect(slots.at(-1)?.at).toBeGreaterThan(closes - 5 * minute)
    expect(Math.min(...distances(slots))).toBeGreaterThan(2 * minute)
    expect(Math.max(...distances(slots))).toBeLessThan(4.4 * minute)
    expect(new Set(distances(slots)).size).toBeGreaterThan(100)
  })

  it('plans into what is left after a late wake-up, without a burst', () => {
    const now = opens + 6 * 60 * minute
    const { slots, left } = dayPlan({ ...day, now, items: people(150) })
    expect(slots).toHaveLength(80)
    expect(left).toEqual(people(70, 'new', 81).map(({ id }) => ({ id, why: 'window' })))
    expect(Math.min(...distances(slots))).toBeGreaterThanOrEqual(90_000)
  })

  it('says what each waits for', () => {
    const items = people(6)
    expect(dayPlan({ ...day, credits: 4, items }).left).toEqual([5, 6].map((id) => ({ id, why: 'credits' })))
    expect(dayPlan({ ...day, mailboxes: [{ ...mailbox, left: 4 }], items }).left).toEqual([5, 6].map((id) => ({ id, why: 'daily_cap' })))
    expect(dayPlan({ ...day, now: closes, items: people(1) })).toEqual({ slots: [], left: [{ id: 1, why: 'window' }] })
    expect(dayPlan({ ...day, items: people(1, 'follow_up', 1, closes) }).left).toEqual([{ id: 1, why: 'window' }])
  })

  it('gives room to follow-ups, then to those carried over, then to new people; or to follow-ups last', () => {
    const items = [...people(3, 'new', 1), ...people(3, 'carried', 10), ...people(3, 'follow_up', 20)]
    const ids = (credits: number, followUpsFirst: boolean) =>
      dayPlan({ ...day, credits, followUpsFirst, items })
        .slots.map(({ id }) => id)
        .sort((a, b) => a - b)
    expect(ids(4, true)).toEqual([10, 20, 21, 22])
    expect(ids(7, true)).toEqual([1, 10, 11, 12, 20, 21, 22])
    expect(ids(4, false)).toEqual([1, 10, 11, 12])
    expect(ids(7, false)).toEqual([1, 2, 3, 10, 11, 12, 20])
  })

  it('leaves follow-ups their own time, and puts new people around them', () => {
    const noon = opens + 4 * 60 * minute
    const { slots } = dayPlan({ ...day, items: [...people(100), ...people(1, 'follow_up', 900, noon)] })
    expect(Math.abs((slots.find(({ id }) => id === 900)?.at ?? 0) - noon)).toBeLessThanOrEqual(90_000)
    expect(Math.min(...distances(slots))).toBeGreaterThanOrEqual(90_000)
  })

  it('lets new people go first where late follow-ups need the last places', () => {
    const facts = (lateBy: number) => {
      const late = people(3, 'follow_up', 900, closes - lateBy * 90_000)
      return { ...day, now: closes - 5 * 90_000, items: [...people(2), ...late] }
    }
    expect(dayPlan(facts(2)).left).toEqual([{ id: 902, why: 'window' }])
    const { slots, left } = dayPlan(facts(3))
    expect(left).toEqual([])
    expect(slots.map(({ id }) => id)).toEqual([1, 2, 900, 901, 902])
  })

  it('plans ten thousand in less than 50 ms', () => {
    const mailboxes = Array.from({ length: 20 }, () => ({ ...mailbox, gapMs: 20_000, left: 1000 }))
    const items = people(10_000).map((item) => ({
      ...item,
      mailbox: item.id % 20,
      kind: (['follow_up', 'carried', 'new'] as const)[item.id % 3] ?? 'new',
      notBefore: item.id % 3 === 0 ? opens + ((item.id * 7919) % (8 * 60)) * minute : 0,
    }))
    const input = { ...day, credits: 10_000, mailboxes, items }
    let best = Number.POSITIVE_INFINITY
    for (let turn = 0; turn < 5; turn++) {
      const cpuMs = countCpu()
      const plan = dayPlan(input)
      best = Math.min(best, cpuMs())
      expect(plan.slots.length + plan.left.length).toBe(10_000)
    }
    expect(best).toBeLessThan(50)
  })
})

describe('any plan of a day', () => {
  const kind = fc.constantFrom<DayPlanItem['kind']>('follow_up', 'carried', 'new')
  const time = fc.integer({ min: -60, max: 130 }).map((minutes) => opens + minutes * minute)
  const box = fc.record({ freeAt: time, gapMs: fc.constantFrom(0, 1000, 61_000, 5 * minute), left: fc.integer({ min: 0, max: 60 }) })
  const input: fc.Arbitrary<DayPlanInput> = fc
    .record({
      now: time,
      closesAt: fc.constant(opens + 120 * minute),
      credits: fc.integer({ min: 0, max: 60 }),
      followUpsFirst: fc.boolean(),
      mailboxes: fc.array(box, { minLength: 1, maxLength: 3 }),
      items: fc.array(fc.record({ mailbox: fc.nat(2), kind, notBefore: time }), { maxLength: 60 }),
    })
    .map((facts) => ({
      ...facts,
      items: facts.items.map((item, index) => ({ ...item, id: index + 1, mailbox: item.mailbox % facts.mailboxes.length })),
    }))

  it('loses nobody, keeps the window, the gap, the caps, the credits and everybody’s own time', () => {
    fc.assert(
      fc.property(input, (facts) => {
        const { slots, left } = dayPlan(facts)
        expect([...slots, ...left].map(({ id }) => id).sort((a, b) => a - b)).toEqual(facts.items.map(({ id }) => id))
        expect(slots.length).toBeLessThanOrEqual(facts.credits)
        for (const [index, { freeAt, gapMs, left: cap }] of facts.mailboxes.entries()) {
          const mine = slots.filter(({ id }) => facts.items[id - 1]?.mailbox === index)
          expect(mine.length).toBeLessThanOrEqual(cap)
          for (const { id, at } of mine) {
            expect(Number.isInteger(at)).toBe(true)
            expect(at).toBeGreaterThanOrEqual(Math.max(facts.now, freeAt, facts.items[id - 1]?.notBefore ?? 0))
            expect(at).toBeLessThan(facts.closesAt)
          }
          for (const distance of distances(mine)) expect(distance).toBeGreaterThanOrEqual(gapMs)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('is the same for the same facts, in whatever order they come', () => {
    fc.assert(
      fc.property(input, fc.func(fc.integer()), (facts, key) => {
        const shuffled = facts.items.toSorted((a, b) => key(a.id) - key(b.id))
        expect(dayPlan({ ...facts, items: shuffled })).toEqual(dayPlan(facts))
      }),
    )
  })

  it('takes nobody’s place away where there are more credits', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 20 }), (facts, more) => {
        const rich = new Set(dayPlan({ ...facts, credits: facts.credits + more }).slots.map(({ id }) => id))
        for (const { id } of dayPlan(facts).slots) expect(rich.has(id)).toBe(true)
      }),
    )
  })

  it('leaves nobody out who could still go', () => {
    fc.assert(
      fc.property(input, (facts) => {
        const { slots, left } = dayPlan(facts)
        if (left.some(({ why }) => why === 'credits')) expect(slots.length).toBe(facts.credits)
        const taken = new Set(slots.map(({ id }) => id))
        for (const { id, why } of left) {
          const mine = facts.mailboxes[facts.items[id - 1]?.mailbox ?? 0]
          const count = slots.filter((slot) => facts.items[slot.id - 1]?.mailbox === facts.items[id - 1]?.mailbox).length
          if (why === 'daily_cap') expect(count).toBe(mine?.left)
          if (why !== 'window') continue
          // Alone with those of its mailbox who have a place, it still has none.
          const again = dayPlan({
            ...facts,
            credits: 1000,
            items: facts.items.filter((item) => item.id === id || taken.has(item.id)),
            mailboxes: facts.mailboxes.map((it) => ({ ...it, left: 1000 })),
          })
          expect(again.left).toHaveLength(1)
        }
      }),
    )
  })
})
