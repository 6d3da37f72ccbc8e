import type { CreatorSource } from '../../ports/providers.ts'
import { readCredits, readOptions, readProfile, readSearch } from '../../rules/discovery/creator-answers.ts'
import type { ProviderFailure } from '../../rules/discovery/failure.ts'
import { failure, moved, type Stakes, unexpected } from '../../rules/discovery/failure.ts'
import { searchBody } from '../../rules/discovery/search-body.ts'
import { createLimiter } from './limiter.ts'
import { type Answered, createService, type ServiceOptions } from './service.ts'

const name = 'Influencers Club'

/** 60 at once and then 4 a second: at most 300 in any minute, which is what an account may. */
const limit = { burst: 60, everyMs: 250 }

/** So many accounts that cannot be read, and none that can: their shape has changed. Fewer may be odd ones. */
const fewestToJudge = 5

export interface InfluencersClubOptions extends ServiceOptions {
  /** Without a slash at the end. */
  url: string
}

export const influencersClubUrl = 'https://api-dashboard.influencers.club'

/**
 * Influencers Club over HTTP. Nothing is asked twice by itself: a search and an address are charged each time. Trailing
 * slashes are the vendor's own.
 */
export function createInfluencersClub(options: InfluencersClubOptions): CreatorSource {
  const service = createService(name, options)
  const turn = createLimiter(limit, options.clock)

  async function call(
    key: string,
    path: string,
    stakes: Stakes,
    more: { body?: unknown; also?: readonly number[] } = {},
  ): Promise<Answered | ProviderFailure> {
    const waitMs = await turn(key)
    if (waitMs > 0) return failure('rate_limit', `${name} takes 300 requests a minute, and has had them.`, waitMs)
    const method = more.body === undefined ? 'GET' : 'POST'
    return service({ method, url: `${options.url}/public/v1/${path}`, key, headers: { authorization: `Bearer ${key}` }, stakes, ...more })
  }

  return {
    async search(key, request) {
      const plan = searchBody(request)
      if (plan.kind === 'impossible') return failure('invalid', plan.message)
      if (plan.kind === 'end') return { ok: true, total: 0, creators: [], unreadable: 0, returned: 0, creditsLeft: null }
      const answered = await call(key, 'discovery/', 'search', { body: plan.body })
      if (!answered.ok) return answered
      const found = readSearch(answered.json)
      if (!found) return unexpected(name, 'no list of accounts with a total')
      if (found.returned >= fewestToJudge && found.unreadable === found.returned) return unexpected(name, 'no account that can be read')
      // Whoever was not asked for is not taken: each of them would be asked about, and paid for again.
      return { ok: true, ...found, creators: found.creators.slice(0, request.limit) }
    },

    async profile(key, { platform, handle }) {
      const body = { handle, platform, email_required: 'must_have' }
      const answered = await call(key, 'creators/enrich/handle/profile/', 'purchase', { body, also: [404] })
      if (!answered.ok) return answered
      if (answered.status === 404) return notThere(answered.json)
      const found = readProfile(answered.json)
      return found ? { ok: true, ...found } : unexpected(name, 'no result')
    },

    async credits(key) {
      const answered = await call(key, 'accounts/credits/', 'free')
      if (!answered.ok) return answered
      const available = readCredits(answered.json)
      return available === undefined ? unexpected(name, 'no credits') : { ok: true, available }
    },

    async options(key, { kind, platform }) {
      const path = kind === 'languages' ? 'languages/' : `locations/${platform}/`
      const answered = await call(key, `discovery/classifier/${path}`, 'free')
      if (!answered.ok) return answered
      const values = readOptions(answered.json, kind)
      return values ? { ok: true, values } : unexpected(name, 'no list to choose from')
    },
  }
}

/** It knows no such creator, or no address. A page in HTML means that the way to it has moved. */
function notThere(json: unknown): Awaited<ReturnType<CreatorSource['profile']>> {
  if (json === undefined) return moved(name)
  return { ok: true, millicredits: 0, email: null, firstName: '', lastName: '', companyName: '' }
}
