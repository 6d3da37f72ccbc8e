import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Credential } from '../../../../shared/schemas/mailboxes.ts'
import type { MailAccount } from '../../ports/mail.ts'
import { isLoopback } from '../../rules/mailboxes/unencrypted.ts'
import type { SendOutcome, SmtpStage } from '../../rules/sending/send-outcome.ts'
import {
  broken,
  failureOf,
  noAuthOffered,
  outcomeOf,
  protocolError,
  refusal,
  replyLine,
  type SmtpFailure,
  tokenRefused,
} from './smtp-failure.ts'
import { closed, Link, timedOut } from './smtp-link.ts'
import { createWire, type Wire } from './smtp-wire.ts'

/** All in milliseconds. */
export interface SmtpTimeouts {
  /** From the look-up of the name to the end of STARTTLS. */
  connectMs: number
  greetingMs: number
  /** Silence of the server, at any time. */
  silenceMs: number
  /** Sign-in, or one message, from start to end: a server that drips bytes is not silent. */
  wholeMs: number
}

export interface SessionOptions extends SmtpTimeouts {
  /** Further trusted certificates (PEM); for tests. */
  ca: string | undefined
}

export interface Envelope {
  from: string
  to: string
}

/** Signed in, and ready for one message after the other. */
export interface SmtpSession {
  /** False once the connection has ended, or may not be used again. */
  alive(): boolean
  /**
   * Puts one message on the wire, once. `not_started`: the connection had ended before MAIL FROM was written, so that
   * another connection may be tried.
   */
  send(envelope: Envelope, raw: Buffer): Promise<SendOutcome | 'not_started'>
  /** RSET: whether the server still answers, with no message open. */
  reset(): Promise<boolean>
  /** Whether a message was begun and not accepted, so that RSET is due before the next one. */
  needsReset(): boolean
  /** Says QUIT, and ends the connection within a second. */
  quit(): Promise<void>
  /** Ends the connection at once. */
  drop(): void
}

export type Opened = { ok: true; session: SmtpSession } | { ok: false; failure: SmtpFailure }

/** Our name for the token sign-in: the library's own XOAUTH2 would ask Google for a new token, and lose the reply. */
const tokenMethod = 'BEARER-TOKEN'

/**
 * Connects and signs in. TLS is 1.2 or newer and verified, STARTTLS is required where it is set (RFC 8314), and no
 * sign-in is sent where the server announces none.
 */
export async function openSession(account: MailAccount, credential: Credential, options: SessionOptions): Promise<Opened> {
  const wire = createWire()
  const link = new Link(connectionFor(account, options, wire))
  const failed =
    (await link.run('connect', options.connectMs + options.greetingMs, (done) => link.connection.connect(done))) ??
    (await signIn(link, account, credential, options))
  if (failed) {
    link.connection.close()
    return { ok: false, failure: failed }
  }
  return { ok: true, session: new Session(link, wire, options) }
}

function connectionFor(account: MailAccount, options: SessionOptions, wire: Wire): SMTPConnection {
  const { host, port, security } = account.smtp
  return new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // Says nothing about this machine.
    name: '[127.0.0.1]',
    connectionTimeout: options.connectMs,
    greetingTimeout: options.greetingMs,
    dnsTimeout: options.connectMs,
    socketTimeout: options.silenceMs,
    socketCloseTimeout: 1000,
    maxResponseSize: 64 * 1024,
    allowInternalNetworkInterfaces: isLoopback(host),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !account.allowInvalidCertificate, ca: options.ca },
    // Kept in memory by `wire`, never written anywhere.
    logger: wire.logger,
    transactionLog: true,
    customAuth: { [tokenMethod]: (context) => sendToken(context.auth.credentials, context.sendCommand) },
  })
}

async function signIn(link: Link, account: MailAccount, credential: Credential, options: SessionOptions): Promise<SmtpFailure | null> {
  const { user } = account.smtp
  if (user === '') return null
  if (!link.connection.allowsAuth) {
    return refusal('auth', 504, 'The server offers no sign-in (AUTH).', noAuthOffered)
  }
  const auth =
    credential.kind === 'password' ? { user, pass: credential.password } : { user, pass: credential.accessToken ?? '', method: tokenMethod }
  return link.run('auth', options.wholeMs, (done) => link.connection.login(auth, done))
}

/** SASL XOAUTH2. The server may answer 334 with the reason as JSON, and says its no after an empty line. */
async function sendToken(
  credentials: { user: string; pass: string },
  sendCommand: (command: string) => Promise<{ status: number }>,
): Promise<void> {
  const token = Buffer.from(`user=${credentials.user}\u0001auth=Bearer ${credentials.pass}\u0001\u0001`).toString('base64')
  const first = await sendCommand(`AUTH XOAUTH2 ${token}`)
  const last = first.status === 334 ? await sendCommand('') : first
  if (last.status !== 235) throw Object.assign(new Error('The server refused the token'), { code: tokenRefused })
}

class Session implements SmtpSession {
  private readonly link: Link
  private readonly wire: Wire
  private readonly options: SessionOptions
  private unclean = false

  constructor(link: Link, wire: Wire, options: SessionOptions) {
    this.link = link
    this.wire = wire
    this.options = options
  }

  alive(): boolean {
    const socket = this.link.connection._socket
    return this.link.ended === null && !!socket && socket.writable && !socket.readableEnded
  }

  needsReset(): boolean {
    return this.unclean
  }

  async reset(): Promise<boolean> {
    // Lets the end of a connection that the server closed meanwhile be noticed.
    await nextTurn()
    if (!this.alive()) return false
    const failed = await this.link.run('mail', this.options.silenceMs, (done) => this.link.connection.reset(done))
    if (failed) this.drop()
    else this.unclean = false
    return !failed && this.alive()
  }

  async send(envelope: Envelope, raw: Buffer): Promise<SendOutcome | 'not_started'> {
    const { wire } = this
    if (!this.alive()) return 'not_started'
    if (needsUtf8(envelope) && !/[ -]SMTPUTF8\b/i.test(wire.ehlo)) {
      return outcomeOf(refusal('rcpt', 553, '5.6.7 The server takes no addresses with letters beyond ASCII (SMTPUTF8).', ''))
    }
    wire.startMessage()
    this.unclean = true
    const outcome = await this.converse(envelope, raw)
    // A reply too many, in the same packet as the last one, is noticed before the next message.
    await nextTurn()
    if (outcome.kind === 'accepted') this.unclean = false
    if (outcome.kind === 'broken' || wire.repliedEarly()) this.drop()
    return outcome.kind === 'broken' && !wire.senderWritten() ? 'not_started' : outcome
  }

  private converse(envelope: Envelope, raw: Buffer): Promise<SendOutcome> {
    const { wire, link } = this
    return new Promise((resolve) => {
      const finish = (outcome: SendOutcome) => {
        clearTimeout(timer)
        forget()
        resolve(outcome)
      }
      const timer = setTimeout(() => finish(outcomeOf(failureOf(timedOut(), wire.stage()))), this.options.wholeMs)
      const forget = link.onEnd((error) => finish(this.failure(error)))
      const body = bodyStream(raw, () => {
        if (wire.wantsBody() && !wire.repliedEarly()) {
          wire.startBody()
          return true
        }
        finish(outcomeOf(broken(wire.stage(), protocolError, 'The server answered something else than 354 to DATA, or answered twice.')))
        this.drop()
        return false
      })
      link.connection.send({ from: envelope.from, to: [envelope.to], size: raw.length }, body, (error, info) => {
        if (error) finish(this.failure(error))
        else if (wire.repliedEarly())
          finish(outcomeOf(broken(wire.stage(), protocolError, 'The server answered before it had the message.')))
        else finish({ kind: 'accepted', response: replyLine(info?.response ?? '') })
      })
    })
  }

  /** The library names the command that a reply answered; otherwise the wire knows how far we came. */
  private failure(error: Error): SendOutcome {
    const { command, code, response } = error as { command?: string; code?: string; response?: string }
    if (code === 'EMESSAGE' && command === 'MAIL FROM' && !response)
      return outcomeOf(refusal('mail', 552, `5.3.4 ${error.message} bytes`, ''))
    const reached = response ? this.wire.repliedStage() : this.wire.stage()
    return outcomeOf(failureOf(error, stageOf(command, code, this.wire) ?? reached))
  }

  async quit(): Promise<void> {
    if (this.alive()) await this.link.run('connect', 1000, () => this.link.connection.quit())
    this.drop()
  }

  drop(): void {
    this.link.connection.close()
    this.link.ended ??= closed()
  }
}

function stageOf(command: string | undefined, code: string | undefined, wire: Wire): SmtpStage | null {
  if (command === 'MAIL FROM') return 'mail'
  if (command === 'RCPT TO') return 'rcpt'
  if (command === 'DATA') return code === 'EMESSAGE' ? wire.stage() : 'data'
  return null
}

/**
 * The body, given away when the library asks for it after DATA, and one turn later: replies that came together with
 * 354 have been seen by then.
 */
function bodyStream(raw: Buffer, mayLeave: () => boolean): Readable {
  let asked = false
  return new Readable({
    read() {
      if (asked) return
      asked = true
      setImmediate(() => {
        if (this.destroyed || !mayLeave()) return
        this.push(raw)
        this.push(null)
      })
    },
  })
}

function needsUtf8(envelope: Envelope): boolean {
  return /[^\x20-\x7e]/.test(envelope.from + envelope.to)
}
