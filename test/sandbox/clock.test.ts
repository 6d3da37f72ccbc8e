import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { createVirtualClock, progress, type World } from '../../src/main/sandbox/clock.ts'
import { nextMorning } from '../../src/main/sandbox/start.ts'
import { FakeClock } from '../fakes/clock.ts'

const minute = 60_000
const hour = 60 * minute

describe('what the clock shows next', () => {
  it('runs at its pace while something is to come soon', () => {
    expect(progress({ now: 0, elapsedMs: 25, pace: 1200, due: 10 * minute })).toBe(30_000)
  })

  it('stops at what is to come, and passes by what waits for something else', () => {
    expect(progress({ now: 0, elapsedMs: 25, pace: 1200, due: 20_000 })).toBe(20_000)
    expect(progress({ now: 20_000, elapsedMs: 25, pace: 1200, due: 20_000 })).toBe(50_000)
  })

  it('jumps over a long wait, and lands a little before its end', () => {
    expect(progress({ now: 0, elapsedMs: 25, pace: 1200, due: 60 * hour })).toBe(60 * hour - 2 * minute)
  })

  it('goes as ours does while nothing is to come', () => {
    expect(progress({ now: 0, elapsedMs: 200, pace: 1200, due: null })).toBe(200)
    expect(progress({ now: 0, elapsedMs: 200, pace: 0.5, due: null })).toBe(100)
  })

  it('does not make up for a machine that slept', () => {
    expect(progress({ now: 0, elapsedMs: 8 * hour, pace: 1, due: null })).toBe(250)
  })

  it('never runs backwards, stands still at pace 0, and never passes what is to come', () => {
    const instant = fc.integer({ min: 0, max: 10 ** 13 })
    const facts = fc.record({
      now: instant,
      elapsedMs: fc.integer({ min: -10_000_000, max: 10 ** 9 }),
      pace: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 86_400, noNaN: true })),
      due: fc.option(instant),
    })
    fc.assert(
      fc.property(facts, (given) => {
        const next = progress(given)
        expect(next).toBeGreaterThanOrEqual(given.now)
        if (given.pace === 0) expect(next).toBe(given.now)
        if (given.due !== null && given.due > given.now) expect(next).toBeLessThanOrEqual(given.due)
      }),
    )
  })
})

describe('the clock on a real one', () => {
  function setUp(world: Partial<World> = {}, pace = 1200) {
    const real = new FakeClock(1_000_000)
    const clock = createVirtualClock(real, 0, pace)
    const fired: [string, number][] = []
    const timer = (name: string, at: number) => clock.setTimer(at, () => fired.push([name, clock.now()]))
    clock.run({ nextDue: () => 30 * minute, isBusy: () => false, onMoved() {}, ...world })
    return { real, clock, fired, timer, pass: (ms: number) => real.advanceTo(real.now() + ms) }
  }

  it('fires timers once, in the order of their times, and not those that were taken back', () => {
    const { timer, pass, fired } = setUp()
    timer('second', 20_000)
    timer('first', 10_000)
    timer('never', 15_000)()
    timer('later', 5 * minute)
    pass(50)
    expect(fired.map(([name]) => name)).toEqual(['first', 'second'])
    pass(1000)
    expect(fired.map(([name]) => name)).toEqual(['first', 'second', 'later'])
  })

  it('goes at the pace that was set last', () => {
    const { clock, pass } = setUp()
    pass(1000)
    expect(clock.now()).toBe(20 * minute)
    clock.setPace(0)
    pass(5000)
    expect(clock.now()).toBe(20 * minute)
    clock.setPace(60)
    pass(1000)
    expect(clock.now()).toBe(21 * minute)
  })

  it('waits for what has arrived and is not noticed yet, but not for ever', () => {
    let busy = false
    const { clock, pass } = setUp({ isBusy: () => busy })
    pass(100)
    const before = clock.now()
    busy = true
    pass(400)
    expect(clock.now()).toBe(before)
    busy = false
    pass(100)
    expect(clock.now()).toBeGreaterThan(before)
    busy = true
    pass(2000)
    expect(clock.now()).toBeGreaterThan(before + 2 * minute)
  })

  it('says what time it is before its timers fire, and nothing once it was stopped', () => {
    const moved: number[] = []
    const { clock, timer, fired, pass } = setUp({ onMoved: (now) => moved.push(now) })
    timer('one', 30_000)
    pass(25)
    expect(moved).toEqual([30_000])
    expect(fired).toEqual([['one', 30_000]])
    timer('two', 60_000)
    clock.stop()
    pass(5000)
    expect(moved).toHaveLength(1)
    expect(fired).toHaveLength(1)
  })
})

describe('the morning on which it starts', () => {
  it.each([
    ['2026-11-23T07:00:00Z', 'Europe/Berlin', '2026-11-23T08:55'],
    ['2026-11-23T07:56:00Z', 'Europe/Berlin', '2026-11-24T08:55'],
    ['2026-11-20T20:00:00Z', 'Europe/Berlin', '2026-11-23T08:55'],
    ['2026-11-21T12:00:00Z', 'America/New_York', '2026-11-23T08:55'],
    // The Friday before clocks change in New York, and Auckland's day that is a day ahead.
    ['2026-10-30T20:00:00Z', 'America/New_York', '2026-11-02T08:55'],
    ['2026-11-22T20:30:00Z', 'Pacific/Auckland', '2026-11-24T08:55'],
  ])('after %s in %s is %s', (now, zone, morning) => {
    const at = nextMorning(Date.parse(now), zone)
    expect(DateTime.fromMillis(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")).toBe(morning)
    expect(at).toBeGreaterThanOrEqual(Date.parse(now))
  })
})
