import type { Criteria, Platform } from '../../../../shared/schemas/discovery.ts'

/** A search as Influencers Club takes it. */
export interface SearchBody {
  platform: Platform
  paging: { limit: number; page: number }
  sort: { sort_by: 'relevancy'; sort_order: 'desc' }
  filters: Filters
}

interface Range {
  min?: number
  max?: number
}

/** Every filter that we ever send. A key that the service does not know is ignored there, and everybody would match. */
export interface Filters {
  ai_search?: string
  number_of_followers?: Range
  number_of_subscribers?: Range
  followers?: Range
  location?: string[]
  profile_language?: string[]
  keywords_in_bio?: string[]
  exclude_keywords_in_bio?: string[]
  keywords_in_description?: string[]
  keywords_not_in_description?: string[]
  engagement_percent?: Range
  exclude_handles?: string[]
}

/** How a platform's filters are called there; null: it has none of that kind. */
interface Names {
  label: string
  followers: 'number_of_followers' | 'number_of_subscribers' | 'followers'
  keywords: 'keywords_in_bio' | 'keywords_in_description'
  excludeKeywords: 'exclude_keywords_in_bio' | 'keywords_not_in_description' | null
  engagement: 'engagement_percent' | null
}

const bio = { followers: 'number_of_followers', keywords: 'keywords_in_bio', excludeKeywords: 'exclude_keywords_in_bio' } as const
const names: Record<Platform, Names> = {
  instagram: { label: 'Instagram', ...bio, engagement: 'engagement_percent' },
  tiktok: { label: 'TikTok', ...bio, engagement: 'engagement_percent' },
  twitter: { label: 'X', ...bio, engagement: 'engagement_percent' },
  youtube: {
    label: 'YouTube',
    followers: 'number_of_subscribers',
    keywords: 'keywords_in_description',
    excludeKeywords: 'keywords_not_in_description',
    engagement: 'engagement_percent',
  },
  twitch: { label: 'Twitch', followers: 'followers', keywords: 'keywords_in_description', excludeKeywords: null, engagement: null },
}

/** The service's own bounds. */
const pageLimit = 50
const resultLimit = 10_000
const excludeLimit = 10_000

export type SearchPlan =
  | { kind: 'ask'; body: SearchBody }
  /** Past the last result that the service hands out: there is nothing to ask for. */
  | { kind: 'end' }
  /** It cannot filter by something that was asked for. `message` is for people. */
  | { kind: 'impossible'; message: string }

/**
 * The request of one page. Each criterion has its place here by name; nothing is passed on that this function does not
 * know.
 * @param exclude handles, the newest first
 * @param page from 1
 */
export function searchBody(asked: { criteria: Criteria; exclude: readonly string[]; page: number; limit: number }): SearchPlan {
  const limit = Math.min(Math.max(Math.trunc(asked.limit) || 1, 1), pageLimit)
  const page = Math.max(Math.trunc(asked.page) || 1, 1)
  if (page * limit > resultLimit) return { kind: 'end' }
  const { platform, niche, keywords, excludeKeywords, locations, languages, engagementMinPercent, ...rest } = asked.criteria
  const { followersMin, followersMax, excludeHandles, ...unknown } = rest
  // A criterion that is new to this function stops the compiler here: it would be left out in silence.
  unknown satisfies Record<string, never>
  const name = names[platform]
  if (excludeKeywords.length > 0 && name.excludeKeywords === null) return impossible(name, 'words that must not be there')
  if (engagementMinPercent !== null && name.engagement === null) return impossible(name, 'engagement')
  const filters: Filters = {}
  if (niche !== '') filters.ai_search = niche
  const followers = range(followersMin, followersMax)
  if (followers) filters[name.followers] = followers
  if (locations.length > 0) filters.location = [...locations]
  if (languages.length > 0) filters.profile_language = [...languages]
  if (keywords.length > 0) filters[name.keywords] = [...keywords]
  if (excludeKeywords.length > 0 && name.excludeKeywords) filters[name.excludeKeywords] = [...excludeKeywords]
  const engagement = range(engagementMinPercent, null)
  if (engagement && name.engagement) filters[name.engagement] = engagement
  const excluded = excludedHandles(excludeHandles, asked.exclude)
  if (excluded.length > 0) filters.exclude_handles = excluded
  return { kind: 'ask', body: { platform, paging: { limit, page }, sort: { sort_by: 'relevancy', sort_order: 'desc' }, filters } }
}

function impossible({ label }: Names, what: string): SearchPlan {
  return { kind: 'impossible', message: `Influencers Club cannot filter ${label} by ${what}. Remove that from the campaign's criteria.` }
}

function range(min: number | null, max: number | null): Range | null {
  if (min === null && max === null) return null
  return { ...(min === null ? {} : { min }), ...(max === null ? {} : { max }) }
}

/** Those of the criteria first, then as many of the others as fit. */
function excludedHandles(criteria: readonly string[], known: readonly string[]): string[] {
  const handles = new Map<string, string>()
  for (const handle of [...criteria, ...known]) {
    if (handles.size >= excludeLimit) break
    const key = handle.toLowerCase()
    if (key !== '' && !handles.has(key)) handles.set(key, handle)
  }
  return [...handles.values()]
}
