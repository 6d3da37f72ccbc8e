import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { Clock, Instant } from '../../src/main/engine/ports/machine.ts'

/** A message that the server took, with the demo's time at which it came. */
export interface TakenMessage {
  at: Instant
  envelopeFrom: string
  /** Lower case. */
  to: string
  /** The name beside it. */
  toName: string
  messageId: string
  inReplyTo: string
  subject: string
  text: string
  /** The URI of List-Unsubscribe, without its brackets; empty where there is none. */
  unsubscribe: string
  raw: Buffer
}

/** One RCPT command and what it was answered. */
export interface Attempt {
  at: Instant
  /** Lower case. */
  to: string
  code: number
}

export interface Reply {
  code: number
  text: string
}

export interface SmtpSandbox {
  port: number
  /** In the order in which they were taken. */
  taken: TakenMessage[]
  attempts: Attempt[]
  stop(): Promise<void>
}

export interface SmtpSandboxOptions {
  clock: Clock
  user: string
  password: string
  /** Asked for each RCPT; null accepts. */
  answerTo(address: string): Reply | null
  /** Called before a message is answered with 250. */
  onTaken(message: TakenMessage): Promise<void>
}

/** A real SMTP server on loopback that keeps what it takes. Nothing is passed on to anywhere. */
export async function startSmtpSandbox(options: SmtpSandboxOptions): Promise<SmtpSandbox> {
  const taken: TakenMessage[] = []
  const attempts: Attempt[] = []

  async function take(raw: Buffer, envelope: { from: string; to: string[] }): Promise<void> {
    const at = options.clock.now()
    const facts = await readMessage(raw)
    for (const to of envelope.to) {
      const message = { ...facts, at, to: to.toLowerCase(), envelopeFrom: envelope.from, raw }
      taken.push(message)
      await options.onTaken(message)
    }
  }

  const server = new SMTPServer({
    banner: 'Campaign Desk demo',
    logger: false,
    disableReverseLookup: true,
    // In clear, and only on loopback.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    closeTimeout: 1000,
    onAuth(auth, _session, callback) {
      if (auth.username === options.user && auth.password === options.password) return callback(null, { user: options.user })
      callback(refusal({ code: 535, text: '5.7.8 Authentication failed' }))
    },
    onRcptTo({ address }, _session, callback) {
      const to = address.toLowerCase()
      const answer = options.answerTo(to)
      attempts.push({ at: options.clock.now(), to, code: answer?.code ?? 250 })
      callback(answer ? refusal(answer) : null)
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      const { mailFrom, rcptTo } = session.envelope
      const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', callback)
      stream.on('end', () => {
        take(Buffer.concat(chunks), envelope).then(() => callback(null, '2.0.0 Taken'), callback)
      })
    },
  })
  // A client that hangs up in the middle is not a problem of this server.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    attempts,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function readMessage(raw: Buffer) {
  const mail = await simpleParser(raw)
  const unsubscribe = mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? ''
  const recipient = Array.isArray(mail.to) ? mail.to[0] : mail.to
  return {
    toName: recipient?.value[0]?.name ?? '',
    messageId: mail.messageId ?? '',
    inReplyTo: mail.inReplyTo ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    unsubscribe: /<(mailto:[^>]+)>/.exec(unsubscribe.replace(/\s+/g, ''))?.[1] ?? '',
  }
}

function refusal({ code, text }: Reply): Error {
  return Object.assign(new Error(text), { responseCode: code })
}
