/** Words for campaigns that find new people every day. Pure: what is true is the engine's to say. */
import type { Campaign } from '../../../shared/schemas/campaigns.ts'
import {
  type Criteria,
  type DiscoveryAudience,
  discoveryAudience,
  type Enricher,
  type Platform,
} from '../../../shared/schemas/discovery.ts'
import { wallTimeInWords } from '../time/dates.ts'
import { counted, formatCount, formatDecimal } from '../words/counts.ts'

export const platforms: readonly { value: Platform; label: string }[] = [
  { value: 'instagram', label: 'Instagram' },
  { value: 'tiktok', label: 'TikTok' },
  { value: 'youtube', label: 'YouTube' },
  { value: 'twitch', label: 'Twitch' },
  { value: 'twitter', label: 'X (Twitter)' },
]

function platformName(platform: Platform): string {
  return platforms.find(({ value }) => value === platform)?.label ?? platform
}

/** What those who follow somebody are called there. */
export function followersWord(platform: Platform): string {
  return platform === 'youtube' ? 'subscribers' : 'followers'
}

/** The discovery of a new campaign: nothing asked for, all else as usual. */
export function firstDiscovery(): DiscoveryAudience {
  return discoveryAudience.parse({ criteria: {} })
}

/** What stands in the way of a search, by field; empty where there is nothing. */
export function criteriaProblems({ niche, followersMin, followersMax }: Criteria): { niche?: string; followersMax?: string } {
  const written = niche.trim().length
  return {
    ...(written > 0 && written < 3 && { niche: 'At least 3 characters, or none' }),
    ...(followersMin !== null && followersMax !== null && followersMin > followersMax && { followersMax: 'Fewer than the least' }),
  }
}

/** Whether anything at all is asked for, but the platform. */
export function asksForSomething({ niche, keywords, locations, languages, followersMin, followersMax }: Criteria): boolean {
  return niche !== '' || keywords.length + locations.length + languages.length > 0 || followersMin !== null || followersMax !== null
}

/** `Instagram · home barista` */
export function whomInBrief({ platform, niche, keywords, locations }: Criteria): string {
  const about = niche || keywords[0] || locations[0]
  return about ? `${platformName(platform)} · ${about}` : platformName(platform)
}

/** Whom it looks for, as a sentence. */
export function whomInWords(criteria: Criteria): string {
  const { platform, niche, keywords, excludeKeywords, locations, languages, engagementMinPercent, excludeHandles } = criteria
  const parts = [`People on ${platformName(platform)}${niche ? ` about “${niche}”` : ''}`]
  const size = followersInWords(criteria)
  if (size) parts.push(size)
  if (engagementMinPercent !== null) parts.push(`with an engagement of at least ${formatDecimal(engagementMinPercent)}%`)
  if (locations.length > 0) parts.push(`in ${listed(locations, 'or')}`)
  if (languages.length > 0) parts.push(`who write ${listed(languages.map(languageName), 'or')}`)
  if (keywords.length > 0) parts.push(`who say ${listed(keywords.map(quoted), 'or')} of themselves`)
  if (excludeKeywords.length > 0) parts.push(`not ${listed(excludeKeywords.map(quoted), 'or')}`)
  const never = excludeHandles.length > 0 ? ` ${counted(excludeHandles.length, 'handle is', 'handles are')} never taken.` : ''
  return `${parts.join(', ')}.${never}`
}

function followersInWords({ platform, followersMin: least, followersMax: most }: Criteria): string {
  const word = followersWord(platform)
  if (least !== null && most !== null) return `with ${formatCount(least)} to ${formatCount(most)} ${word}`
  if (least !== null) return `with at least ${formatCount(least)} ${word}`
  return most !== null ? `with at most ${formatCount(most)} ${word}` : ''
}

/** The first four, and how many more. */
function listed(words: readonly string[], last: string): string {
  const shown = words.length > 5 ? [...words.slice(0, 4), `${formatCount(words.length - 4)} more`] : words
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1)}`
}

const quoted = (word: string) => `“${word}”`

/** `English` of `en`; the code itself where nobody knows it. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

/** `Monday to Friday 9:00–17:00 in Berlin` */
export function hoursInWords({ start, end }: Campaign['schedule'], days: string, place: string, hour12: boolean): string {
  const hours = start === '00:00' && end === '24:00' ? 'at any hour' : `${wallTimeInWords(start, hour12)}–${wallTimeInWords(end, hour12)}`
  return `${days.replace(/^Every/, 'every')} ${hours} in ${place}`
}

/** `up to 200 people a day` */
export function perRunInWords({ perRun }: DiscoveryAudience): string {
  return perRun === null ? 'as many people a day as the credits allow' : `up to ${counted(perRun, 'person', 'people')} a day`
}

export const enricherWords: Record<Enricher, { name: string; cost: string }> = {
  clay_routine: { name: 'Clay routine', cost: 'costs what your routine costs in Clay, for each person' },
  clay_table: { name: 'Clay table', cost: 'costs what your table costs in Clay; the addresses come back as a file' },
  influencers_club: { name: 'Influencers Club', cost: 'costs 0.2 of its credits for each address found' },
  sandbox: { name: 'Invented addresses', cost: 'free, for test mode' },
}

/** `0.1 Influencers Club credits`, `1 Influencers Club credit`. */
export function clubCredits(credits: number): string {
  return `${formatDecimal(credits)} Influencers Club ${credits === 1 ? 'credit' : 'credits'}`
}

/** How often and how many: `30 runs, one on each day of the schedule; as many new people as the credits of the day allow`. */
export function paceInWords({ runs, perRun }: Pick<DiscoveryAudience, 'runs' | 'perRun'>): string {
  const many =
    perRun === null ? 'as many new people as the credits of the day allow' : `at most ${counted(perRun, 'new person', 'new people')} a day`
  return `${counted(runs, 'run', 'runs')}, one on each day of the schedule; ${many}`
}

/** Who is asked for addresses: `Clay routine, then Influencers Club; the first that has one`. */
export function chainInWords(chain: readonly Enricher[]): string {
  const names = chain.map((each) => enricherWords[each].name)
  return names.length > 1 ? `${names.join(', then ')}; the first that has one` : (names[0] ?? '')
}
