import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueRuns } from '../../src/main/engine/rules/discovery/due-runs.ts'
import { isOpen, localDay, type Window } from '../../src/main/engine/rules/sending/window.ts'

const office: Window = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null }
const daily: Window = { ...office, days: [1, 2, 3, 4, 5, 6, 7] }
const at = (text: string) => Date.parse(text)
const days = (runs: { day: string }[]) => runs.map(({ day }) => day)

describe('the days of a recurring campaign', () => {
  it('runs at once where it is activated inside the window', () => {
    const now = at('2026-11-20T10:00:00Z')
    expect(dueRuns({ window: office, now, since: now, lastDay: null })).toEqual({
      missed: [],
      current: { day: '2026-11-20', opensAt: at('2026-11-20T08:00:00Z'), closesAt: at('2026-11-20T16:00:00Z') },
      next: at('2026-11-23T08:00:00Z'),
    })
  })

  it('waits for the next opening where it is activated in the evening', () => {
    const now = at('2026-11-20T18:00:00Z')
    expect(dueRuns({ window: office, now, since: now, lastDay: null })).toEqual({
      missed: [],
      current: null,
      next: at('2026-11-23T08:00:00Z'),
    })
  })

  it('runs into the rest of the window after a late wake-up, and names the day that is over', () => {
    const last = { window: office, since: at('2026-11-18T16:00:00Z'), lastDay: '2026-11-18' }
    const afternoon = dueRuns({ ...last, now: at('2026-11-19T13:00:00Z') })
    expect(afternoon.current?.day).toBe('2026-11-19')
    expect(afternoon.missed).toEqual([])
    const evening = dueRuns({ ...last, now: at('2026-11-19T18:00:00Z') })
    expect(evening.current).toBeNull()
    expect(days(evening.missed)).toEqual(['2026-11-19'])
    expect(evening.next).toBe(at('2026-11-20T08:00:00Z'))
  })

  it('never runs a day twice, also where the window was made longer after its run had ended', () => {
    const due = dueRuns({ window: office, now: at('2026-11-19T13:00:00Z'), since: at('2026-11-19T11:00:00Z'), lastDay: '2026-11-19' })
    expect(due).toEqual({ missed: [], current: null, next: at('2026-11-20T08:00:00Z') })
  })

  it('goes on tomorrow where the clock was set back behind the last run', () => {
    const due = dueRuns({ window: daily, now: at('2026-11-17T13:00:00Z'), since: at('2026-11-19T16:00:00Z'), lastDay: '2026-11-19' })
    expect(due).toEqual({ missed: [], current: null, next: at('2026-11-20T08:00:00Z') })
  })

  it('counts the days of a long sleep without weekends, and at most the sixty latest', () => {
    const since = at('2026-11-19T16:00:00Z')
    const week = dueRuns({ window: office, now: at('2026-11-27T18:00:00Z'), since, lastDay: '2026-11-19' })
    expect(days(week.missed)).toEqual(['2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'])
    const years = dueRuns({ window: { ...office, days: [3] }, now: at('2030-01-01T00:00:00Z'), since, lastDay: '2026-11-19' })
    expect(years.missed).toHaveLength(60)
    expect(years.missed.at(-1)?.day).toBe('2029-12-26')
  })

  it('has no missed day before its start date', () => {
    const window = { ...office, startDate: '2026-11-25' }
    const due = dueRuns({ window, now: at('2026-11-26T18:00:00Z'), since: at('2026-11-19T10:00:00Z'), lastDay: null })
    expect(days(due.missed)).toEqual(['2026-11-25', '2026-11-26'])
    const before = dueRuns({ window, now: at('2026-11-20T10:00:00Z'), since: at('2026-11-19T10:00:00Z'), lastDay: null })
    expect(before).toEqual({ missed: [], current: null, next: at('2026-11-25T08:00:00Z') })
  })

  it('keeps the hours of the wall clock on the days of a change', () => {
    const spring = dueRuns({ window: daily, now: at('2026-03-29T07:30:00Z'), since: at('2026-03-28T16:00:00Z'), lastDay: '2026-03-28' })
    expect(spring.current).toEqual({ day: '2026-03-29', opensAt: at('2026-03-29T07:00:00Z'), closesAt: at('2026-03-29T15:00:00Z') })
    expect(spring.next).toBe(at('2026-03-30T07:00:00Z'))
    const autumn = dueRuns({ window: daily, now: at('2026-10-25T07:30:00Z'), since: at('2026-10-24T15:00:00Z'), lastDay: '2026-10-24' })
    expect(autumn).toEqual({ missed: [], current: null, next: at('2026-10-25T08:00:00Z') })
  })

  it('runs no date again where the zone moves it back, and the next one where it moves on', () => {
    const ran = { since: at('2026-11-19T16:00:00Z'), lastDay: '2026-11-19' }
    const west = dueRuns({ ...ran, window: { ...daily, zone: 'America/Los_Angeles' }, now: at('2026-11-19T20:00:00Z') })
    expect(west).toEqual({ missed: [], current: null, next: at('2026-11-20T17:00:00Z') })
    const east = dueRuns({ ...ran, window: { ...daily, zone: 'Pacific/Auckland' }, now: at('2026-11-19T21:00:00Z') })
    expect(east.current?.day).toBe('2026-11-20')
  })

  it('says that nothing comes for a window without any time', () => {
    const due = dueRuns({ window: { ...office, days: [] }, now: at('2026-11-20T10:00:00Z'), since: 0, lastDay: null })
    expect(due).toEqual({ missed: [], current: null, next: null })
  })

  it('gives every day once, in whatever steps one looks', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Auckland', 'UTC')
    const hours = fc.tuple(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 1, max: 12 }))
    const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    const steps = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(zone, hours, weekdays, steps, fc.integer({ min: 0, max: 8000 }), (inZone, [from, length], on, hoursApart, start) => {
        const clock = (hour: number) => `${String(Math.min(24, hour)).padStart(2, '0')}:00`
        const window: Window = { days: on, start: clock(from), end: clock(from + length), zone: inZone, startDate: null }
        let now = at('2026-01-01T00:00:00Z') + start * 3_600_000
        let since = now
        let lastDay: string | null = null
        const seen: string[] = []
        for (const step of hoursApart) {
          const due = dueRuns({ window, now, since, lastDay })
          expect(due.missed.every((run) => run.closesAt > since && run.closesAt <= now)).toBe(true)
          expect(due.next === null || due.next > now).toBe(true)
          if (due.current) expect(isOpen(window, now) && localDay(now, inZone) === due.current.day).toBe(true)
          for (const run of [...due.missed, ...(due.current ? [due.current] : [])]) {
            seen.push(run.day)
            lastDay = run.day
            since = run.closesAt
          }
          now += step * 3_600_000
        }
        expect(seen).toEqual([...new Set(seen)].sort())
      }),
      { numRuns: 200 },
    )
  })
})
