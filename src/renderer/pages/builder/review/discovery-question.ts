import type { DiscoveryAudience } from '../../../../shared/schemas/discovery.ts'
import { clubCredits, whomInWords } from '../../../lib/discovery/words.ts'
import { counted } from '../../../lib/words/counts.ts'

interface Facts {
  discovery: DiscoveryAudience
  testMode: boolean
  /** Nobody is paid: in the sandbox, where everything is invented. */
  isFree: boolean
  /** People that a run of today would look for; null: not known. */
  perRun: number | null
  /** The first run in words; null: not known. */
  when: string | null
  /** Days, hours and place in words. */
  hours: string
  /** Of a run at most, in credits of Influencers Club; null: not known. */
  costs: number | null
}

/** What is asked before a recurring campaign is activated: what happens, to how many, from when, for how much. */
export function discoveryQuestion({ discovery, testMode, isFree, perRun, when, hours, costs }: Facts): { title: string; words: string } {
  const people = perRun === null || perRun === 0 ? 'new people' : `up to ${counted(perRun, 'person', 'people')}`
  const day = when === null ? 'each day' : runDay(when)
  const plan = `${whomInWords(discovery.criteria)} ${counted(discovery.runs, 'run', 'runs')}, ${hours.replace(/^Every/, 'every')}${when === null ? '' : `; the first ${when}`}.`
  if (testMode) {
    return {
      title: `Activate in test mode: invent ${people} ${day}, and send nothing?`,
      words: `${plan} Nothing leaves this machine, and nothing is charged.`,
    }
  }
  const price = isFree
    ? ' Nothing leaves this machine, and nothing is charged.'
    : costs === null
      ? ''
      : ` A run costs ${clubCredits(costs)} at most${clay(discovery)}, and a credit for each message.`
  return { title: `Activate: look for ${people} ${day} and write to those who have an address?`, words: `${plan}${price}` }
}

function clay({ enrichment }: DiscoveryAudience): string {
  return enrichment.some((one) => one === 'clay_routine' || one === 'clay_table') ? ', what Clay charges' : ''
}

/** `today` of `today 9:40`, `on Mon` of `Mon 9:00`; `at once` stays. */
function runDay(when: string): string {
  const day = when.replace(/ \d{1,2}:.*$/, '')
  return day === 'today' || day === 'tomorrow' || day === 'at once' ? day : `on ${day}`
}
