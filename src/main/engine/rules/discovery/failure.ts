import { parseJson } from './json.ts'
import { saidIn } from './said.ts'

/**
 * Why a service did not do what it was asked.
 * - `key`, `credits`, `invalid`: a person has to act; nothing was charged
 * - `rate_limit`, `unavailable`: later; nothing was charged
 * - `unexpected`: it answered in a shape that we do not know; it may have charged
 * - `unsure`: the request left and no answer came; it may have charged
 */
export interface ProviderFailure {
  ok: false
  kind: 'key' | 'credits' | 'invalid' | 'rate_limit' | 'unavailable' | 'unexpected' | 'unsure'
  /** For people, in one or two sentences; without a secret. */
  message: string
  /** As the service asked; null where it did not. Milliseconds. */
  retryAfterMs: number | null
}

/**
 * What repeating a request would do. `free`: nothing. `search`: a page that did not come was not charged. `purchase`: it
 * may buy a second time, so that only an answer which says "no" counts as one.
 */
export type Stakes = 'free' | 'search' | 'purchase'

/** An answer of a service that is no success. */
export interface Refusal {
  /** As people know it, e.g. `Clay`. */
  service: string
  /** HTTP status. */
  status: number
  body: string
  /** The header, as it came. */
  retryAfter: string | null
  /** Now, for a Retry-After that is a date. Milliseconds since 1970. */
  now: number
  stakes: Stakes
  /** What must not appear in the message. */
  secrets: readonly string[]
}

/** What an answer that is no success means. Never throws; the message is never empty. */
export function refused(refusal: Refusal): ProviderFailure {
  const { service, status, stakes } = refusal
  const said = saidIn(refusal.body, refusal.secrets)
  const quote = said === '' ? '' : ` It says: “${said}”`
  const retryAfterMs = waitAsked(refusal.retryAfter, refusal.now)
  if (status === 401 || status === 403)
    return failure('key', `${service} does not accept the key. Check it under People and addresses.${quote}`)
  if (status === 402) return failure('credits', `${service} has no credits left for this. Top up there, then try again.${quote}`)
  if (status === 429) return failure('rate_limit', `${service} wants fewer requests, and asks for a pause.`, retryAfterMs)
  if (status >= 500 && stakes === 'purchase') return unsure(service, `it answered with an error, HTTP ${status}`)
  if (status >= 500 || status === 408) return failure('unavailable', `${service} does not work just now (HTTP ${status}).`, retryAfterMs)
  if (status === 404 && parseJson(refusal.body) === undefined) return moved(service)
  if (status >= 400) return failure('invalid', `${service} did not accept the request (HTTP ${status}).${quote}`)
  return unexpected(service, `HTTP ${status}`)
}

/** A 404 that is no answer of the service, but of what stands before it: nothing was done, and nothing is said of what was asked. */
export function moved(service: string): ProviderFailure {
  return failure('unavailable', `${service} is not at its address just now (HTTP 404). If that goes on, look for a new version.`)
}

/** It answered, but not as we know it. @param what e.g. `HTTP 302`, or `no list of accounts` */
export function unexpected(service: string, what: string): ProviderFailure {
  return failure('unexpected', `${service} answered in a way that this version does not understand (${what}).`)
}

/** The request left. @param why a clause, e.g. `the connection broke` */
export function unsure(service: string, why: string): ProviderFailure {
  return failure('unsure', `${service} got the request, but gave no answer: ${why}. It may have charged for it.`)
}

/** The request never left. @param why a clause */
export function unreachable(service: string, why: string): ProviderFailure {
  return failure('unavailable', `${service} could not be reached: ${why}.`)
}

export function failure(kind: ProviderFailure['kind'], message: string, retryAfterMs: number | null = null): ProviderFailure {
  return { ok: false, kind, message, retryAfterMs }
}

const longestWaitMs = 24 * 3_600_000

/** Retry-After (RFC 9110, 10.2.3): seconds or an HTTP date. Between a second and a day; null where it says nothing. */
export function waitAsked(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  const ms = /^\d{1,15}$/.test(text) ? Number(text) * 1000 : /^[A-Za-z]{3}/.test(text) ? Date.parse(text) - now : Number.NaN
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 1000), longestWaitMs)
}
