import { DateTime } from 'luxon'
import type { SendStatus } from '../../../../shared/schemas/campaigns.ts'

export interface StepPlace {
  id: number
  position: number
  createdAt: number
  delayDays: number
  delayHours: number
  /** Out of use, and never next; its place still tells how far those are who had it. */
  removed?: boolean
}

export interface PastSend {
  stepId: number
  status: SendStatus
  /** When it was claimed; null if it never was. */
  claimedAt: number | null
}

/** A Send in one of these states has used up its step for that person: it is never planned again. */
const spent: ReadonlySet<SendStatus> = new Set(['sending', 'sent', 'failed', 'skipped', 'unconfirmed'])

/**
 * The step that a person gets next, or null when there is none left.
 *
 * Nobody gets a step twice: a spent step is out. Nobody loses one: a step that was moved in front of the place they are
 * at still comes. Only a step that was *added* behind their back, before a place that they had reached already, passes
 * them by, and for good.
 * @param steps the steps of the campaign in their order, with the removed ones where they stood
 */
export function nextStep(steps: readonly StepPlace[], history: readonly PastSend[]): StepPlace | null {
  const behind = stepsBehind(steps, history)
  return steps.find((step) => !step.removed && !behind.has(step.id)) ?? null
}

/** The steps that are over for a person, by id: those they had, and those that were added where they had been already. */
export function stepsBehind(steps: readonly StepPlace[], history: readonly PastSend[]): Set<number> {
  const claimedAt = new Map<number, number>()
  for (const send of history) if (spent.has(send.status)) claimedAt.set(send.stepId, send.claimedAt ?? 0)
  const behind = new Set(claimedAt.keys())
  // From the end: the earliest claim of any step further on tells when that person had been beyond a place.
  let beyondSince = Number.POSITIVE_INFINITY
  for (const step of steps.toReversed()) {
    if (!claimedAt.has(step.id) && beyondSince < step.createdAt) behind.add(step.id)
    beyondSince = Math.min(beyondSince, claimedAt.get(step.id) ?? Number.POSITIVE_INFINITY)
  }
  return behind
}

/**
 * The earliest instant for a step: its delay after `base`, days as calendar days in the campaign's zone (three days
 * later at the same wall time, also across DST), hours as elapsed time.
 */
export function stepDueAt(step: Pick<StepPlace, 'delayDays' | 'delayHours'>, base: number, zone: string): number {
  if (step.delayDays === 0 && step.delayHours === 0) return base
  return DateTime.fromMillis(base, { zone }).plus({ days: step.delayDays }).plus({ hours: step.delayHours }).toMillis()
}
