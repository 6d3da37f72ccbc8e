/** What every fault of a server comes out as, and how often the server saw the message. */
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createSmtpMailer, type SmtpMailerOptions } from '../../src/main/engine/adapters/mail/smtp.ts'
import type { Mailer } from '../../src/main/engine/ports/mail.ts'
import type { SendOutcome } from '../../src/main/engine/rules/sending/send-outcome.ts'

import { fakeAccount, fakeMail, quietLog, systemClock, until } from '../fakes/mail.ts'
import { type FaultySmtp, type FaultySmtpScript, type SmtpFault, type SmtpPoint, startFaultySmtp } from '../fakes/smtp.ts'

const quick: SmtpMailerOptions = { connectMs: 400, greetingMs: 200, silenceMs: 300, wholeMs: 600 }
const pipelined = ['PIPELINING', '8BITMIME', 'SMTPUTF8']
const lockstep = ['8BITMIME']

let server: FaultySmtp
let mailer: Mailer

async function sendTo(script: FaultySmtpScript, options: SmtpMailerOptions = quick): Promise<SendOutcome> {
  server = await startFaultySmtp(script)
  mailer = createSmtpMailer({ clock: systemClock, log: quietLog }, options)
  return mailer.send(fakeAccount({ smtp: { port: server.port } }), fakeMail())
}

afterEach(async () => {
  await mailer.close()
  await server.stop()
})

interface Case {
  name: string
  fault: SmtpFault | SmtpFault[]
  outcome: Record<string, unknown>
  /** Times the whole message reached the server, and was taken by it. Default none. */
  seen?: number
  accepted?: number
}

const refused = (stage: string, replyCode: number) => ({ kind: 'refused', stage, replyCode })
const broken = (stage: unknown, errorCode?: string) => ({ kind: 'broken', stage, ...(errorCode ? { errorCode } : {}) })

const cases: Case[] = [
  {
    name: '421 as greeting',
    fault: { at: 'greeting', do: 'reply', code: 421, text: '4.3.2 busy', close: true },
    outcome: refused('connect', 421),
  },
  {
    name: '554 as greeting',
    fault: { at: 'greeting', do: 'reply', code: 554, text: '5.7.1 no', close: true },
    outcome: refused('connect', 554),
  },
  { name: 'closed instead of a greeting', fault: { at: 'greeting', do: 'close' }, outcome: broken('connect', 'ECONNECTION') },
  { name: 'no greeting', fault: { at: 'greeting', do: 'hang' }, outcome: broken('connect', 'GREETING_TIMEOUT') },
  { name: 'a dripping greeting', fault: { at: 'greeting', do: 'trickle', everyMs: 20 }, outcome: broken('connect', 'GREETING_TIMEOUT') },
  { name: 'closed at EHLO', fault: { at: 'ehlo', do: 'close' }, outcome: broken('connect', 'ECONNECTION') },
  { name: '421 at EHLO', fault: { at: 'ehlo', do: 'reply', code: 421, text: 'bye', close: true }, outcome: refused('connect', 421) },

  { name: '450 at MAIL', fault: { at: 'mail', do: 'reply', code: 450, text: '4.7.1 later' }, outcome: refused('mail', 450) },
  { name: '550 at MAIL', fault: { at: 'mail', do: 'reply', code: 550, text: '5.7.1 no' }, outcome: refused('mail', 550) },
  { name: '421 at MAIL', fault: { at: 'mail', do: 'reply', code: 421, text: '4.7.0 bye', close: true }, outcome: refused('mail', 421) },
  { name: 'closed at MAIL', fault: { at: 'mail', do: 'close' }, outcome: broken('mail', 'ECONNECTION') },
  { name: 'reset at MAIL', fault: { at: 'mail', do: 'reset' }, outcome: broken('mail') },
  { name: 'hangs at MAIL', fault: { at: 'mail', do: 'hang' }, outcome: broken('mail', 'SOCKET_TIMEOUT') },

  { name: '450 at RCPT', fault: { at: 'rcpt', do: 'reply', code: 450, text: '4.2.1 greylisted' }, outcome: refused('rcpt', 450) },
  { name: '550 at RCPT', fault: { at: 'rcpt', do: 'reply', code: 550, text: '5.1.1 no such user' }, outcome: refused('rcpt', 550) },
  { name: '552 at RCPT', fault: { at: 'rcpt', do: 'reply', code: 552, text: '5.2.2 full' }, outcome: refused('rcpt', 552) },
  { name: '421 at RCPT', fault: { at: 'rcpt', do: 'reply', code: 421, text: '4.7.0 bye', close: true }, outcome: refused('rcpt', 421) },
  { name: 'closed at RCPT', fault: { at: 'rcpt', do: 'close' }, outcome: broken('rcpt', 'ECONNECTION') },
  { name: 'hangs at RCPT', fault: { at: 'rcpt', do: 'hang' }, outcome: broken('rcpt', 'SOCKET_TIMEOUT') },
  { name: 'drips at RCPT', fault: { at: 'rcpt', do: 'trickle', everyMs: 20 }, outcome: broken('rcpt', 'ETIMEDOUT') },
  {
    name: 'one reply too many at RCPT (which would pass for the one to DATA)',
    fault: { at: 'rcpt', do: 'inject', bytes: '250 2.0.0 Ok\r\n' },
    outcome: broken('data'),
  },

  { name: '451 at DATA', fault: { at: 'data', do: 'reply', code: 451, text: '4.3.0 later' }, outcome: refused('data', 451) },
  { name: '554 at DATA', fault: { at: 'data', do: 'reply', code: 554, text: '5.5.1 no' }, outcome: refused('data', 554) },
  { name: '250 at DATA', fault: { at: 'data', do: 'reply', code: 250, text: 'what?' }, outcome: broken('data', 'EPROTOCOL') },
  { name: 'closed at DATA', fault: { at: 'data', do: 'close' }, outcome: broken('data', 'ECONNECTION') },
  { name: 'hangs at DATA', fault: { at: 'data', do: 'hang' }, outcome: broken('data', 'SOCKET_TIMEOUT') },

  {
    name: 'a 250 together with 354',
    fault: { at: 'body_start', do: 'inject', bytes: '250 2.0.0 Ok\r\n' },
    outcome: broken('data', 'EPROTOCOL'),
  },
  { name: 'closed after 354', fault: { at: 'body_start', do: 'close' }, outcome: broken(expect.stringMatching(/^(data|body)$/)) },
  { name: 'hangs after 354', fault: { at: 'body_start', do: 'hang' }, outcome: broken('body', 'SOCKET_TIMEOUT') },

  {
    name: '450 after the body',
    fault: { at: 'body', do: 'reply', code: 450, text: '4.2.0 later' },
    outcome: refused('body', 450),
    seen: 1,
  },
  { name: '550 after the body', fault: { at: 'body', do: 'reply', code: 550, text: '5.7.1 spam' }, outcome: refused('body', 550), seen: 1 },
  { name: '552 after the body', fault: { at: 'body', do: 'reply', code: 552, text: '5.3.4 big' }, outcome: refused('body', 552), seen: 1 },
  {
    name: '421 after the body',
    fault: { at: 'body', do: 'reply', code: 421, text: '4.3.2 bye', close: true },
    outcome: refused('body', 421),
    seen: 1,
  },
  { name: '354 after the body', fault: { at: 'body', do: 'reply', code: 354, text: 'again?' }, outcome: broken('body'), seen: 1 },
  { name: 'words after the body', fault: { at: 'body', do: 'inject', bytes: 'hello?\r\n' }, outcome: broken('body'), seen: 1, accepted: 1 },
  {
    name: 'closed after the final dot, message taken',
    fault: { at: 'body', do: 'close' },
    outcome: broken('body', 'ECONNECTION'),
    seen: 1,
    accepted: 1,
  },
  { name: 'reset after the final dot, message taken', fault: { at: 'body', do: 'reset' }, outcome: broken('body'), seen: 1, accepted: 1 },
  { name: 'hangs after the final dot', fault: { at: 'body', do: 'hang' }, outcome: broken('body', 'SOCKET_TIMEOUT'), seen: 1, accepted: 1 },
  {
    name: 'drips after the final dot',
    fault: { at: 'body', do: 'trickle', everyMs: 20 },
    outcome: broken('body', 'ETIMEDOUT'),
    seen: 1,
    accepted: 1,
  },
  {
    name: 'half a reply after the final dot',
    fault: [
      { at: 'body', do: 'inject', bytes: '250 2.0' },
      { at: 'body', do: 'close' },
    ],
    outcome: broken('body'),
    seen: 1,
    accepted: 1,
  },
  {
    name: 'half a multi-line reply',
    fault: [
      { at: 'body', do: 'inject', bytes: '250-2.0.0 Ok\r\n' },
      { at: 'body', do: 'close' },
    ],
    outcome: broken('body'),
    seen: 1,
    accepted: 1,
  },
  { name: 'a slow reply', fault: { at: 'body', do: 'slow', ms: 150 }, outcome: { kind: 'accepted' }, seen: 1, accepted: 1 },
  { name: 'accepted, then closed', fault: { at: 'body', do: 'accept_and_close' }, outcome: { kind: 'accepted' }, seen: 1, accepted: 1 },
]

for (const [mode, extensions] of [
  ['pipelined', pipelined],
  ['one command at a time', lockstep],
] as const) {
  describe(`SMTP faults, ${mode}`, () => {
    it.each(cases)('$name', async ({ fault, outcome, seen = 0, accepted = 0 }) => {
      const result = await sendTo({ extensions: [...extensions], fault: () => fault })
      expect(result).toMatchObject(outcome)
      expect(server.seen).toHaveLength(seen)
      expect(server.accepted).toHaveLength(accepted)
      const senders = server.commands.filter((line) => line.startsWith('MAIL'))
      expect(senders.length).toBeLessThanOrEqual(1)
      expect(server.connections.made).toBe(1)
    })
  })
}

describe('any run of faults over kept connections', () => {
  const text = fc.constantFrom('4.2.0 later', '5.1.1 no')
  const reply = (at: SmtpPoint) =>
    fc.record({
      at: fc.constant(at),
      do: fc.constant('reply' as const),
      code: fc.constantFrom(421, 450, 451, 550, 552, 554),
      text,
      close: fc.boolean(),
    })
  const inject = (at: SmtpPoint) =>
    fc.record({
      at: fc.constant(at),
      do: fc.constant('inject' as const),
      bytes: fc.constantFrom('250 2.0.0 Ok\r\n', '354 go\r\n', '450 no\r\n', 'x\r\n', '250-', '\r\n'),
    })
  const end = (at: SmtpPoint) => fc.record({ at: fc.constant(at), do: fc.constantFrom('close' as const, 'reset' as const) })
  const points: SmtpPoint[] = ['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'body_start', 'body', 'rset']
  const fault: fc.Arbitrary<SmtpFault | null> = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    // No words before the last reply to a message: no client can tell them from that reply.
    ...points.flatMap((at) => [reply(at), end(at), ...(at === 'body' ? [] : [inject(at)])]),
    fc.constant<SmtpFault>({ at: 'body', do: 'accept_and_close' }),
  )

  async function sendAndCheck(): Promise<void> {
    const mail = fakeMail()
    const before = senders()
    const outcome = await mailer.send(fakeAccount({ smtp: { port: server.port } }), mail)
    // What the server still reads of a connection that was given up counts too.
    if (outcome.kind === 'broken') await until(() => server.connections.open === 0)
    const taken = server.accepted.filter(({ messageId }) => messageId === mail.messageId).length
    const unknown = outcome.kind === 'broken' && outcome.stage === 'body'
    expect(senders() - before).toBeLessThanOrEqual(1)
    expect(taken).toBeLessThanOrEqual(1)
    if (!unknown) expect(taken).toBe(outcome.kind === 'accepted' ? 1 : 0)
  }

  const senders = () => server.commands.filter((line) => line.startsWith('MAIL')).length

  it('never says that a message was refused that was taken, nor sent that was not, and tries each once', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 6 }), fc.boolean(), async (faults, pipelining) => {
        let current = 0
        server = await startFaultySmtp({ extensions: [...(pipelining ? pipelined : lockstep)], fault: () => faults[current] ?? null })
        mailer = createSmtpMailer({ clock: systemClock, log: quietLog }, { ...quick, probeAfterMs: 0 })
        try {
          for (current = 0; current < faults.length; current++) await sendAndCheck()
        } finally {
          await mailer.close()
          await server.stop()
        }
      }),
      { numRuns: 150 },
    )
  })
})
