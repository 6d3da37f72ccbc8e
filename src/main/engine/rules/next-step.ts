import { DateTime } from 'luxon'
import type { SendStatus } from '../../../shared/schemas/campaigns.ts'

export interface StepPlace {
  id: number
  position: number
  createdAt: number
  delayDays: number
  delayHours: number
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
 * at still comes. Only a step that was *added* behind their back, before that place, passes them by.
 * @param steps the live steps of the campaign in their order
 */
export function nextStep(steps: readonly StepPlace[], history: readonly PastSend[]): StepPlace | null {
  const taken = new Set<number>()
  let reachedAt = 0
  for (const send of history) {
    if (!spent.has(send.status)) continue
    taken.add(send.stepId)
    reachedAt = Math.max(reachedAt, send.claimedAt ?? 0)
  }
  let reachedPosition = 0
  for (const step of steps) if (taken.has(step.id)) reachedPosition = Math.max(reachedPosition, step.position)
  return steps.find((step) => !taken.has(step.id) && (step.position > reachedPosition || step.createdAt <= reachedAt)) ?? null
}

/**
 * The earliest instant for a step: its delay after `base`, days as calendar days in the campaign's zone (three days
 * later at the same wall time, also across DST), hours as elapsed time.
 */
export function stepDueAt(step: Pick<StepPlace, 'delayDays' | 'delayHours'>, base: number, zone: string): number {
  if (step.delayDays === 0 && step.delayHours === 0) return base
  return DateTime.fromMillis(base, { zone }).plus({ days: step.delayDays }).plus({ hours: step.delayHours }).toMillis()
}
