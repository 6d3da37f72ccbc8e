import type { Enrichment, RoutineResult } from '../../ports/providers.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'

import { failure, type Stakes, unexpected } from '../../rules/discovery/failure.ts'
import { type ResultsPage, readAccount, readResults, readStarted } from '../../rules/discovery/routine-answers.ts'
import { isSafeAddress } from '../../rules/discovery/service-url.ts'
import { createLimiter } from './limiter.ts'
import { type Answered, createService, type ServiceOptions } from './service.ts'

const name = 'Clay'

/** Of a workspace's webhooks, as the vendor's support says: 10 rows a second, 20 at once. */
const webhookLimit = { burst: 20, everyMs: 100 }
const itemsAtOnce = 100
const pagesAtMost = 50
/** Of one row, as JSON. */
const rowBytes = 100_000

const gone: readonly number[] = [404, 410]
const webhookGone = "There is no such webhook at Clay any more. Copy the address of the table's webhook source into the settings."
const webhookRefused = "Clay's webhook does not accept its token. Copy both from the table's webhook source into the settings."

export interface ClayOptions extends ServiceOptions {
  /** Without a slash at the end. */
  url: string
}

export const clayUrl = 'https://api.clay.com/public/v0'

/**
 * Clay's public API (routines) and the webhooks of its tables. A POST is never repeated: there is no idempotency key, and
 * a second run is charged again.
 */
export function createClay(options: ClayOptions): Enrichment {
  const service = createService(name, options)
  const turn = createLimiter(webhookLimit, options.clock)

  function call(key: string, path: string, stakes: Stakes, body?: unknown): Promise<Answered | ProviderFailure> {
    const method = body === undefined ? 'GET' : 'POST'
    return service({ method, url: `${options.url}/${path}`, key, headers: { 'clay-api-key': key }, stakes, body })
  }

  async function page(key: string, runId: string, cursor: string | null): Promise<ResultsPage | ProviderFailure> {
    const query = new URLSearchParams({ limit: '100', ...(cursor === null ? {} : { cursor }) })
    const answered = await call(key, `routines/run/${segment(runId)}/results?${query}`, 'free')
    if (!answered.ok) return answered
    return readResults(answered.status, answered.json) ?? unexpected(name, 'no results')
  }

  return {
    async whoAmI(key) {
      const answered = await call(key, 'me', 'free')
      if (!answered.ok) return answered
      const account = readAccount(answered.json)
      return account === null ? unexpected(name, 'no user') : { ok: true, account }
    },

    async start(key, routineId, items) {
      if (!isSegment(routineId)) return failure('invalid', 'There is no routine to run. Copy its id from Clay into the settings.')
      if (items.length < 1 || items.length > itemsAtOnce) {
        return failure('invalid', `Clay takes 1 to ${itemsAtOnce} items at once, not ${items.length}.`)
      }
      const body = { items: items.map(({ id, inputs }) => ({ id, inputs })) }
      const answered = await call(key, `routines/${segment(routineId)}/run`, 'purchase', body)
      if (!answered.ok) return answered
      const runId = readStarted(answered.json)
      return runId === null ? unexpected(name, 'no id of a run') : { ok: true, runId }
    },

    async results(key, runId) {
      if (!isSegment(runId)) return failure('invalid', 'Clay knows no such run.')
      const found: RoutineResult[] = []
      let cursor: string | null = null
      for (let pages = 0; pages < pagesAtMost; pages++) {
        const answer = await page(key, runId, cursor)
        if ('ok' in answer) return answer
        if (!answer.done) return { ok: true, ...answer }
        found.push(...answer.items)
        if (answer.cursor === null || answer.cursor === cursor) return { ok: true, done: true, items: onceEach(found) }
        cursor = answer.cursor
      }
      return unexpected(name, 'results without an end')
    },

    async push({ url, token }, row) {
      const address = URL.parse(url)
      if (!address || !isSafeAddress(address)) {
        return failure('invalid', "The address of the table's webhook must start with https. Copy it from Clay into the settings.")
      }
      if (Buffer.byteLength(JSON.stringify(row)) > rowBytes) return failure('invalid', "A row for Clay's webhook is longer than 100 KB.")
      const waitMs = await turn(address.host)
      if (waitMs > 0) return failure('rate_limit', "Clay's webhook takes 10 rows a second, and has had them.", waitMs)
      const headers: Record<string, string> = token === '' ? {} : { 'x-clay-webhook-auth': token }
      const answered = await service({
        method: 'POST',
        url: address.href,
        key: token,
        headers,
        body: row,
        stakes: 'purchase',
        blind: true,
        also: gone,
      })
      if (answered.ok) return gone.includes(answered.status) ? failure('invalid', webhookGone) : { ok: true }
      return answered.kind === 'key' ? failure('key', webhookRefused) : answered
    },
  }
}

/** The first result of each item: pages may overlap. */
function onceEach(items: readonly RoutineResult[]): RoutineResult[] {
  const seen = new Set<string>()
  return items.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** An id as one part of a path, as Clay writes it (`function:t_…`). */
function segment(id: string): string {
  return encodeURIComponent(id).replaceAll('%3A', ':')
}

/** `.` and `..` would name another path. */
function isSegment(id: string): boolean {
  return id.trim() !== '' && id !== '.' && id !== '..' && id.isWellFormed()
}
