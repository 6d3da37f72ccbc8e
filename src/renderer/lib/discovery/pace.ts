import type { DiscoveryAudience, Enricher } from '../../../shared/schemas/discovery.ts'
import { counted } from '../words/counts.ts'
import { enricherWords } from './words.ts'

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
