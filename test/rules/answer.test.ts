import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnswerGateFacts, answerGate } from '../../src/main/engine/rules/sending/answer-gate.ts'
import { answerRetryDelayMs, maxAnswerAttempts } from '../../src/main/engine/rules/sending/backoff.ts'
import { composeAnswer } from '../../src/main/engine/rules/writing/answer-mail.ts'

const now = Date.parse('2026-11-28T22:00:00Z')
const read = { lastSyncedAt: now - 30_000, nextSyncAt: now + 90_000 }
const free: AnswerGateFacts = {
  now,
  engine: { paused: false, awakeSince: now - 60_000 },
  mailbox: { paused: false, reason: '', nextSendAt: 0, ...read },
  credits: { limit: 10, used: 3, inFlight: 1, zone: 'Europe/Berlin' },
  answer: { writtenAt: now - 10_000, dueAt: now, attempts: 0, reason: '' },
}

const unread = { paused: false, reason: '', nextSendAt: 0, lastSyncedAt: now - 61_000, nextSyncAt: now + 90_000 }

describe('the gate of an answer by hand', () => {
  it('lets it leave at any hour, whatever the gap', () => {
    expect(answerGate(free)).toBeNull()
    expect(answerGate({ ...free, mailbox: { paused: false, reason: '', nextSendAt: now + 60_000, ...read } })).toBeNull()
    expect(answerGate({ ...free, mailbox: unread })).toBeNull()
  })

  it.each<[string, Partial<AnswerGateFacts>, string, number | null]>([
    ['a pause of everything', { engine: { paused: true, awakeSince: 0 } }, 'engine_stopped', null],
    ['no mailbox', { mailbox: null }, 'mailbox_missing', null],
    ['a paused mailbox', { mailbox: { paused: true, reason: 'Wrong password', nextSendAt: 0, ...read } }, 'mailbox_paused', null],
    ['ten seconds', { answer: { writtenAt: now - 10_000, dueAt: now + 1, attempts: 0, reason: '' } }, 'not_due', now + 1],
    [
      'a server that asked for later',
      { answer: { writtenAt: now - 10_000, dueAt: now + 9, attempts: 2, reason: 'busy' } },
      'retry_later',
      now + 9,
    ],
    ["a provider's limit", { mailbox: { paused: false, reason: 'limit', nextSendAt: now + 5, ...read } }, 'retry_later', now + 5],
    ['mail unread since a sleep', { answer: { ...free.answer, writtenAt: now - 61_000 }, mailbox: unread }, 'mailbox_unread', now + 90_000],
    ['used up credits', { credits: { ...free.credits, used: 9 } }, 'credits', Date.parse('2026-11-28T23:00:00Z')],
  ])('names %s', (_, facts, reason, until) => {
    const closed = answerGate({ ...free, ...facts })
    expect(closed).toMatchObject({ reason, until })
    expect(closed?.message).not.toBe('')
  })

  it('opens by itself at the time it names', () => {
    const facts = fc.record({
      dueIn: fc.integer({ min: -100, max: 100_000 }),
      nextIn: fc.integer({ min: -100, max: 100_000 }),
      reason: fc.constantFrom('', 'limit'),
      attempts: fc.nat(5),
      used: fc.nat(12),
    })
    fc.assert(
      fc.property(facts, ({ dueIn, nextIn, reason, attempts, used }) => {
        let at: AnswerGateFacts = {
          ...free,
          mailbox: { paused: false, reason, nextSendAt: now + nextIn, ...read },
          answer: { writtenAt: now - 10_000, dueAt: now + dueIn, attempts, reason: '' },
          credits: { ...free.credits, used },
        }
        for (let turn = 0; turn < 4; turn++) {
          const closed = answerGate(at)
          if (closed === null) return
          expect(closed.until).toBeGreaterThan(at.now)
          // At midnight the credits are new.
          at = {
            ...at,
            now: closed.until ?? 0,
            credits: closed.reason === 'credits' ? { ...at.credits, used: 0, inFlight: 0 } : at.credits,
          }
        }
        throw new Error('it never opened')
      }),
    )
  })
})

describe('an answer as a mail', () => {
  const parts = {
    body: 'Yes.\r\n\r\nGladly.  \n',
    signature: 'Sam\n',
    subject: 'AW: Re: Hello',
    chain: ['<a@x>', '<b@y>', '<c@x>'],
    parent: '<b@y>',
  }

  it('continues the thread, with the signature and nothing else below', () => {
    const mail = composeAnswer(parts)
    expect(mail).toMatchObject({
      subject: 'Re: Hello',
      text: 'Yes.\n\nGladly.\n\nSam\n',
      inReplyTo: '<b@y>',
      references: ['<a@x>', '<c@x>', '<b@y>'],
    })
    expect(mail.html).toContain('Gladly.')
    expect(composeAnswer({ ...parts, parent: null })).toMatchObject({ inReplyTo: '<c@x>' })
    expect(composeAnswer({ ...parts, chain: [], parent: null, subject: '', signature: '' })).toMatchObject({
      subject: 'Re:',
      inReplyTo: '',
      references: [],
    })
  })

  it('repeats no id that a server could refuse, whatever came in', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }).map((text) => `<${text}@x>`),
        fc.constant(`<${'a'.repeat(600)}@x>`),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(hostile, fc.string({ unit: 'binary' }), (ids, subject) => {
        const mail = composeAnswer({ ...parts, subject, chain: ids, parent: ids[0] ?? null })
        for (const id of [...mail.references, ...(mail.inReplyTo ? [mail.inReplyTo] : [])])
          expect(id).toMatch(/^<[\x21-\x3b\x3d\x3f-\x7e]{1,480}>$/)
        expect(mail.references.length).toBeLessThanOrEqual(20)
        expect(mail.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(mail.subject.length).toBeLessThanOrEqual(504)
      }),
    )
  })
})

it('waits longer after each attempt, and ends', () => {
  const delays = Array.from({ length: maxAnswerAttempts }, (_, at) => answerRetryDelayMs(at + 1, 0))
  expect(delays.at(-1)).toBeNull()
  const waits = delays.slice(0, -1).map((delay) => delay ?? 0)
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits[0]).toBe(60_000)
})
