/**
 * A real SMTP server on loopback: accepts mail, keeps it, and can be asked what came. For broken servers see
 * smtp-faulty.ts, which this file passes on.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export { type FaultySmtp, type FaultySmtpScript, type SmtpFault, type SmtpPoint, startFaultySmtp } from './smtp-faulty.ts'

export interface ReceivedMail {
  envelope: { from: string; to: string[] }
  /** The message as it came over the wire, CRLF lines, dot-stuffing undone. */
  raw: string
  /** Header fields by lower-case name, unfolded, the first of each name, encoded words as they are. */
  headers: Record<string, string>
  messageId: string
  to: string
  subject: string
  inReplyTo: string
  /** Wall-clock milliseconds. */
  receivedAt: number
  /** The user that signed in; empty where nobody did. */
  user: string
}

export interface SmtpOptions {
  /** Fixed port; left out: any free one. */
  port?: number
  /** Sign-in is required, and only this user and password (or access token) pass. Left out: no AUTH is offered. */
  auth?: { user: string; password?: string; accessToken?: string }
  /** Default `none`. `starttls` is offered, and nothing else is answered before it. */
  security?: 'tls' | 'starttls' | 'none'
  /** PEM; needed for tls and starttls. */
  key?: string
  cert?: string
  /** Bytes, announced as SIZE. */
  maxSize?: number
  /** Asked for each RCPT. A reply with a code ≥ 400 refuses the recipient. */
  onRecipient?(address: string): { code: number; text: string } | null
  /** Asked after the body. A reply with a code ≥ 400 refuses the message, which is then not kept. */
  onMessage?(mail: ReceivedMail): { code: number; text: string } | null | Promise<{ code: number; text: string } | null>
}

export interface FakeSmtp {
  port: number
  /** In the order in which they were accepted. */
  received: ReceivedMail[]
  /** Connections made so far, and those open now. */
  connections: { made: number; open: number }
  stop(): Promise<void>
}

/** Starts the server on 127.0.0.1 and resolves when it listens. */
export async function startSmtp(options: SmtpOptions = {}): Promise<FakeSmtp> {
  const received: ReceivedMail[] = []
  const connections = { made: 0, open: 0 }
  const security = options.security ?? 'none'
  const server = new SMTPServer({
    secure: security === 'tls',
    key: options.key,
    cert: options.cert,
    banner: 'fake',
    size: options.maxSize,
    disableReverseLookup: true,
    closeTimeout: 1000,
    socketTimeout: 60_000,
    logger: false,
    authOptional: !options.auth,
    authMethods: options.auth?.accessToken ? ['PLAIN', 'LOGIN', 'XOAUTH2'] : ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: [...(options.auth ? [] : ['AUTH']), ...(security === 'starttls' ? [] : ['STARTTLS'])],
    onConnect(_session, callback) {
      connections.made++
      connections.open++
      callback()
    },
    onClose() {
      connections.open--
    },
    onAuth(auth, _session, callback) {
      const expected = options.auth
      const matches =
        expected !== undefined &&
        auth.username === expected.user &&
        (auth.method === 'XOAUTH2' ? auth.accessToken === expected.accessToken : auth.password === expected.password)
      if (matches) return callback(null, { user: expected.user })
      if (auth.method === 'XOAUTH2')
        return callback(null, { data: { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' } })
      callback(replyError({ code: 535, text: '5.7.8 Error: authentication failed' }))
    },
    onRcptTo(address, _session, callback) {
      const reply = options.onRecipient?.(address.address) ?? null
      callback(reply && reply.code >= 400 ? replyError(reply) : null)
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', (error) => callback(error))
      stream.on('end', async () => {
        if (stream.sizeExceeded) return callback(replyError({ code: 552, text: '5.3.4 Message too big' }))
        const from = session.envelope.mailFrom
        const mail = receivedMail(Buffer.concat(chunks).toString('latin1'), {
          from: from ? from.address : '',
          to: session.envelope.rcptTo.map((recipient) => recipient.address),
          user: typeof session.user === 'string' ? session.user : '',
        })
        const reply = (await options.onMessage?.(mail)) ?? null
        if (reply && reply.code >= 400) return callback(replyError(reply))
        received.push(mail)
        callback(null, reply?.text ?? `2.0.0 Ok: queued as ${received.length}`)
      })
    },
  })
  // A client that goes away in the middle is not a problem of this server.
  server.on('error', () => {})
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Reads the header fields that tests ask for. `raw` is latin1 text, one character a byte. */
export function receivedMail(raw: string, envelope: { from: string; to: string[]; user?: string }): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n')
  const head = (end < 0 ? raw : raw.slice(0, end)).replace(/\r\n[ \t]+/g, ' ')
  const headers: Record<string, string> = {}
  for (const field of head.split('\r\n')) {
    const colon = field.indexOf(':')
    if (colon < 1) continue
    headers[field.slice(0, colon).toLowerCase()] ??= field.slice(colon + 1).trim()
  }
  return {
    envelope: { from: envelope.from, to: envelope.to },
    raw: Buffer.from(raw, 'latin1').toString('utf8'),
    headers,
    messageId: headers['message-id'] ?? '',
    to: headers.to ?? '',
    subject: headers.subject ?? '',
    inReplyTo: headers['in-reply-to'] ?? '',
    receivedAt: Date.now(),
    user: envelope.user ?? '',
  }
}

function replyError(reply: { code: number; text: string }): Error {
  return Object.assign(new Error(reply.text), { responseCode: reply.code })
}
