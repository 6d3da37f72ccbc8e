import { describe, expect, it } from 'vitest'
import { maxAttempts, retryDelayMs } from '../../src/main/engine/rules/sending/backoff.ts'
import { classifyDelivery } from '../../src/main/engine/rules/sending/delivery.ts'
import { nextSendAt } from '../../src/main/engine/rules/sending/pacing.ts'
import type { SendOutcome, SmtpStage } from '../../src/main/engine/rules/sending/send-outcome.ts'

const refused = (stage: SmtpStage, replyCode: number, response: string): SendOutcome => ({ kind: 'refused', stage, replyCode, response })
const broken = (stage: SmtpStage, errorCode = 'ECONNECTION'): SendOutcome => ({ kind: 'broken', stage, error: 'closed', errorCode })

describe('what follows from an attempt', () => {
  it.each([
    ['accepted', { kind: 'accepted', response: '250 OK' } as SendOutcome, 'sent'],
    ['421 at greeting', refused('connect', 421, '421 4.3.2 closing'), 'retry'],
    ['421 in the middle', refused('rcpt', 421, '421 4.4.2 timeout'), 'retry'],
    ['450 greylisted', refused('rcpt', 450, '450 4.2.0 Greylisted'), 'retry'],
    ['452 after the body', refused('body', 452, '452 4.2.2 mailbox full'), 'retry'],
    ['550 user unknown', refused('rcpt', 550, '550 5.1.1 User unknown'), 'failed'],
    ['552 over quota', refused('body', 552, '552 5.2.2 Over quota'), 'failed'],
    ['554 policy', refused('body', 554, '554 5.7.1 Message refused as spam'), 'failed'],
    ['Gmail daily limit', refused('mail', 550, '550 5.4.5 Daily user sending limit exceeded'), 'quota'],
    ['Microsoft throttling', refused('rcpt', 451, '451 4.7.500 Server busy. Rate limit'), 'quota'],
    ['wrong password', refused('auth', 535, '535 5.7.8 Username and Password not accepted'), 'mailbox'],
    ['basic auth off', refused('auth', 550, '550 5.7.30 Basic authentication is not supported'), 'mailbox'],
    ['auth busy', refused('auth', 454, '454 4.7.0 Temporary authentication failure'), 'retry'],
    ['sender refused', refused('mail', 550, '550 5.1.0 Sender refused'), 'mailbox'],
    [
      'sender not theirs, said late',
      refused('rcpt', 553, '553 5.7.1 <a@b.example>: Sender address rejected: not owned by user a'),
      'mailbox',
    ],
    ['account blocked', refused('body', 550, '550 5.1.8 Access denied, bad outbound sender'), 'mailbox'],
    ['send as denied', refused('body', 554, '554 5.2.252 SendAsDenied; a@b.example not allowed to send as c@b.example'), 'mailbox'],
    ['message too large', refused('mail', 552, '552 5.3.4 Message size exceeds fixed limit'), 'failed'],
    ['message that cannot be built', refused('mail', 554, '554 5.6.0 Not sent: Subject holds a line break.'), 'failed'],
    ['sign-in required', refused('mail', 530, '530 5.7.0 Authentication required'), 'mailbox'],
    ['no connection', broken('connect', 'ECONNREFUSED'), 'retry'],
    ['dropped before DATA', broken('rcpt'), 'retry'],
    ['dropped before 354', broken('data'), 'retry'],
    ['dropped after DATA', broken('body'), 'unknown'],
    ['bad certificate', broken('tls', 'SELF_SIGNED_CERT_IN_CHAIN'), 'mailbox'],
  ])('%s', (_name, outcome, kind) => {
    expect(classifyDelivery(outcome).kind).toBe(kind)
  })

  it('calls an address bad only when the server speaks of the address', () => {
    expect(classifyDelivery(refused('rcpt', 550, '550 5.1.1 No such user'))).toMatchObject({ badAddress: true })
    expect(classifyDelivery(refused('rcpt', 550, '550 5.7.1 Blocked by policy'))).toMatchObject({ badAddress: false })
    expect(classifyDelivery(refused('mail', 550, '550 5.1.1 sender unknown'))).toMatchObject({ kind: 'mailbox' })
    expect(classifyDelivery(refused('body', 552, '552 5.2.2 Mailbox full'))).toMatchObject({ badAddress: false })
  })

  it('blames the mailbox for the line, not for one recipient', () => {
    expect(classifyDelivery(refused('rcpt', 450, '450 4.2.0 later'))).toMatchObject({ mailbox: false })
    expect(classifyDelivery(broken('connect'))).toMatchObject({ mailbox: true })
  })

  it('keeps a hostile server text to one bounded line', () => {
    const delivery = classifyDelivery(refused('rcpt', 550, `550 no\r\nBcc: x@example.com\u0000${'x'.repeat(5000)}`))
    if (delivery.kind !== 'failed') throw new Error('expected a failure')
    expect(delivery.reason).not.toMatch(/[\r\n\0]/)
    expect(delivery.reason.length).toBeLessThan(350)
  })
})

describe('retries', () => {
  it('come later and later, and end', () => {
    const delays = Array.from({ length: maxAttempts }, (_, index) => retryDelayMs(index + 1, 0))
    expect(delays.at(-1)).toBeNull()
    const real = delays.slice(0, -1).map(Number)
    expect(real).toEqual([...real].sort((a, b) => a - b))
    expect(real[0]).toBe(5 * 60_000)
  })
})

describe('the gap', () => {
  it('lies around what was chosen and never far below it', () => {
    expect(nextSendAt(0, 120, 60, 0)).toBe(90_000)
    expect(nextSendAt(0, 120, 60, 0.5)).toBe(120_000)
    expect(nextSendAt(0, 120, 600, 0)).toBe(60_000)
    expect(nextSendAt(5, 0, 0, 0.9)).toBe(5)
  })
})
