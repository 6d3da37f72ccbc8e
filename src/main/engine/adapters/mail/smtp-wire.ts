import type { SmtpStage } from '../../rules/sending/send-outcome.ts'

/** The library's log interface: with `transactionLog` every command and every reply passes through it. */
interface WireLogger {
  level(): void
  trace(): void
  debug(entry: unknown, message: unknown): void
  info(entry: unknown): void
  warn(): void
  error(): void
  fatal(): void
}

/**
 * What passed over one connection, read from the library's transaction log (kept in memory only; it hides secrets).
 * Replies are counted against commands, because a lost connection is reported by the library without saying how far
 * the conversation had come.
 */
export interface Wire {
  logger: WireLogger
  /** The reply to EHLO, the last one (after STARTTLS there is a second). */
  ehlo: string
  /** Forgets the message before. */
  startMessage(): void
  /** The stage of the current message: that of the first command without a reply. */
  stage(): SmtpStage
  /** The stage that the last reply spoke of. */
  repliedStage(): SmtpStage
  /** Whether MAIL FROM was written. */
  senderWritten(): boolean
  /** Whether the server has said 354, so that the body may leave. */
  wantsBody(): boolean
  /** Whether a reply came while the body was still being written. */
  repliedEarly(): boolean
  /** The body's first bytes are about to leave. */
  startBody(): void
}

export function createWire(): Wire {
  let expected: SmtpStage[] = []
  let dataReply = ''
  let body: 'none' | 'started' | 'ended' = 'none'
  let early = false
  let lastCommand = ''
  let sender = false
  let replied: SmtpStage = 'connect'
  const wire: Wire = {
    ehlo: '',
    startMessage() {
      expected = []
      dataReply = ''
      body = 'none'
      early = false
      sender = false
    },
    repliedStage: () => replied,
    senderWritten: () => sender,
    stage: () => (body === 'none' ? (expected[0] ?? 'data') : 'body'),
    wantsBody: () => /^354/.test(dataReply),
    repliedEarly: () => early,
    startBody() {
      body = 'started'
    },
    logger: {
      level() {},
      trace() {},
      warn() {},
      error() {},
      fatal() {},
      debug(entry, message) {
        const kind = (entry as { tnx?: unknown }).tnx
        if (kind === 'client') command(String(message))
        else if (kind === 'server') reply(String(message))
      },
      info(entry) {
        // Said once, when the final dot was handed to the socket.
        if ((entry as { tnx?: unknown }).tnx === 'message') body = 'ended'
      },
    },
  }
  function command(line: string): void {
    lastCommand = line.slice(0, 4).toUpperCase()
    if (lastCommand === 'MAIL') {
      sender = true
      expected.push('mail')
    }
    if (lastCommand === 'RCPT') expected.push('rcpt')
    else if (lastCommand === 'DATA') expected.push('data')
  }
  function reply(line: string): void {
    if (lastCommand === 'EHLO') wire.ehlo = line
    const stage = expected.shift()
    replied = stage ?? (body === 'none' ? 'data' : 'body')
    if (stage === 'data') dataReply = line
    else if (stage === undefined && body !== 'ended') early = true
  }
  return wire
}
