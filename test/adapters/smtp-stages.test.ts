/** What every fault of a server comes out as, and how often the server saw the message. */
import { afterEach, describe, expect, it } from 'vitest'
import { createSmtpMailer, type SmtpMailerOptions } from '../../src/main/engine/adapters/smtp.ts'
import type { Mailer, SendOutcome } from '../../src/main/engine/ports.ts'
import { fakeAccount, fakeMail, quietLog, systemClock } from '../fakes/mail.ts'
import { type FaultySmtp, type FaultySmtpScript, type SmtpFault, startFaultySmtp } from '../fakes/smtp.ts'

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
