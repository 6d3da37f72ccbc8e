/**
 * Influencers Club on loopback: its paths, its shapes, its prices and its faults.
 *
 * Point a host here with `CAMPAIGN_DESK_INFLUENCERS_CLUB_URL` (the `url` of what `startInfluencersClub` returns), and
 * connect the provider with its `key`.
 */
import type { Platform } from '../../src/shared/schemas/discovery.ts'
import { type Creator, creatorOf, languages, locations } from './influencers-world.ts'
import { type Faults, type Reply, type StubRequest, startStub } from './stub.ts'

export type InfluencersEndpoint = 'search' | 'profile' | 'credits' | 'options'

/** One thing that was paid for. */
export interface InfluencersCharge {
  kind: 'search' | 'profile'
  platform: string
  /** Who it was, whatever they were called. */
  userId: string
  username: string
  millicredits: number
  at: number
}

export interface FakeInfluencersClub {
  url: string
  key: string
  requests: StubRequest<InfluencersEndpoint>[]
  charges: InfluencersCharge[]
  /** `profile instagram ana.coffee1`, for each thing that was paid for more than once. */
  boughtTwice(kind?: InfluencersCharge['kind']): string[]
  faults: Faults<InfluencersEndpoint>
  /** What is wrong with every search from now on, until it is set back. */
  world: InfluencersWorld
  close(): Promise<void>
}

export interface InfluencersWorld {
  /** Creators of each platform. */
  creators: number
  /** What became of somebody: renamed (the number at the end of the name stays), or with another address. */
  today: (creator: Creator) => Creator
  /** Thousandths of a credit. */
  millicreditsLeft: number
  /** Each page gives its first account twice. */
  duplicatesInPage: boolean
  /** Each page begins with so many of the page before. */
  overlap: number
  /** So many accounts of each page cannot be read. */
  unreadable: number
  /** So many accounts of each page do not come, though the total has them; at most half of it. */
  missing: number
  /** So many accounts more than were asked for. */
  surplus: number
  /** The total is less by so many with each search. */
  shrinking: number
}

const platforms: readonly string[] = ['instagram', 'tiktok', 'youtube', 'twitch', 'twitter'] satisfies Platform[]

export async function startInfluencersClub(options: { key?: string; port?: number; now?: () => number } & Partial<InfluencersWorld> = {}) {
  const { key = 'ic-key-0123456789abcdef', port, now = Date.now, ...given } = options
  const none = { duplicatesInPage: false, overlap: 0, unreadable: 0, missing: 0, surplus: 0, shrinking: 0 }
  const world: InfluencersWorld = { creators: 5000, today: (creator) => creator, millicreditsLeft: 10_000_000, ...none, ...given }
  const charges: InfluencersCharge[] = []
  let searches = 0

  function charge(kind: 'search' | 'profile', { platform, userId, username }: Creator, millicredits: number): void {
    charges.push({ kind, platform, userId, username, millicredits, at: now() })
    world.millicreditsLeft -= millicredits
  }

  function search(body: unknown): Reply {
    const asked = readSearch(body)
    if ('problems' in asked) return { status: 400, body: asked.problems }
    const { platform, filters, limit, page } = asked
    const matching = everybody(platform, world.creators)
      .map(world.today)
      .filter((creator) => matches(creator, filters))
    const start = Math.max(0, (page - 1) * limit - (page > 1 ? world.overlap : 0))
    const rows = matching.slice(start, start + limit - Math.min(world.missing, Math.floor(limit / 2)) + world.surplus)
    if (world.duplicatesInPage && rows[0]) rows.splice(1, 1, rows[0])
    if (rows.length * 10 > world.millicreditsLeft) return { status: 402, body: { message: 'You have run out of credits.' } }
    for (const row of rows) charge('search', row, 10)
    const total = Math.max(0, matching.length - world.shrinking * searches++)
    const accounts = rows.map((row, n) => (n < world.unreadable ? { user_id: null, profile: null } : account(row, n)))
    return { status: 200, body: { total, limit, credits_left: (world.millicreditsLeft / 1000).toFixed(2), accounts } }
  }

  function profile(body: unknown): Reply {
    const { handle, platform } = body as { handle?: unknown; platform?: unknown }
    if (typeof handle !== 'string' || typeof platform !== 'string' || !platforms.includes(platform)) {
      return { status: 422, body: { handle: ['This field is required.'] } }
    }
    const number = Number(/\d+$/.exec(handle)?.[0] ?? Number.NaN)
    const creator = Number.isNaN(number) ? null : world.today(creatorOf(platform as Platform, number))
    if (creator?.username.toLowerCase() !== handle.toLowerCase()) return { status: 404, body: { detail: 'Not found.' } }
    // Nobody says how a miss looks that must have an address: both ways that are likely, and neither is charged.
    if (creator.email === null && number % 8 === 3) return { status: 404, body: { detail: 'No email was found for this creator.' } }
    if (creator.email === null) return { status: 200, body: { credits_cost: 0, result: { email: null, [platform]: { username: handle } } } }
    if (world.millicreditsLeft < 200) return { status: 402, body: { detail: 'Insufficient credits.' } }
    charge('profile', creator, 200)
    const { email, firstName, fullName, followers, location } = creator
    const block = { username: handle, full_name: fullName, follower_count: followers, biography: creator.bio }
    const result = { email, email_type: 'business', first_name: firstName, location, links_in_bio: [], [platform]: block }
    return { status: 200, body: { credits_cost: 0.2, result } }
  }

  const stub = await startStub<InfluencersEndpoint>({
    port,
    now,
    endpointOf,
    answer({ endpoint, headers, body, path, method }) {
      if (endpoint === 'unknown') return lost(method, path)
      if (headers.authorization !== `Bearer ${key}`) return { status: 401, body: { detail: 'Invalid token.' } }
      if (endpoint === 'search') return search(body)
      if (endpoint === 'profile') return profile(body)
      const left = world.millicreditsLeft / 1000
      if (endpoint === 'credits') return { status: 200, body: { credits_available: left, credits_used: spent(charges) / 1000 } }
      return { status: 200, body: path.includes('languages') ? languages : { locations } }
    },
  })

  const fake: FakeInfluencersClub = {
    url: stub.url,
    key,
    requests: stub.requests,
    charges,
    boughtTwice: (kind) => twice(charges.filter((one) => !kind || one.kind === kind)),
    faults: stub.faults,
    world,
    close: stub.close,
  }
  return fake
}

function endpointOf(method: string, path: string): InfluencersEndpoint | 'unknown' {
  if (method === 'POST' && path === '/public/v1/discovery/') return 'search'
  if (method === 'POST' && path === '/public/v1/creators/enrich/handle/profile/') return 'profile'
  if (method === 'GET' && path === '/public/v1/accounts/credits/') return 'credits'
  const [, platform] = /^\/public\/v1\/discovery\/classifier\/locations\/(\w+)\/$/.exec(path) ?? []
  const choice = path === '/public/v1/discovery/classifier/languages/' || platforms.includes(platform ?? '')
  return method === 'GET' && choice ? 'options' : 'unknown'
}

/** Without its slash at the end a path is sent to the one that has it; all others are a page of HTML. */
function lost(method: string, path: string): Reply {
  const moved = !path.endsWith('/') && endpointOf(method, `${path}/`) !== 'unknown'
  return moved
    ? { status: 301, body: '', headers: { location: `${path}/` } }
    : { status: 404, body: '<!doctype html><title>Not Found</title><h1>Not Found</h1>' }
}

const populations = new Map<Platform, Creator[]>()

function everybody(platform: Platform, count: number): Creator[] {
  const known = populations.get(platform) ?? []
  while (known.length < count) known.push(creatorOf(platform, known.length))
  populations.set(platform, known)
  return known.slice(0, count)
}

interface Asked {
  platform: Platform
  filters: Record<string, unknown>
  limit: number
  page: number
}

/** The checks that the service makes of a search; what it does not know, it does not look at. */
function readSearch(body: unknown): Asked | { problems: unknown } {
  const { platform, paging, filters } = (body ?? {}) as { platform?: string; paging?: { limit?: number; page?: number }; filters?: object }
  const { limit = 20, page = 1 } = paging ?? {}
  const known = (filters ?? {}) as Record<string, unknown>
  if (!platforms.includes(platform ?? '')) return { problems: { platform: [`"${platform}" is not a valid choice.`] } }
  if (limit < 1 || limit > 50) return { problems: { paging: { limit: ['Ensure this value is less than or equal to 50.'] } } }
  if (page < 1) return { problems: { paging: { page: ['Ensure this value is greater than or equal to 1.'] } } }
  if (page * limit > 10_000) return { problems: { detail: 'Only the first 10000 results are available.' } }
  const search = known.ai_search
  if (search !== undefined && (typeof search !== 'string' || search.length < 3 || search.length > 150)) {
    return { problems: { filters: { ai_search: ['Ensure this field has 3 to 150 characters.'] } } }
  }
  const handles = known.exclude_handles
  if (Array.isArray(handles) && handles.length > 10_000) {
    return { problems: { filters: { exclude_handles: ['Ensure this field has no more than 10000 elements.'] } } }
  }
  return { platform: platform as Platform, filters: known, limit, page }
}

type Test = (creator: Creator, value: never) => boolean

const inRange: Test = ({ followers }, { min, max }: { min?: number; max?: number }) => followers >= (min ?? 0) && followers <= (max ?? 1e9)
const anyWord: Test = ({ bio }, words: string[]) => words.some((word) => bio.includes(word.toLowerCase()))
const noWord: Test = ({ bio }, words: string[]) => !words.some((word) => bio.includes(word.toLowerCase()))
const engaged: Test = ({ engagement }, { min }: { min?: number }) => engagement >= (min ?? 0)
const nicheWords = ['coffee', 'fitness', 'travel', 'beauty', 'gaming', 'food', 'books', 'gardening']
/** A search by meaning always finds somebody: words that it cannot place leave everybody in. */
const meant: Test = ({ niche }, text: string) => {
  const named = nicheWords.filter((word) => text.toLowerCase().includes(word))
  return named.length === 0 || named.includes(niche)
}
const common: Record<string, Test> = {
  ai_search: meant,
  location: ({ location }, names: string[]) => names.includes(location),
  profile_language: ({ language }, codes: string[]) => codes.includes(language),
  exclude_handles: ({ username }, handles: string[]) => !lowered(handles).has(username.toLowerCase()),
}
const bio = { keywords_in_bio: anyWord, exclude_keywords_in_bio: noWord, engagement_percent: engaged }
const described = { keywords_in_description: anyWord }
const filtersOf: Record<Platform, Record<string, Test>> = {
  instagram: { ...common, ...bio, number_of_followers: inRange },
  tiktok: { ...common, ...bio, number_of_followers: inRange },
  twitter: { ...common, ...bio, number_of_followers: inRange },
  youtube: {
    ...common,
    ...described,
    keywords_not_in_description: noWord,
    engagement_percent: engaged,
    number_of_subscribers: inRange,
  },
  twitch: { ...common, ...described, followers: inRange },
}

const loweredSets = new WeakMap<readonly string[], Set<string>>()

function lowered(handles: readonly string[]): Set<string> {
  const known = loweredSets.get(handles) ?? new Set(handles.map((handle) => handle.toLowerCase()))
  loweredSets.set(handles, known)
  return known
}

/** Keys that the platform's filters do not have are passed over in silence: everybody matches them. */
function matches(creator: Creator, filters: Record<string, unknown>): boolean {
  return Object.entries(filters).every(([key, value]) => filtersOf[creator.platform][key]?.(creator, value as never) ?? true)
}

/** As uneven as the real ones: names that are null, numbers as text. */
function account({ userId, username, fullName, followers, engagement }: Creator, n: number): unknown {
  const name = n % 7 === 5 ? null : fullName
  const count = n % 5 === 4 ? String(followers) : followers
  return { user_id: userId, profile: { username, full_name: name, picture: null, followers: count, engagement_percent: engagement } }
}

function spent(charges: readonly InfluencersCharge[]): number {
  return charges.reduce((sum, { millicredits }) => sum + millicredits, 0)
}

function twice(charges: readonly InfluencersCharge[]): string[] {
  const counts = new Map<string, number>()
  for (const { kind, platform, username } of charges) {
    const name = `${kind} ${platform} ${username}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].filter(([, count]) => count > 1).map(([name]) => name)
}
