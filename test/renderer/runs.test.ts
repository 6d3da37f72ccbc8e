import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainInWords, paceInWords } from '../../src/renderer/lib/discovery/words.ts'
import { barsOf, dayTowards, emptyWeekdays, tallestOf, weeksOf } from '../../src/renderer/lib/runs/calendar.ts'
import { columnsOf, finishInWords, simulationInWords } from '../../src/renderer/lib/runs/simulation.ts'
import { creatorChips, importInWords, type Outlook, runLine, runView } from '../../src/renderer/lib/runs/words.ts'
import { dayOf } from '../../src/renderer/lib/today/day-of.ts'
import type { Today } from '../../src/shared/schemas/today.ts'
import { aRun } from './samples.ts'

const weekdaysOnly = { days: [1, 2, 3, 4, 5], startDate: null }
const anyDay = fc
  .integer({ min: Date.UTC(2026, 0, 1) / 86_400_000, max: Date.UTC(2027, 11, 31) / 86_400_000 })
  .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10))

describe('the calendar of runs', () => {
  test('shows whole weeks from the first run to today and the next one, each day once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyDay, { maxLength: 40 }), anyDay, fc.option(anyDay), (days, today, next) => {
        const runs = days.map((day, index) => aRun({ id: index + 1, day }))
        const weeks = weeksOf(runs, { today, next, schedule: weekdaysOnly })
        const shown = weeks.flat()
        expect(weeks.every((week) => week.length === 7 && new Date(`${week[0]?.day}T00:00:00Z`).getUTCDay() === 1)).toBe(true)
        expect(new Set(shown.map(({ day }) => day)).size).toBe(shown.length)
        expect(shown.filter(({ run }) => run).map(({ run }) => run?.day)).toEqual([...days].sort())
        expect(shown.filter(({ isToday }) => isToday)).toHaveLength(1)
        expect(shown.filter(({ isNext }) => isNext)).toHaveLength(next === null ? 0 : 1)
      }),
    )
  })

  test('draws weekdays narrow on which nothing ever ran, and tells days without a window apart', () => {
    const runs = [aRun({ day: '2026-11-23' }), aRun({ id: 2, day: '2026-11-28' })]
    const weeks = weeksOf(runs, { today: '2026-11-28', next: null, schedule: { days: [1, 2, 3, 4, 5], startDate: '2026-11-24' } })
    expect([...emptyWeekdays(weeks)]).toEqual([6])
    expect(weeks[0]?.map(({ open }) => open)).toEqual([false, true, true, true, true, false, false])
  })

  test('goes with the arrow keys from run to run', () => {
    const runs = ['2026-11-23', '2026-11-25', '2026-12-01', '2026-12-07'].map((day, id) => aRun({ id, day }))
    const weeks = weeksOf(runs, { today: '2026-12-08', next: null, schedule: weekdaysOnly })
    const from = (day: string, key: string) => dayTowards(weeks, day, key)
    expect(from('2026-11-23', 'ArrowRight')).toBe('2026-11-25')
    expect(from('2026-11-23', 'ArrowLeft')).toBe('2026-11-23')
    expect(from('2026-11-23', 'ArrowDown')).toBe('2026-12-07')
    expect(from('2026-12-07', 'ArrowUp')).toBe('2026-11-23')
    expect(from('2026-12-01', 'ArrowDown')).toBe('2026-12-01')
    expect(from('2026-11-25', 'End')).toBe('2026-12-07')
    expect(from('2026-12-01', 'Home')).toBe('2026-11-23')
    expect(from('2026-12-01', 'x')).toBe('2026-12-01')
  })

  test('draws all days on one scale', () => {
    const runs = [aRun({ found: 200, emailsFound: 150, sent: 148, replies: 9 }), aRun({ id: 2, found: 100 })]
    const tallest = tallestOf(runs)
    expect(tallest).toBe(200)
    expect(barsOf(aRun({ found: 100, emailsFound: 50 }), tallest).map(({ kind, height }) => [kind, height])).toEqual([
      ['found', 0.5],
      ['emailsFound', 0.25],
      ['sent', 0],
      ['replies', 0],
    ])
    expect(tallestOf([])).toBe(1)
  })
})

const outlook: Outlook = { runsDone: 7, runsLeft: 23, nextRunAt: null, current: null, carried: [], unsure: 0, awaitingFile: 0 }
const now = Date.parse('2026-11-23T15:00:00Z')
const reading = { zone: 'Europe/Berlin', hour12: false }
const line = (more: Partial<Outlook>, status: Parameters<typeof runLine>[1]['status'] = 'active') => {
  const words = runLine({ ...outlook, ...more }, { status, runs: 30 }, now, reading)
  return `${words.count} · ${words.now}`
}

describe('in words', () => {
  test('which run it is, and what it does', () => {
    expect(line({ nextRunAt: '2026-11-24T08:00:00.000Z' })).toBe('7 of 30 runs done · next run tomorrow 9:00')
    expect(line({ current: aRun({ number: 8, stage: 'discovering' }) })).toBe('Run 8 of 30 · looking for people')
    expect(line({ current: aRun({ number: null, stage: 'enriching' }) })).toBe('Run 8 of 30 · getting addresses')
    expect(line({ runsDone: 0, runsLeft: 30, nextRunAt: '2026-11-24T08:00:00.000Z' })).toBe('No run yet of 30 · next run tomorrow 9:00')
    expect(line({ runsDone: 30, runsLeft: 0 })).toBe('30 of 30 runs done · nobody new any more, follow-ups go on')
    expect(line({ runsDone: 30, runsLeft: 0 }, 'completed')).toBe('30 of 30 runs · all done')
    expect(line({ current: aRun({ number: 8 }) }, 'paused')).toBe('7 of 30 runs done · paused')
  })

  test('a run that waits for its provider is not said to run', () => {
    expect(runView({ status: 'running', waiting: null }).word).toBe('Running')
    const waiting = { reason: 'provider' as const, message: 'Clay does not answer', until: null }
    expect(runView({ status: 'running', waiting }).word).toBe('Waiting')
    expect(runView({ status: 'partial', waiting }).word).toBe('Partly')
  })

  test('only statuses with somebody in them can be chosen, and the one that is', () => {
    expect(creatorChips({ all: 3, enrolled: 3 }, 'unsure').map(({ word, count }) => `${word} ${count}`)).toEqual([
      'All 3',
      'In the campaign 3',
      'Unsure 0',
    ])
  })

  test('what came of a file', () => {
    expect(importInWords({ addresses: 120, without: 20, unknown: 1 })).toBe(
      'Took 120 addresses. 20 people had none. 1 row is of nobody who waits here.',
    )
    expect(importInWords({ addresses: 0, without: 0, unknown: 0 })).toBe('There was no new address in it.')
  })

  test('how many a campaign looks for, and who is asked for their addresses', () => {
    expect(paceInWords({ runs: 30, perRun: 200 })).toContain('at most 200 new people a day')
    expect(paceInWords({ runs: 1, perRun: null })).toContain('1 run, one on each day of the schedule; as many new people')
    expect(chainInWords(['clay_routine', 'influencers_club'])).toBe('Clay routine, then Influencers Club; the first that has one')
    expect(chainInWords(['sandbox'])).toBe('Invented addresses')
  })
})

test('of a day only the messages of one campaign are taken', () => {
  const dot = (campaignId: number, state: Today['dots'][number]['state']) => ({ campaignId, state }) as Today['dots'][number]
  const day = {
    dots: [dot(1, 'sent'), dot(2, 'sent'), dot(1, 'planned'), dot(1, 'held')],
    groups: [{ at: '', sent: 1, planned: 1, held: 1 }],
    sent: 9,
  } as unknown as Today
  expect(dayOf(day, 1, 4)).toMatchObject({ sent: 1, planned: 1, held: 1, unconfirmed: 0, replies: 4, groups: [] })
  expect(dayOf(day, 1, 4).dots).toHaveLength(3)
})

describe('a simulation', () => {
  const day = (number: number, more = {}) => ({
    day: `2026-11-${String(number).padStart(2, '0')}`,
    found: 0,
    emailsFound: 0,
    sent: 0,
    replies: 0,
    bounces: 0,
    creditsUsed: 0,
    ...more,
  })
  const days = [day(23, { sent: 100, creditsUsed: 104, replies: 4 }), day(24, { sent: 52, creditsUsed: 52 })]

  test('says when it would be over, or that it would not be', () => {
    expect(finishInWords({ finishesOn: '2026-12-18', days })).toBe('It would be completed on Fri 18 Dec 2026, after 26 days.')
    expect(finishInWords({ finishesOn: null, days })).toBe('It would still be running after 2 days.')
    expect(simulationInWords({ days, sent: 152, replies: 4, creditsUsed: 156 })).toBe(
      '2 days: 152 messages sent, at most 100 on a day, 4 replies, 156 credits',
    )
  })

  test('is drawn on one scale over the whole width', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 90 }), (sent) => {
        const columns = columnsOf(sent.map((count, index) => day(index + 1, { sent: count, creditsUsed: count })))
        expect(columns.at(-1)?.x).toBeCloseTo(1 - 1 / sent.length)
        for (const { sent: high, x, width } of columns) {
          expect(high).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          expect(x + width).toBeLessThanOrEqual(1 + 1e-9)
        }
      }),
    )
  })
})
