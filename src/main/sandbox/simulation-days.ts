import { DateTime } from 'luxon'
import type { StreamEvent } from '../../shared/events.ts'
import type { Enricher } from '../../shared/schemas/discovery.ts'
import type { Run, Simulation } from '../../shared/schemas/runs.ts'
import type { Instant } from '../engine/ports/machine.ts'
import { profileMillicredits, searchMillicredits } from '../engine/ports/providers.ts'

import type { Api } from './api.ts'
import type { SimulationPlan } from './simulation-plan.ts'

type Day = Simulation['days'][number]

/** What an event counts as. */
const counted: Partial<Record<StreamEvent['type'], 'sent' | 'replies' | 'bounces'>> = {
  'send.sent': 'sent',
  'reply.received': 'replies',
  'bounce.received': 'bounces',
}

export interface DayCounter {
  /** Listens to the engine. */
  hear(event: StreamEvent): void
  /** How it stands: a row for each day until now. */
  report(now: Instant, ended: boolean): Promise<SimulationReport>
}

/** Counts what happens by local days of the workspace. */
export function createDayCounter(api: Api, campaignId: number, plan: SimulationPlan): DayCounter {
  const { zone } = plan.workspace
  const dayOf = (at: Instant) => DateTime.fromMillis(at, { zone }).toISODate() ?? ''
  const today = dayOf(plan.now)
  const days = new Map<string, Day>()
  let finishesOn: string | null = null

  function at(day: string): Day {
    const known = days.get(day) ?? { day, found: 0, emailsFound: 0, sent: 0, replies: 0, bounces: 0, creditsUsed: 0 }
    days.set(day, known)
    return known
  }

  async function allRuns(): Promise<Run[]> {
    if (!plan.campaign.discovery) return []
    const runs: Run[] = []
    for (let cursor: string | undefined; ; ) {
      const { items, nextCursor } = await api.runs.list({ id: campaignId, cursor, limit: 100 })
      runs.push(...items)
      if (nextCursor === null) return runs
      cursor = nextCursor
    }
  }

  /** Every day until one, also those on which nothing happens. */
  function fillUp(last: string): void {
    for (let day = DateTime.fromISO(today, { zone }); (day.toISODate() ?? '') <= last; day = day.plus({ days: 1 }))
      at(day.toISODate() ?? '')
  }

  return {
    hear(event) {
      const kind = counted[event.type]
      if (kind && 'at' in event) at(dayOf(Date.parse(event.at)))[kind]++
    },
    async report(now, ended) {
      const { status, reason, finishedAt, stats } = await api.campaigns.get({ id: campaignId })
      if (status === 'completed' && finishedAt !== null) finishesOn = dayOf(Date.parse(finishedAt))
      // Midnight is the end of the day that is over, not the begin of another.
      fillUp(finishesOn ?? dayOf(now - 1))
      const used = await api.credits.days({ days: Math.min(366, days.size + 1) })
      for (const { day, used: credits } of used) if (days.has(day)) at(day).creditsUsed = credits
      const runs = await allRuns()
      for (const { day, found, emailsFound } of runs) if (days.has(day)) Object.assign(at(day), { found, emailsFound })
      const rows = [...days.values()].sort((a, b) => a.day.localeCompare(b.day))
      const sum = (key: 'sent' | 'replies' | 'creditsUsed') => rows.reduce((all, row) => all + row[key], 0)
      return {
        message: [status === 'paused' ? `The campaign would pause on ${rows.at(-1)?.day}. ${reason}` : heldWords(stats.held), plan.leftOut]
          .filter((words) => words !== '')
          .join(' '),
        progress: ended ? 1 : Math.min(1, rows.length / plan.days),
        days: rows,
        sent: sum('sent'),
        replies: sum('replies'),
        creditsUsed: sum('creditsUsed'),
        providerCredits: plan.campaign.discovery ? paid(runs, plan.campaign.discovery.enrichment) : null,
        finishesOn,
      }
    },
  }
}

function heldWords(held: number): string {
  if (held === 0) return ''
  const messages = held === 1 ? '1 message' : `${held} messages`
  return `${messages} would be held until you act: a variable has no value for them, and no fallback.`
}

/**
 * What Influencers Club would have charged, in its credits: for everybody whom a search returned, and for addresses where it
 * is the first that is asked for them. Whom another service does not know, it does not know here either.
 */
function paid(runs: readonly Run[], enrichment: readonly Enricher[]): number {
  const returned = runs.reduce((all, { found, alreadyKnown }) => all + found + alreadyKnown, 0)
  const addresses = enrichment[0] === 'influencers_club' ? runs.reduce((all, { emailsFound }) => all + emailsFound, 0) : 0
  return (returned * searchMillicredits + addresses * profileMillicredits) / 1000
}

/** What a simulation has to say, while it runs and at its end. */
export type SimulationReport = Pick<
  Simulation,
  'message' | 'progress' | 'days' | 'sent' | 'replies' | 'creditsUsed' | 'providerCredits' | 'finishesOn'
>
