import type { Credits } from '../../../shared/schemas/workspace.ts'
import { formatCount } from '../words/counts.ts'

/** What today's plan takes of what is left: `Plan still needs 150 of 200`. */
export function planInWords({ neededToday, left }: Pick<Credits, 'neededToday' | 'left'>): string {
  return neededToday === 0 ? 'Plan still needs 0' : `Plan still needs ${formatCount(neededToday)} of ${formatCount(left)}`
}

/** What answers may take besides, at the reply rate of the last weeks: `About 9 more for replies`. */
export function repliesInWords({ repliesExpected }: Pick<Credits, 'repliesExpected'>): string {
  return `About ${formatCount(repliesExpected)} more for replies`
}
