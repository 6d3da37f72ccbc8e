import type { Criteria, DiscoveryAudience, Enricher } from '../../../../shared/schemas/discovery.ts'

const platforms: Record<Criteria['platform'], string> = {
  instagram: 'Instagram',
  tiktok: 'TikTok',
  youtube: 'YouTube',
  twitch: 'Twitch',
  twitter: 'X',
}

const enrichers: Record<Enricher, string> = {
  clay_routine: "Clay's routine",
  clay_table: "Clay's table",
  influencers_club: 'Influencers Club',
  sandbox: 'invented addresses',
}

/** What changed between two audiences, one line each; empty where nothing did. */
export function discoveryChanges(before: DiscoveryAudience, after: DiscoveryAudience, runs: boolean): string[] {
  const lines: string[] = []
  if (JSON.stringify(before.criteria) !== JSON.stringify(after.criteria)) {
    lines.push(`it looks for ${criteriaWords(after.criteria)}`)
  }
  if (before.enrichment.join() !== after.enrichment.join()) {
    lines.push(`it asks ${after.enrichment.map((one) => enrichers[one]).join(', then ')} for addresses`)
  }
  if (before.perRun !== after.perRun) {
    lines.push(
      after.perRun === null
        ? 'it looks for as many new people a day as the credits allow'
        : `it looks for at most ${people(after.perRun)} a day`,
    )
  }
  if (before.followUpsFirst !== after.followUpsFirst) {
    lines.push(
      after.followUpsFirst
        ? 'follow-ups take the credits of a day before new people do'
        : 'new people take the credits of a day before follow-ups do',
    )
  }
  if (before.share !== after.share)
    lines.push(`its share beside other recurring campaigns counts ${after.share} instead of ${before.share}`)
  const sentences = lines.map((line) => (runs ? `From the next run on ${line}.` : `${line[0]?.toUpperCase()}${line.slice(1)}.`))
  if (before.runs !== after.runs) sentences.push(`It has ${days(after.runs)} instead of ${before.runs}.`)
  return sentences
}

/** Whom a search is for, e.g. `creators on Instagram: "home barista", in Germany, 5,000 to 90,000 followers`. */
function criteriaWords(criteria: Criteria): string {
  const { niche, keywords, excludeKeywords, locations, languages, excludeHandles } = criteria
  const parts: string[] = []
  if (niche !== '') parts.push(`"${niche}"`)
  if (keywords.length > 0) parts.push(`who mention ${list(keywords, 'or')}`)
  if (excludeKeywords.length > 0) parts.push(`without ${list(excludeKeywords, 'or')}`)
  if (locations.length > 0) parts.push(`in ${list(locations, 'or')}`)
  if (languages.length > 0) parts.push(`language ${list(languages, 'or')}`)
  const followers = followerWords(criteria)
  if (followers !== '') parts.push(followers)
  if (criteria.engagementMinPercent !== null) parts.push(`engagement from ${criteria.engagementMinPercent} %`)
  if (excludeHandles.length > 0) parts.push(`${excludeHandles.length === 1 ? 'one handle' : `${excludeHandles.length} handles`} left out`)
  return `creators on ${platforms[criteria.platform]}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}

/** Whether anything but the platform narrows a search down. */
export function hasCriteria(criteria: Criteria): boolean {
  const { niche, keywords, locations, languages, followersMin, followersMax, engagementMinPercent } = criteria
  const lists = keywords.length + locations.length + languages.length
  return niche !== '' || lists > 0 || followersMin !== null || followersMax !== null || engagementMinPercent !== null
}

function followerWords({ followersMin, followersMax }: Criteria): string {
  if (followersMin !== null && followersMax !== null) return `${figure(followersMin)} to ${figure(followersMax)} followers`
  if (followersMin !== null) return `from ${figure(followersMin)} followers`
  return followersMax === null ? '' : `up to ${figure(followersMax)} followers`
}

/** The first three, and how many more. */
function list(words: readonly string[], and: string): string {
  if (words.length > 3) return `${words.slice(0, 3).join(', ')} ${and} ${words.length - 3} more`
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}

function people(count: number): string {
  return count === 1 ? 'one new person' : `${figure(count)} new people`
}

function days(count: number): string {
  return count === 1 ? 'one run' : `${count} runs`
}
