import type { ServerResponse } from 'node:http'
import type { ErrorCode } from '../../../shared/errors.ts'

/** The codes of the contract, and those that only HTTP has. */
export type HttpErrorCode = ErrorCode | 'METHOD_NOT_SUPPORTED' | 'UNSUPPORTED_MEDIA_TYPE' | 'INSUFFICIENT_STORAGE'

const statuses: Record<HttpErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_SUPPORTED: 405,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INTERNAL_SERVER_ERROR: 500,
  INSUFFICIENT_STORAGE: 507,
}

/** A request that is answered with an error; the same shape on the wire as an error of a route. */
export class HttpError extends Error {
  readonly code: HttpErrorCode
  readonly advice: string | undefined
  readonly headers: Record<string, string>

  constructor(code: HttpErrorCode, message: string, advice?: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'HttpError'
    this.code = code
    this.advice = advice
    this.headers = headers
  }
}

/**
 * @param until keeps the answer open after its last byte, for a client that is still sending
 */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  until?: Promise<void>,
): void {
  send(response, status, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers }, until)
}

function send(response: ServerResponse, status: number, text: string, headers: Record<string, string>, until?: Promise<void>): void {
  response.writeHead(status, {
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  response.write(text)
  if (until) until.then(() => response.end())
  else response.end()
}

/** Errors of a route carry these five fields too, so a client needs one reader for all. */
export function sendError(response: ServerResponse, error: HttpError, until?: Promise<void>): void {
  const status = statuses[error.code]
  const body = { defined: false, code: error.code, status, message: error.message, data: { advice: error.advice } }
  sendJson(response, status, body, error.headers, until)
}

/** The same for a person who opened a page. */
export function sendErrorText(response: ServerResponse, { code, message, advice, headers }: HttpError, until?: Promise<void>): void {
  const text = `Campaign Desk\n\n${message}${advice ? ` ${advice}` : ''}\n`
  send(response, statuses[code], text, { 'content-type': 'text/plain; charset=utf-8', ...headers }, until)
}
