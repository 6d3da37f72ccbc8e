import { ImapFlow, type ImapFlowError } from 'imapflow'
import type { Clock } from '../../ports/machine.ts'
import type { ConnectionProbe, MailAccount } from '../../ports/mail.ts'
import { MailReadError } from '../../ports/mail.ts'

import { mayConnect } from '../../rules/mailboxes/unencrypted.ts'
import { freshCredential, TokenError } from './oauth.ts'
import { noAuthOffered, replyLine, tokenRefused, unencryptedRefused } from './smtp-failure.ts'

/** All in milliseconds. */
export interface ImapTimeouts {
  /** From the look-up of the name to the end of TLS. */
  connectMs: number
  greetingMs: number
  /** Silence of the server while it owes an answer. */
  silenceMs: number
  /** One reading, filing or searching, from start to end. */
  wholeMs: number
}

export interface ClientOptions extends ImapTimeouts {
  /** Further trusted certificates (PEM); for tests. */
  ca: string | undefined
  /** How long one IDLE lasts before it is begun anew; null for connections that do not idle. */
  maxIdleMs: number | null
}

/** Why no connection was made, as facts. */
export class ImapConnectError extends Error {
  readonly probe: Extract<ConnectionProbe, { ok: false }>
  readonly permanent: boolean
  constructor(probe: Extract<ConnectionProbe, { ok: false }>, permanent: boolean) {
    super(probe.error)
    this.name = 'ImapConnectError'
    this.probe = probe
    this.permanent = permanent
  }
}

// A message is asked for in parts of bounded size; what a server sends beyond that ends the connection.
const literalLimit = 64 * 1024 * 1024

/**
 * Connects and signs in (RFC 9051; STARTTLS required where it is set).
 * @throws ImapConnectError
 */
export async function openClient(account: MailAccount, clock: Pick<Clock, 'now'>, options: ClientOptions): Promise<ImapFlow> {
  if (!mayConnect(account.imap, account.allowUnencrypted)) {
    throw failed('connect', unencryptedRefused, '', 'The connection would not be encrypted.', true)
  }
  const client = new ImapFlow({ ...(await signIn(account, clock)), ...connection(account, options) })
  // Errors reach whoever waits for an answer; without a listener they would end the process.
  client.on('error', () => {})
  try {
    await withDeadline(client.connect(), options.connectMs + options.greetingMs + options.silenceMs, client)
    return client
  } catch (error) {
    client.close()
    throw connectError(error)
  }
}

function connection(account: MailAccount, options: ClientOptions) {
  const { host, port, security } = account.imap
  return {
    host,
    port,
    secure: security === 'tls',
    // True: required. False: not even where it is offered.
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    tls: { minVersion: 'TLSv1.2' as const, rejectUnauthorized: !account.allowInvalidCertificate, ca: options.ca },
    // Mail is never logged.
    logger: false as const,
    clientInfo: { name: 'Campaign Desk' },
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: options.connectMs,
    greetingTimeout: options.greetingMs,
    socketTimeout: options.silenceMs,
    maxLineLength: literalLimit,
    maxLiteralSize: literalLimit,
    maxResponseSize: literalLimit + 1024 * 1024,
    ...(options.maxIdleMs === null ? {} : { maxIdleTime: options.maxIdleMs }),
  }
}

async function signIn(account: MailAccount, clock: Pick<Clock, 'now'>) {
  const { user } = account.imap
  try {
    const credential = await freshCredential(account, 'imap', clock)
    if (credential.kind === 'password') return { auth: { user, pass: credential.password } }
    return { auth: { user, accessToken: credential.accessToken ?? '' } }
  } catch (error) {
    const permanent = error instanceof TokenError && error.permanent
    throw failed('auth', tokenRefused, '', messageOf(error), permanent)
  }
}

/** RFC 5530 and big providers' words: it is the moment that is bad, and not the password. */
const passing = /UNAVAILABLE|INUSE|LIMIT|SERVERBUG|too many|temporar|try again|later|overload|\brate\b/i
const lasting = /AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|application-specific/i

function connectError(error: unknown): ImapConnectError {
  if (error instanceof ImapConnectError) return error
  const failure = error as ImapFlowError & { authenticationFailed?: boolean; response?: unknown; tlsFailed?: boolean; oauthError?: unknown }
  // The library gives the whole line, with the command's tag.
  const response = replyLine(textOf(failure.response)).replace(/^\S+ (NO|BAD) /, '')
  const code = typeof failure.code === 'string' ? failure.code : ''
  if (failure.authenticationFailed) {
    const words = response || messageOf(error)
    return failed('auth', failure.oauthError ? tokenRefused : code, words, words, lasting.test(words) || !passing.test(words))
  }
  if (/Unsupported authentication mechanism/.test(failure.message)) return failed('auth', noAuthOffered, '', failure.message, true)
  const tls =
    failure.tlsFailed === true ||
    /CERT|SIGNATURE|^ERR_TLS|^ERR_SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_|UPGRADE_TIMEOUT|AfterConnectTLS|STARTTLS/.test(code)
  return failed(tls ? 'tls' : 'connect', failure.tlsFailed && !code ? 'ETLS' : code || 'ESOCKET', response, messageOf(error), false)
}

function failed(
  stage: 'connect' | 'tls' | 'auth',
  errorCode: string,
  response: string,
  error: string,
  permanent: boolean,
): ImapConnectError {
  return new ImapConnectError({ ok: false, stage, replyCode: null, response, errorCode, error }, permanent)
}

/** Any failure of a connection or a command, as the port's error. */
export function readError(error: unknown): MailReadError {
  if (error instanceof MailReadError) return error
  if (error instanceof ImapConnectError) {
    const { stage } = error.probe
    const what = stage === 'auth' ? 'The IMAP server refused the sign-in' : 'The IMAP server could not be reached'
    return new MailReadError(`${what} (${replyLine(error.message).slice(0, 200)}).`, error.permanent)
  }
  const words = textOf((error as { responseText?: unknown }).responseText) || messageOf(error)
  return new MailReadError(`The IMAP server did not answer as it should (${replyLine(words).slice(0, 200)}).`, false)
}

/** Whether the server answered a command with NO or BAD: the connection is still good. */
export function isRefusal(error: unknown): boolean {
  const status = (error as { responseStatus?: unknown } | null)?.responseStatus
  return status === 'NO' || status === 'BAD'
}

/** Ends the connection when work on it takes too long: a server that stalls in the middle never answers. */
export async function withDeadline<T>(work: Promise<T>, ms: number, client: ImapFlow): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error('The server took too long'), { code: 'ETIMEDOUT' }))
      client.close()
    }, ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    // It lost the race, and fails once its connection is closed.
    work.catch(() => {})
  }
}

/** Says LOGOUT, and ends the connection within a second. */
export async function endClient(client: ImapFlow): Promise<void> {
  if (client.usable) await withDeadline(client.logout(), 1000, client).catch(() => {})
  client.close()
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
