import type { IncomingMessage } from 'node:http'
import { HttpError } from './reply.ts'
import { sameToken } from './token.ts'

const ownNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Refuses what did not come from here. A browser page elsewhere can make requests to loopback: by a name that resolves
 * to it (DNS rebinding; the Host header shows it) or from another origin (the Origin and Sec-Fetch-Site headers show it).
 * @throws HttpError FORBIDDEN
 */
export function checkOrigin(request: IncomingMessage, port: number): void {
  // A browser leaves out the port that http has by itself.
  const hosts = ownNames.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  const host = request.headers.host?.toLowerCase()
  if (!host || !hosts.includes(host)) {
    throw new HttpError('FORBIDDEN', 'This request names a host that is not this one.', `Use http://127.0.0.1:${port}.`)
  }
  const { origin } = request.headers
  // Another port of this machine is another program.
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`) {
    throw new HttpError('FORBIDDEN', 'This request comes from a page of another origin.', 'Only the page served here may call this API.')
  }
  const site = request.headers['sec-fetch-site']
  const navigates = request.headers['sec-fetch-mode'] === 'navigate'
  if ((site === 'cross-site' || site === 'same-site') && !navigates) {
    throw new HttpError('FORBIDDEN', 'This request comes from another site.', 'Only the page served here may call this API.')
  }
}

/** Cookies do not tell ports apart, so the name does. */
function cookieName(port: number): string {
  return `campaign-desk-${port}`
}

/** Without Max-Age: it ends with the browser's session. */
export function cookieHeader(port: number, token: string): string {
  return `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`
}

/**
 * @throws HttpError UNAUTHORIZED without a good token, as `Authorization: Bearer` or in the cookie
 */
export function checkToken(request: IncomingMessage, token: string, port: number): void {
  const given = bearer(request) ?? cookie(request, cookieName(port))
  if (given !== null && sameToken(given, token)) return
  const message = given === null ? 'This request carries no token.' : 'The token of this request is not the right one.'
  throw new HttpError(
    'UNAUTHORIZED',
    message,
    'Open the address that "campaign-desk serve" printed, or send its token as "Authorization: Bearer TOKEN".',
    { 'www-authenticate': 'Bearer realm="Campaign Desk"' },
  )
}

function bearer(request: IncomingMessage): string | null {
  const match = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')
  return match?.[1] ?? (request.headers.authorization === undefined ? null : '')
}

function cookie(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value) return value
  }
  return null
}
