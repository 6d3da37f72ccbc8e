import { oneLine as line } from '../../../../shared/line.ts'
import type { ConnectionProbe } from '../../ports/mail.ts'
import type { SendOutcome, SmtpStage } from '../../rules/sending/send-outcome.ts'

/** A server's no, or a connection that ended: the two ways in which a conversation fails. */
export type SmtpFailure =
  | { kind: 'refused'; stage: SmtpStage; replyCode: number; response: string; errorCode: string }
  | { kind: 'broken'; stage: SmtpStage; error: string; errorCode: string }

/** The fields that the library puts on its errors. */
interface LibraryError extends Error {
  code?: string
  originalCode?: string
  timeoutType?: string
  response?: string
  responseCode?: number
  command?: string
}

/** Our own codes, beside those of Node and OpenSSL. */
export const unencryptedRefused = 'UNENCRYPTED_REFUSED'
export const noAuthOffered = 'NO_AUTH_OFFERED'
export const tokenRefused = 'TOKEN_REFUSED'
export const badMessage = 'BAD_MESSAGE'
export const protocolError = 'EPROTOCOL'

/** OpenSSL's and Node's names for certificates that do not hold, and for handshakes that fail. */
const tlsCode = /CERT|SIGNATURE|^ERR_TLS|^ERR_SSL|^EPROTO$|^ETLS$|SELF_SIGNED|UNABLE_TO_/

/**
 * The server's reply first, the library's code second (RFC 5321 4.2). A failure with a complete 4xx or 5xx reply is
 * `refused`; everything else is `broken`.
 * @param stage how far the conversation had come, as the caller knows it
 */
export function failureOf(error: unknown, stage: SmtpStage): SmtpFailure {
  const failure = (error instanceof Error ? error : new Error(String(error))) as LibraryError
  const response = replyLine(failure.response ?? '')
  const replyCode = /^[45]\d\d(?=[ -]|$)/.exec(response)?.[0]
  const at = failedStage(failure, stage)
  if (replyCode) return refusal(at, Number(replyCode), response, errorCodeOf(failure))
  return broken(at, errorCodeOf(failure), replyLine(failure.message))
}

export function broken(stage: SmtpStage, errorCode: string, error: string): SmtpFailure {
  return { kind: 'broken', stage, errorCode, error }
}

/** A no that this side says in the server's place, because the server's announcement leaves no other answer. */
export function refusal(stage: SmtpStage, replyCode: number, response: string, errorCode: string): SmtpFailure {
  return { kind: 'refused', stage, replyCode, response, errorCode }
}

export function outcomeOf(failure: SmtpFailure): SendOutcome {
  if (failure.kind === 'broken') return failure
  return { kind: 'refused', stage: failure.stage, replyCode: failure.replyCode, response: failure.response }
}

export function probeOf(failure: SmtpFailure): ConnectionProbe {
  const { stage, errorCode } = failure
  if (failure.kind === 'broken') return { ok: false, stage, replyCode: null, response: '', errorCode, error: failure.error }
  return { ok: false, stage, replyCode: failure.replyCode, response: failure.response, errorCode, error: failure.response }
}

/** The most telling code: which timer ran out, then what Node or OpenSSL said, then the library's own. */
function errorCodeOf(error: LibraryError): string {
  return error.timeoutType ?? error.originalCode ?? error.code ?? 'ESOCKET'
}

function failedStage(error: LibraryError, stage: SmtpStage): SmtpStage {
  if (stage !== 'connect') return stage
  const tls = error.command === 'STARTTLS' || error.timeoutType === 'UPGRADE_TIMEOUT' || tlsCode.test(errorCodeOf(error))
  return tls ? 'tls' : 'connect'
}

/** A reply as one line of bounded length: it ends up in logs and on screens. */
export function replyLine(text: string): string {
  return line(text).slice(0, 500)
}
