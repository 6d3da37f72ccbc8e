import type { ProviderFailure } from './failure.ts'

type Kind = ProviderFailure['kind']

/** Minutes to wait after the first, second, … failure in a row; the last one counts for all that follow. */
const minutes: Record<Kind, readonly number[]> = {
  // A person has to act; they can also ask for another try.
  key: [30],
  credits: [30],
  invalid: [60],
  rate_limit: [1, 2, 5],
  unavailable: [1, 2, 5, 15],
  unsure: [1, 5, 15],
  // Each try may be charged.
  unexpected: [15, 60, 240],
}

/** A service that asks for more patience than that is asked again all the same. */
export const longestMs = 6 * 3_600_000

/**
 * How long a service that failed is left alone, in milliseconds.
 * @param attempts failures in a row so far, this one included; at least 1
 */
export function providerRetryMs({ kind, retryAfterMs }: Pick<ProviderFailure, 'kind' | 'retryAfterMs'>, attempts: number): number {
  const steps = minutes[kind]
  const usual = (steps[Math.min(Math.max(attempts, 1), steps.length) - 1] ?? 1) * 60_000
  if (retryAfterMs === null || retryAfterMs <= 0) return usual
  return Math.min(Math.max(retryAfterMs, 1_000), longestMs)
}

/** Whether only a person can mend it: waiting alone does not help. */
export function waitsForPerson(kind: Kind): boolean {
  return kind === 'key' || kind === 'credits' || kind === 'invalid'
}

/**
 * Whether a search that found somebody is ended by a failure, so that those found are written to today: at once where only
 * a person can mend it, else after about an hour.
 * @param attempts failures in a row so far, this one included
 */
export function endsSearch(kind: Kind, attempts: number, found: number): boolean {
  if (waitsForPerson(kind) && found > 0) return true
  return attempts >= (kind === 'unexpected' ? 3 : 6)
}

/** Whether the service may have charged for what it was asked. */
export function mayHaveCharged(kind: Kind): boolean {
  return kind === 'unsure' || kind === 'unexpected'
}

/** Seconds between two looks at a run of a service that takes its time. */
const pollSeconds = [5, 10, 15, 30, 60]
/** One that is not done after so many looks takes long: it is looked after less often. */
const patientAfter = 15
const patientMs = 300_000
/** A run that has not ended after so long is given up. */
export const longestRunMs = 24 * 3_600_000

/** When a service's run is looked after next. @param polls looks so far */
export function pollDelayMs(polls: number): number {
  if (polls > patientAfter) return patientMs
  return (pollSeconds[Math.min(polls, pollSeconds.length - 1)] ?? 60) * 1000
}
