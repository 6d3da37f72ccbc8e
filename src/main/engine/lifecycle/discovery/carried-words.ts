import type { Tx } from '../../db/core/commit.ts'
import { carriedPeople, creatorsUnderWay } from '../../db/discovery/run-figures.ts'
import { carriedReasons } from './day-plan.ts'

/** Who goes first next time, and why not today, in a sentence; empty where nobody does. */
export function carriedWords(tx: Tx, campaignId: number, count: number): string {
  if (count === 0) return ''
  const words =
    count === 1 ? '1 person is carried over and goes first next time' : `${count} people are carried over and go first next time`
  const causes = causesOf(tx, campaignId)
  return causes.length === 0 ? `${words}.` : `${words}: ${causes.join('; ')}.`
}

/** The commonest first. */
function causesOf(tx: Tx, campaignId: number): string[] {
  const planned = carriedPeople(tx, campaignId)
  const causes = planned.flatMap(({ why, people }) => {
    const cause = clauses[why]
    return cause ? [{ cause, people }] : []
  })
  const underWay = creatorsUnderWay(tx, campaignId)
  if (underWay > 0) causes.push({ cause: 'not all addresses came in time', people: underWay })
  return causes.sort((a, b) => b.people - a.people).map(({ cause }) => cause)
}

const clauses: Record<string, string> = {
  paused: 'the mailbox is paused',
  [carriedReasons.credits]: "the day's credits did not reach",
  [carriedReasons.daily_cap]: 'the mailbox reached its cap for the day',
  [carriedReasons.window]: 'the rest of the window was too short',
}
