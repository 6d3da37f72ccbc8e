import type { Clock, Log } from '../../ports/machine.ts'
import type { ConnectionProbe, MailAccount, Mailer, OutgoingMail } from '../../ports/mail.ts'
import { mayConnect } from '../../rules/mailboxes/unencrypted.ts'
import type { SendOutcome } from '../../rules/sending/send-outcome.ts'
import { compileMail, UnsafeMailError } from './mime.ts'
import { freshCredential, TokenError } from './oauth.ts'
import {
  badMessage,
  broken,
  outcomeOf,
  probeOf,
  refusal,
  replyLine,
  type SmtpFailure,
  tokenRefused,
  unencryptedRefused,
} from './smtp-failure.ts'
import { type Envelope, type Opened, openSession, type SessionOptions, type SmtpSession, type SmtpTimeouts } from './smtp-session.ts'

export interface SmtpMailerOptions extends Partial<SmtpTimeouts> {
  /** A kept connection is closed after so long without a message. */
  idleMs?: number
  /** After so long without a message, the server is asked whether it is still there before the next one. */
  probeAfterMs?: number
  /** Further trusted certificates (PEM); for tests. */
  ca?: string
}

const defaults = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 120_000, wholeMs: 300_000, idleMs: 30_000, probeAfterMs: 500 }

/** One mailbox's kept connection, and the end of the line of those who wait for it. */
interface Lane {
  session: SmtpSession | null
  /** Messages that are being sent, or wait for their turn. */
  busy: number
  tail: Promise<unknown>
  /** Performance milliseconds of the last message's end. */
  usedAt: number
  idle: NodeJS.Timeout | undefined
}

/**
 * Sends through SMTP (RFC 5321). One connection per mailbox is kept for a while and checked before it is used again;
 * once MAIL FROM was written, a message is never tried a second time: what happened is reported, and rules decide.
 */
export function createSmtpMailer(ports: { clock: Clock; log: Log }, options: SmtpMailerOptions = {}): Mailer {
  const settings = { ...defaults, ...options }
  const sessionOptions: SessionOptions = { ...settings, ca: options.ca }
  const lanes = new Map<number, Lane>()

  function laneOf(mailboxId: number): Lane {
    const lane = lanes.get(mailboxId) ?? { session: null, busy: 0, tail: Promise.resolve(), usedAt: 0, idle: undefined }
    lanes.set(mailboxId, lane)
    return lane
  }

  async function open(account: MailAccount): Promise<Opened> {
    if (!mayConnect(account.smtp, account.allowUnencrypted)) {
      return { ok: false, failure: broken('connect', unencryptedRefused, 'The connection would not be encrypted.') }
    }
    try {
      return await openSession(account, await freshCredential(account, 'smtp', ports.clock), sessionOptions)
    } catch (error) {
      return { ok: false, failure: tokenFailure(error) }
    }
  }

  /** The kept connection, once the server has shown that it is still there; null where it is not. */
  async function kept(lane: Lane): Promise<SmtpSession | null> {
    const { session } = lane
    if (!session?.alive()) return null
    const rested = performance.now() - lane.usedAt > settings.probeAfterMs
    if (!rested && !session.needsReset()) return session
    return (await session.reset()) ? session : null
  }

  async function deliver(account: MailAccount, lane: Lane, envelope: Envelope, raw: Buffer): Promise<SendOutcome> {
    clearTimeout(lane.idle)
    const session = await kept(lane)
    if (session) {
      const outcome = await session.send(envelope, raw)
      // It ended between the check and MAIL FROM: nothing of this message was written yet.
      if (outcome !== 'not_started') return outcome
    }
    lane.session = null
    const opened = await open(account)
    if (!opened.ok) return outcomeOf(opened.failure)
    lane.session = opened.session
    const outcome = await opened.session.send(envelope, raw)
    return outcome === 'not_started'
      ? outcomeOf(broken('connect', 'ECONNECTION', 'The server ended the connection after the sign-in.'))
      : outcome
  }

  function rest(lane: Lane): void {
    lane.usedAt = performance.now()
    clearTimeout(lane.idle)
    if (!lane.session?.alive()) {
      lane.session = null
      return
    }
    lane.idle = setTimeout(() => {
      const { session } = lane
      lane.session = null
      void session?.quit()
    }, settings.idleMs)
    lane.idle.unref()
  }

  return {
    compile: compileMail,

    async send(account, mail) {
      const compiled = await compileOrRefuse(mail)
      if (!Buffer.isBuffer(compiled)) return compiled
      const lane = laneOf(account.mailboxId)
      const envelope = { from: mail.from.address, to: mail.to.address }
      lane.busy++
      const turn = lane.tail.then(() => deliver(account, lane, envelope, compiled)).catch(unforeseen)
      lane.tail = turn.then(async () => {
        lane.busy--
        // A lane that was closed meanwhile is nobody's any more.
        if (lanes.get(account.mailboxId) === lane) rest(lane)
        else if (lane.busy === 0) await lane.session?.quit()
      })
      return turn
    },

    async verify(account): Promise<ConnectionProbe> {
      const opened = await open(account)
      if (!opened.ok) return probeOf(opened.failure)
      await opened.session.quit()
      return { ok: true, notes: account.smtp.user === '' ? ['The SMTP server takes mail without a sign-in.'] : [] }
    },

    async close(mailboxId) {
      const ids = mailboxId === undefined ? [...lanes.keys()] : [mailboxId]
      await Promise.all(ids.map((id) => retire(id)))
    },
  }

  /** A connection in use ends by itself after its message; one that rests ends now. */
  async function retire(id: number): Promise<void> {
    const lane = lanes.get(id)
    if (!lane) return
    lanes.delete(id)
    clearTimeout(lane.idle)
    if (lane.busy === 0) await lane.session?.quit()
  }
}

/** A mistake of ours in the middle of a conversation: whether the message left is not known. */
function unforeseen(error: unknown): SendOutcome {
  return outcomeOf(broken('body', 'EINTERNAL', replyLine(String(error))))
}

async function compileOrRefuse(mail: OutgoingMail): Promise<Buffer | SendOutcome> {
  try {
    return await compileMail(mail)
  } catch (error) {
    const reason = error instanceof UnsafeMailError ? error.message : 'The message could not be built'
    return outcomeOf(refusal('mail', 554, `5.6.0 Not sent: ${reason}.`, badMessage))
  }
}

function tokenFailure(error: unknown): SmtpFailure {
  if (!(error instanceof TokenError)) return broken('connect', 'ESOCKET', replyLine(String(error)))
  if (error.permanent) return refusal('auth', 535, `5.7.8 ${replyLine(error.message)}`, tokenRefused)
  return broken('auth', tokenRefused, replyLine(error.message))
}
