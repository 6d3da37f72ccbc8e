import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf, shadeOf } from '../../src/renderer/lib/campaigns/calendar.ts'
import { delayInWords } from '../../src/renderer/lib/campaigns/schedule.ts'
import { campaignChips, progressOf } from '../../src/renderer/lib/campaigns/words.ts'
import { campaignTouched, recipientTouched } from '../../src/renderer/lib/live/touched.ts'
import { dayInWords, dayInZone, daysBetween } from '../../src/renderer/lib/time/days.ts'
import { formatPercent } from '../../src/renderer/lib/words/counts.ts'
import { eachInTurn } from '../../src/renderer/pages/campaign/recipients/use-bulk.ts'
import { between } from '../../src/renderer/pages/campaign/recipients/use-chosen-rows.ts'
import { resultInWords } from '../../src/renderer/pages/campaign/result-words.ts'
import { noStats, storedEvent } from './samples.ts'

describe('local days', () => {
  test('are said as people say them', () => {
    expect(dayInWords('2026-11-21', '2026-11-21')).toBe('today')
    expect(dayInWords('2026-11-22', '2026-11-21')).toBe('tomorrow')
    expect(dayInWords('2026-11-23', '2026-11-21')).toBe('Mon 23 Nov')
    expect(dayInWords('2027-01-04', '2026-11-21')).toBe('Mon 4 Jan 2027')
    expect(dayInWords('2026-11-23')).toBe('Mon 23 Nov 2026')
  })

  test('follow the zone, and calendar days are counted across a change of the clocks', () => {
    expect(dayInZone(Date.parse('2026-11-21T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-22')
    expect(dayInZone(Date.parse('2026-11-21T23:30:00Z'), 'America/New_York')).toBe('2026-11-21')
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2)
  })
})

describe('the calendar', () => {
  const dates = fc.integer({ min: 20_000, max: 21_500 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
  const counts = fc.nat({ max: 500 })

  test('is whole weeks from a Monday, has today in it, and leaves no day out between', () => {
    const runs = fc.uniqueArray(fc.record({ day: dates, sent: counts, replies: counts, bounces: counts }), { selector: ({ day }) => day })
    const plans = fc.uniqueArray(fc.record({ day: dates, count: counts, bySteps: fc.constant<number[]>([]) }), {
      selector: ({ day }) => day,
    })
    fc.assert(
      fc.property(runs, plans, dates, fc.integer({ min: 3, max: 30 }), (run, plan, today, weeks) => {
        const days = calendarOf(run, plan, today, weeks)
        expect(days).toHaveLength(weeks * 7)
        expect(days.map(({ day }) => day)).toContain(today)
        expect(new Date(`${days[0]?.day}T00:00:00Z`).getUTCDay()).toBe(1)
        for (const [index, { day, weekday, sent, planned }] of days.entries()) {
          expect(daysBetween(days[0]?.day ?? '', day)).toBe(index)
          expect(weekday).toBe(index % 7)
          expect(sent).toBe(run.find((each) => each.day === day)?.sent ?? 0)
          expect(planned).toBe(plan.find((each) => each.day === day)?.count ?? 0)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('draws the busiest day darkest, and no day with a message like one with none', () => {
    expect([0, 1, 25, 50, 75, 100].map((count) => shadeOf(count, 100))).toEqual([0, 1, 1, 2, 3, 4])
    expect(shadeOf(0, 0)).toBe(0)
  })
})

describe('words of a campaign', () => {
  test('chips show All, what is there, and what is chosen', () => {
    expect(campaignChips({ all: 3, active: 2, draft: 1 }, 'all').map(({ word, count }) => `${word} ${count}`)).toEqual([
      'All 3',
      'Draft 1',
      'Active 2',
    ])
    expect(campaignChips({ all: 3, active: 3 }, 'paused').at(-1)).toEqual({ filter: 'paused', word: 'Paused', count: 0 })
  })

  test('progress counts those with whom it is through', () => {
    expect(progressOf({ ...noStats, recipients: 10, pending: 2, active: 3, paused: 1, replied: 2, completed: 2 })).toEqual({
      finished: 4,
      all: 10,
    })
    expect(progressOf(noStats)).toEqual({ finished: 0, all: 0 })
  })

  test('a rate has a digit more where it is small', () => {
    expect(formatPercent(0.25, 'en')).toBe('25%')
    expect(formatPercent(0.031, 'en')).toBe('3.1%')
    expect(formatPercent(0, 'en')).toBe('0%')
  })

  test('a wait between steps is said in days and hours', () => {
    expect(delayInWords({ position: 2, delayDays: 3, delayHours: 0 })).toBe('3 days later')
    expect(delayInWords({ position: 2, delayDays: 1, delayHours: 4 })).toBe('1 day and 4 hours later')
    expect(delayInWords({ position: 1, delayDays: 0, delayHours: 0 })).toBe('As soon as somebody is in the campaign')
  })

  test('what came of sending now', () => {
    expect(resultInWords({ sent: 2, failed: 1, waiting: null })).toBe('Sent 2 messages. 1 message failed.')
    expect(resultInWords({ sent: 0, failed: 0, waiting: { message: 'Not due yet' } })).toBe('Nothing left. Not due yet.')
    expect(resultInWords({ sent: 0, failed: 0, waiting: { message: 'Not due yet.' } })).toBe('Nothing left. Not due yet.')
  })
})

describe('what an event concerns', () => {
  test('one recipient, all of the campaign, or nobody in it', () => {
    const event = storedEvent(1, 'send.sent', { campaignId: 1, recipientId: 7 })
    expect(recipientTouched(event, 1)).toBe(7)
    expect(recipientTouched(event, 2)).toBeNull()
    expect(recipientTouched(storedEvent(1, 'mailbox.paused'), 2)).toBe('all')
    expect(campaignTouched(event, 1)).toBe(true)
    expect(campaignTouched(event, 2)).toBe(false)
    expect(campaignTouched(storedEvent(1, 'import.changed'), 2)).toBe(false)
    expect(campaignTouched(storedEvent(1, 'run.changed', { campaignId: 1 }), 1)).toBe(true)
    expect(campaignTouched(storedEvent(1, 'run.changed', { campaignId: 1 }), 2)).toBe(false)
    expect(campaignTouched(storedEvent(1, 'provider.changed'), 2)).toBe(true)
    expect(recipientTouched(storedEvent(1, 'run.changed', { campaignId: 1 }), 1)).toBe(null)
  })
})

describe('many rows at once', () => {
  test('shift chooses from one row to the other, in either direction', () => {
    expect(between([1, 2, 3, 4, 5], 2, 4)).toEqual([2, 3, 4])
    expect(between([1, 2, 3, 4, 5], 4, 2)).toEqual([2, 3, 4])
    expect(between([1, 2, 3], null, 2)).toEqual([2])
    expect(between([1, 2, 3], 9, 2)).toEqual([2])
  })

  const ids = Array.from({ length: 20 }, (_, index) => index + 1)

  test('one that fails does not end the others, and the first reason is kept', async () => {
    const result = await eachInTurn(ids, (id) => (id % 5 === 0 ? Promise.reject(refused(`no ${id}`)) : Promise.resolve()), {
      isStopped: () => false,
      onThrough: () => {},
    })
    expect(result.done.sort((a, b) => a - b)).toEqual(ids.filter((id) => id % 5 !== 0))
    expect(result).toMatchObject({ failed: 4, problem: { message: 'no 5' } })
  })

  test('it ends where it is stopped, and where nobody answers any more', async () => {
    let through = 0
    const stopped = await eachInTurn(ids, () => Promise.resolve(), { isStopped: () => through >= 8, onThrough: (now) => (through = now) })
    expect(stopped.done.length).toBeGreaterThanOrEqual(8)
    expect(stopped.done.length).toBeLessThan(20)
    const away = await eachInTurn(ids, () => Promise.reject(new TypeError('fetch failed')), { isStopped: () => false, onThrough: () => {} })
    expect(away.done).toEqual([])
    expect(away.failed).toBeLessThanOrEqual(4)
    expect(away.problem?.code).toBe('UNREACHABLE')
  })
})

function refused(message: string): Error {
  return Object.assign(new Error(message), { code: 'CONFLICT', status: 409 })
}
