import { ORPCError } from '@orpc/client'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recipientChips, recipientView } from '../../src/renderer/lib/campaigns/recipients.ts'
import { daysInWords, scheduleInWords } from '../../src/renderer/lib/campaigns/schedule.ts'
import { timelineEntries } from '../../src/renderer/lib/campaigns/timeline.ts'
import { reconnectDelay } from '../../src/renderer/lib/live/backoff.ts'
import { reuse, reuseRows } from '../../src/renderer/lib/live/reuse.ts'
import { touchedBy } from '../../src/renderer/lib/live/touched.ts'
import { counted, formatCount, percentUsed } from '../../src/renderer/lib/words/counts.ts'
import { toProblem } from '../../src/renderer/lib/words/problem.ts'
import { eventTypes } from '../../src/shared/events.ts'
import { noStats, storedEvent } from './samples.ts'

describe('counts', () => {
  test('follow the locale and the number', () => {
    expect(counted(1, 'person', 'people', 'en')).toBe('1 person')
    expect(counted(0, 'person', 'people', 'en')).toBe('0 people')
    expect(counted(1148, 'person', 'people', 'en')).toBe('1,148 people')
    expect(formatCount(1148, 'de')).toBe('1.148')
  })

  test('a bar never leaves its frame, also when replies push use past the limit', () => {
    expect(percentUsed(142, 200)).toBe(71)
    expect(percentUsed(210, 200)).toBe(100)
    expect(percentUsed(0, 0)).toBe(100)
  })
})

describe('schedules', () => {
  test.each([
    [[1, 2, 3, 4, 5], 'Mon–Fri'],
    [[1, 2, 3, 4, 5, 6, 7], 'Every day'],
    [[3, 1], 'Mon, Wed'],
    [[6, 7], 'Sat, Sun'],
    [[1, 2, 3, 5, 7, 7], 'Mon–Wed, Fri, Sun'],
  ])('%j is %s', (days, words) => {
    expect(daysInWords(days)).toBe(words)
  })

  test('a schedule says days, hours and zone', () => {
    const schedule = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null }
    expect(scheduleInWords(schedule, false)).toBe('Mon–Fri, 9:00–17:00, Europe/Berlin')
    expect(scheduleInWords(schedule, true)).toBe('Mon–Fri, 9:00 am–5:00 pm, Europe/Berlin')
    expect(scheduleInWords({ ...schedule, start: '00:00', end: '24:00' }, true)).toBe('Mon–Fri, all day, Europe/Berlin')
    expect(scheduleInWords({ ...schedule, end: '24:00' }, true)).toBe('Mon–Fri, 9:00 am–midnight, Europe/Berlin')
  })
})

describe('filter chips', () => {
  test('show All, what is there, and what is chosen', () => {
    const stats = { ...noStats, recipients: 12, active: 9, replied: 3, unconfirmed: 1 }
    expect(recipientChips(stats, 'all').map((chip) => [chip.word, chip.count])).toEqual([
      ['All', 12],
      ['Unconfirmed', 1],
      ['Active', 9],
      ['Replied', 3],
    ])
    expect(recipientChips(stats, 'bounced').at(-1)).toEqual({ filter: 'bounced', word: 'Bounced', count: 0 })
  })

  test('All is there for an empty campaign too', () => {
    expect(recipientChips(noStats, 'all')).toEqual([{ filter: 'all', word: 'All', count: 0 }])
  })
})

describe('a recipient', () => {
  const wait = (reason: 'missing_variable' | 'not_due') => ({ reason, message: '', until: null })
  test('shows first what needs somebody', () => {
    expect(recipientView({ status: 'active', unconfirmedSendId: 4, waiting: wait('missing_variable') }).word).toBe('Unconfirmed')
    expect(recipientView({ status: 'active', unconfirmedSendId: null, waiting: wait('missing_variable') }).word).toBe('Held')
    expect(recipientView({ status: 'active', unconfirmedSendId: null, waiting: wait('not_due') }).word).toBe('Active')
    expect(recipientView({ status: 'opted_out', unconfirmedSendId: null, waiting: null }).word).toBe('Opted out')
  })

  test('has a time line with the newest first, that says nothing twice', () => {
    const entry = (seq: number, type: string, message: string, at = '2026-11-21T09:00:00.000Z') => ({
      seq,
      at,
      type,
      stepPosition: null,
      sendId: null,
      message,
      subject: null,
      body: null,
    })
    const actions = [
      entry(1, 'send.sent', 'Sent'),
      entry(2, 'recipient.changed', 'Ada answered'),
      entry(3, 'reply.received', 'Ada answered'),
      entry(4, 'recipient.changed', 'You paused this person'),
      entry(5, 'reply.received', 'Ada answered', '2026-11-22T09:00:00.000Z'),
    ]
    expect(timelineEntries(actions).map((action) => action.seq)).toEqual([5, 4, 3, 1])
  })
})

describe('problems', () => {
  test('carry the words and the advice of the engine', () => {
    const error = new ORPCError('PRECONDITION_FAILED', { message: 'There is no mailbox.', data: { advice: 'Connect one first.' } })
    expect(toProblem(error)).toEqual({ code: 'PRECONDITION_FAILED', message: 'There is no mailbox.', advice: 'Connect one first.' })
  })

  test('no answer at all is said as such, never as a technical text', () => {
    expect(toProblem(new TypeError('Failed to fetch'))).toMatchObject({ code: 'UNREACHABLE', message: 'Campaign Desk does not answer.' })
    expect(toProblem('boom').code).toBe('UNREACHABLE')
  })

  test('a page without a token is told how to get one', () => {
    expect(toProblem(new ORPCError('UNAUTHORIZED')).advice).toContain('Open the address')
  })
})

describe('what an event touches', () => {
  test('a sent message: its campaign, its recipient, credits and engine', () => {
    expect(touchedBy(storedEvent(5, 'send.sent', { campaignId: 3, recipientId: 9 }))).toEqual({
      campaigns: 3,
      recipients: { campaignId: 3, recipientId: 9 },
      credits: true,
      engine: true,
      workspace: false,
      mailboxes: true,
      inbox: false,
    })
  })

  test('a paused mailbox: why rows wait, everywhere', () => {
    expect(touchedBy(storedEvent(5, 'mailbox.paused', { mailboxId: 1 }))).toMatchObject({
      campaigns: 'all',
      recipients: 'all',
      engine: true,
    })
  })

  test('an import touches nothing that is shown', () => {
    expect(touchedBy(storedEvent(5, 'import.changed'))).toMatchObject({ campaigns: null, recipients: null, credits: false, engine: false })
  })

  test('a conversation: the counts of the inbox, what needs somebody, and an answer too', () => {
    const read = touchedBy(storedEvent(5, 'thread.changed', { campaignId: 3 }))
    expect(read).toMatchObject({ inbox: true, engine: true, campaigns: null, credits: false })
    expect(touchedBy(storedEvent(5, 'reply.received', { campaignId: 3 }))).toMatchObject({ inbox: true, campaigns: 3 })
  })

  test('no event that names a campaign leaves that campaign as it was', () => {
    for (const type of eventTypes.filter((name) => !/^(import|thread)\./.test(name))) {
      expect(['all', 3]).toContain(touchedBy(storedEvent(1, type, { campaignId: 3 })).campaigns)
    }
  })
})

describe('rows that did not change', () => {
  test('stay the same objects', () => {
    const before = [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]
    const after = reuseRows(before, [
      { id: 2, name: 'b' },
      { id: 1, name: 'c' },
      { id: 3, name: 'd' },
    ])
    expect(after[0]).toBe(before[1])
    expect(after[1]).not.toBe(before[0])
    expect(after.map((row) => row.name)).toEqual(['b', 'c', 'd'])
    expect(reuse(before, structuredClone(before))).toBe(before)
  })
})

test('reconnecting waits longer each time, never longer than ten seconds', () => {
  expect([1, 2, 3].map((failures) => reconnectDelay(failures, 1))).toEqual([500, 1000, 2000])
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
      const delay = reconnectDelay(failures, random)
      expect(delay).toBeGreaterThanOrEqual(400)
      expect(delay).toBeLessThanOrEqual(10_000)
    }),
  )
})
