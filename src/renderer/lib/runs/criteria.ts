import type { Criteria, DiscoveryAudience, Enricher } from '../../../shared/schemas/discovery.ts'
import { counted, formatCount } from '../counts.ts'

const platformNames: Record<Criteria['platform'], string> = {
  instagram: 'Instagram',
  tiktok: 'TikTok',
  youtube: 'YouTube',
  twitch: 'Twitch',
  twitter: 'X (Twitter)',
}

const enricherNames: Record<Enricher, string> = {
  clay_routine: 'Clay',
  clay_table: 'your Clay table',
  influencers_club: 'Influencers Club',
  sandbox: 'invented addresses',
}

/** Whom a campaign looks for, a line for each thing that narrows it. */
export function criteriaInWords(criteria: Criteria): string[] {
  const { niche, keywords, excludeKeywords, locations, languages, engagementMinPercent, excludeHandles } = criteria
  return [
    `Creators on ${platformNames[criteria.platform]}${niche ? `, about ${niche}` : ''}`,
    followersInWords(criteria),
    engagementMinPercent === null ? '' : `at least ${formatCount(engagementMinPercent)}% engagement`,
    keywords.length === 0 ? '' : `who say ${orList(keywords)} of themselves`,
    excludeKeywords.length === 0 ? '' : `but not ${orList(excludeKeywords)}`,
    locations.length === 0 ? '' : `in ${orList(locations)}`,
    languages.length === 0 ? '' : `who write in ${orList(languages.map(languageName))}`,
    excludeHandles.length === 0 ? '' : `without ${counted(excludeHandles.length, 'handle', 'handles')} that you left out`,
  ].filter(Boolean)
}

function followersInWords({ followersMin, followersMax }: Criteria): string {
  if (followersMin === null && followersMax === null) return ''
  if (followersMax === null) return `with at least ${counted(followersMin ?? 0, 'follower', 'followers')}`
  if (followersMin === null) return `with at most ${counted(followersMax, 'follower', 'followers')}`
  return `with ${formatCount(followersMin)} to ${formatCount(followersMax)} followers`
}

/** How often and how many: `30 runs, one on each day of the schedule; as many new people as the credits of the day allow`. */
export function paceInWords({ runs, perRun }: Pick<DiscoveryAudience, 'runs' | 'perRun'>): string {
  const many =
    perRun === null ? 'as many new people as the credits of the day allow' : `at most ${counted(perRun, 'new person', 'new people')} a day`
  return `${counted(runs, 'run', 'runs')}, one on each day of the schedule; ${many}`
}

/** Who is asked for addresses: `Clay, then Influencers Club; the first that has one`. */
export function chainInWords(chain: readonly Enricher[]): string {
  const names = chain.map((each) => enricherNames[each])
  return names.length > 1 ? `${names.join(', then ')}; the first that has one` : (names[0] ?? '')
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code
  } catch {
    // Not a code that anybody knows: it stands as it is.
    return code
  }
}

function orList(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words)
}
