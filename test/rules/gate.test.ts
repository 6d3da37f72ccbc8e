import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GateFacts, gate, maxUnreadMs } from '../../src/main/engine/rules/sending/gate.ts'
import { isOpen } from '../../src/main/engine/rules/sending/window.ts'

const now = Date.parse('2026-11-23T10:00:00Z') // Monday 11:00 in Berlin
const window = { days: [1, 2, 3, 4, 5], start: '09:00', end: '17:00', zone: 'Europe/Berlin', startDate: null }

function facts(change: { [K in keyof GateFacts]?: Partial<NonNullable<GateFacts[K]>> } = {}): GateFacts {
  return {
    now,
    engine: { paused: false, awakeSince: now - 60_000, ...change.engine },
    campaign: { status: 'active', window, ...change.campaign },
    mailbox: {
      paused: false,
      reason: '',
      lastSyncedAt: now - 1000,
      nextSyncAt: now + 120_000,
      nextSendAt: 0,
      dailyCap: 50,
      claimedToday: 0,
      ...change.mailbox,
    },
    credits: { limit: 200, used: 0, inFlight: 0, zone: 'Europe/Berlin', ...change.credits },
    send: { dueAt: now - 1, attempts: 0, held: null, reason: '', ...change.send },
  }
}

describe('the gate', () => {
  it('is open when nothing speaks against it', () => {
    expect(gate(facts())).toBeNull()
  })

  it.each([
    ['not_activated', facts({ campaign: { status: 'draft' } }), null],
    ['campaign_paused', facts({ campaign: { status: 'paused' } }), null],
    ['recipient_paused', facts({ send: { held: 'recipient_paused' } }), null],
    ['missing_variable', facts({ send: { held: 'missing_variable' } }), null],
    ['template_error', facts({ send: { held: 'template_error' } }), null],
    ['engine_stopped', facts({ engine: { paused: true } }), null],
    ['mailbox_missing', { ...facts(), mailbox: null }, null],
    ['mailbox_paused', facts({ mailbox: { paused: true } }), null],
    ['not_due', facts({ send: { dueAt: Date.parse('2026-11-28T10:00:00Z') } }), '2026-11-30T08:00:00.000Z'],
    ['retry_later', facts({ send: { dueAt: now + 60_000, attempts: 1 } }), '2026-11-23T10:01:00.000Z'],
    // The pause of the mailbox ends later than the message is due: that is when it leaves.
    ['not_due', facts({ send: { dueAt: now + 60_000 }, mailbox: { nextSendAt: now + 90_000 } }), '2026-11-23T10:01:30.000Z'],
    [
      'not_due',
      facts({ send: { dueAt: now + 60_000 }, mailbox: { nextSendAt: now + 90_000 }, campaign: { testMode: true } }),
      '2026-11-23T10:01:00.000Z',
    ],
    ['outside_window', facts({ campaign: { window: { ...window, start: '12:00' } } }), '2026-11-23T11:00:00.000Z'],
    ['start_date', facts({ campaign: { window: { ...window, startDate: '2026-12-01' } } }), '2026-12-01T08:00:00.000Z'],
    ['mailbox_unread', facts({ mailbox: { lastSyncedAt: null } }), '2026-11-23T10:02:00.000Z'],
    ['mailbox_unread', facts({ mailbox: { lastSyncedAt: now - maxUnreadMs - 1 } }), '2026-11-23T10:02:00.000Z'],
    ['mailbox_unread', facts({ mailbox: { lastSyncedAt: now - 61_000 } }), '2026-11-23T10:02:00.000Z'],
    ['mailbox_unread', facts({ mailbox: { lastSyncedAt: now + 1 } }), '2026-11-23T10:02:00.000Z'],
    ['gap', facts({ mailbox: { nextSendAt: now + 90_000 } }), '2026-11-23T10:01:30.000Z'],
    ['retry_later', facts({ mailbox: { nextSendAt: now + 90_000, reason: 'limit' } }), '2026-11-23T10:01:30.000Z'],
    ['credits', facts({ credits: { used: 199, inFlight: 1 } }), '2026-11-24T08:00:00.000Z'],
    ['daily_cap', facts({ mailbox: { claimedToday: 50 } }), '2026-11-24T08:00:00.000Z'],
  ] as const)('names %s', (reason, given, until) => {
    const closed = gate(given)
    expect(closed?.reason).toBe(reason)
    expect(closed?.until === null ? null : new Date(closed?.until ?? 0).toISOString()).toBe(until)
    expect(closed?.message).not.toBe('')
  })

  it('never opens outside the window, past the credits, before the gap, or unread', () => {
    fc.assert(
      fc.property(
        fc.record({
          at: fc.integer({ min: now - 7 * 86_400_000, max: now + 7 * 86_400_000 }),
          used: fc.integer({ min: 0, max: 12 }),
          inFlight: fc.integer({ min: 0, max: 3 }),
          nextSendIn: fc.integer({ min: -1000, max: 1000 }),
          readAgo: fc.integer({ min: -1000, max: 2 * maxUnreadMs }),
          claimedToday: fc.integer({ min: 0, max: 12 }),
        }),
        ({ at, used, inFlight, nextSendIn, readAgo, claimedToday }) => {
          const given: GateFacts = {
            ...facts({ credits: { used, inFlight, limit: 10 } }),
            now: at,
            engine: { paused: false, awakeSince: at - maxUnreadMs * 3 },
            mailbox: {
              paused: false,
              reason: '',
              lastSyncedAt: at - readAgo,
              nextSyncAt: at,
              nextSendAt: at + nextSendIn,
              dailyCap: 10,
              claimedToday,
            },
            send: { dueAt: at, attempts: 0, held: null, reason: '' },
          }
          const mayLeave =
            isOpen(window, at) && used + inFlight < 10 && nextSendIn <= 0 && readAgo >= 0 && readAgo <= maxUnreadMs && claimedToday < 10
          expect(gate(given) === null).toBe(mayLeave)
        },
      ),
      { numRuns: 500 },
    )
  })
})
