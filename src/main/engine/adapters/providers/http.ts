/** One HTTP request to a service that charges: what matters is whether it left, and whether it was answered. */

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string
  /** For all of it, the last byte of the answer included. */
  timeoutMs: number
  /** Bytes of a good answer's body; 0 where nobody will read it. */
  maxBytes: number
}

export interface HttpAnswer {
  kind: 'answer'
  status: number
  /** The header, as it came. */
  retryAfter: string | null
  /** Null where it was too long. */
  body: string | null
}

export type HttpOutcome =
  | HttpAnswer
  /** The request never left this machine. `why` is a clause for people. */
  | { kind: 'not_sent'; why: string }
  /** It left, or may have. */
  | { kind: 'no_answer'; why: string }

const errorBytes = 64 * 1024

/**
 * Never throws for what a network or a server does, never repeats, never follows a redirect (it would carry the key to
 * wherever it points).
 */
export async function requestHttp(request: HttpRequest): Promise<HttpOutcome> {
  const { method, url, body, timeoutMs, maxBytes } = request
  // A connection of its own: a kept one may be closed by the other side while a request is on its way, and nobody could
  // tell whether it was taken.
  const headers = { ...request.headers, connection: 'close' }
  let response: Response
  try {
    response = await fetch(url, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    return neverLeft(error) ? { kind: 'not_sent', why: reason(error) } : { kind: 'no_answer', why: reason(error) }
  }
  const { status } = response
  const retryAfter = response.headers.get('retry-after')
  if (maxBytes === 0 && response.ok) {
    response.body?.cancel().catch(() => {})
    return { kind: 'answer', status, retryAfter, body: '' }
  }
  try {
    return { kind: 'answer', status, retryAfter, body: await textOf(response, response.ok ? maxBytes : errorBytes) }
  } catch (error) {
    // A refusal is one, however little of its words came.
    if (status >= 300) return { kind: 'answer', status, retryAfter, body: '' }
    return { kind: 'no_answer', why: reason(error) }
  }
}

/** Null once it is longer than `limit` bytes. */
async function textOf(response: Response, limit: number): Promise<string | null> {
  if (!response.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

interface Cause {
  code: string
  syscall: string
  message: string
}

/** An error, what caused it, and what it was gathered of, outermost first. */
function causes(error: unknown, depth = 0): Cause[] {
  if (!(error instanceof Error) || depth > 5) return []
  const { code, syscall } = error as NodeJS.ErrnoException
  const gathered = error instanceof AggregateError ? error.errors : []
  const own = { code: typeof code === 'string' ? code : error.name, syscall: syscall ?? '', message: error.message }
  return [own, ...[error.cause, ...gathered].flatMap((inner) => causes(inner, depth + 1))]
}

const certificate = /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/

/** Only what is sure: no address, no connection, or no encryption before the first byte. */
function neverLeft(error: unknown): boolean {
  return causes(error).some(
    ({ code, syscall, message }) =>
      syscall === 'connect' ||
      syscall === 'getaddrinfo' ||
      code === 'UND_ERR_CONNECT_TIMEOUT' ||
      certificate.test(code) ||
      message.includes('before secure TLS connection was established'),
  )
}

const reasons: [test: (cause: Cause) => boolean, why: string][] = [
  [({ code }) => code === 'ECONNREFUSED', 'the connection was refused'],
  [({ syscall }) => syscall === 'getaddrinfo', 'its address could not be looked up'],
  [({ code }) => certificate.test(code), 'its certificate is not valid'],
  [({ code }) => /TIMEOUT|ETIMEDOUT|TimeoutError/.test(code), 'it took too long'],
  [({ code }) => code === 'ENETUNREACH' || code === 'EHOSTUNREACH', 'there is no way to it over this network'],
]

function reason(error: unknown): string {
  const found = causes(error)
  return reasons.find(([test]) => found.some(test))?.[1] ?? 'the connection broke'
}
