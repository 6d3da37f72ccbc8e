import type { Clock } from '../../ports/machine.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'

import { failure, refused, type Stakes, unexpected, unreachable, unsure } from '../../rules/discovery/failure.ts'
import { parseJson } from '../../rules/discovery/json.ts'
import { type HttpAnswer, type HttpRequest, requestHttp } from './http.ts'

export interface Call {
  method: 'GET' | 'POST'
  /** The whole address. */
  url: string
  key: string
  /** Where the key goes, and whatever else. */
  headers: Record<string, string>
  body?: unknown
  stakes: Stakes
  /** Statuses besides 2xx whose body is to be read as an answer. */
  also?: readonly number[]
  /** Nobody reads the body: any 2xx is good, whatever comes with it. */
  blind?: boolean
}

export interface Answered {
  ok: true
  status: number
  /** Undefined where the body is no JSON. */
  json: unknown
}

export interface ServiceOptions {
  /** For all of a request. */
  timeoutMs?: number
  clock: Pick<Clock, 'now' | 'setTimer'>
}

/** 8 MB: 10,000 accounts would not fill it. */
const maxBytes = 8_000_000

/** Asks a service and says what its answer means. Never throws, never repeats a request. */
export function createService(service: string, { timeoutMs = 60_000, clock }: ServiceOptions) {
  return async (call: Call): Promise<Answered | ProviderFailure> => {
    if (!Object.values(call.headers).every(isHeaderValue)) {
      return failure('key', `That is no key of ${service}: it has characters that no key has. Check it under People and addresses.`)
    }
    const outcome = await requestHttp(requestOf(call, timeoutMs))
    if (outcome.kind === 'not_sent') return unreachable(service, outcome.why)
    if (outcome.kind === 'no_answer') return call.stakes === 'free' ? unreachable(service, outcome.why) : unsure(service, outcome.why)
    return meaning(service, call, outcome, clock.now())
  }
}

function requestOf({ method, url, headers, body, blind }: Call, timeoutMs: number): HttpRequest {
  const common = { method, url, timeoutMs, maxBytes: blind ? 0 : maxBytes }
  const accepting = { accept: 'application/json', ...headers }
  if (body === undefined) return { ...common, headers: accepting }
  return { ...common, headers: { ...accepting, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function meaning(service: string, call: Call, answer: HttpAnswer, now: number): Answered | ProviderFailure {
  const { status, body, retryAfter } = answer
  const good = status >= 200 && status < 300
  if (good && body === null) return unexpected(service, 'far too much of it')
  if (good || call.also?.includes(status)) return { ok: true, status, json: parseJson(body ?? '') }
  return refused({ service, status, body: body ?? '', retryAfter, now, stakes: call.stakes, secrets: [call.key] })
}

/** Visible ASCII and spaces: whatever else would make a request that cannot be sent. */
function isHeaderValue(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value)
}
