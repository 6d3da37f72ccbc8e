import { nextStep, type StepPlace } from '../sending/next-step.ts'

/** Where somebody stands in a sequence: which step comes next, and where they stand once they have had it. */
export interface Place {
  /** Index into the steps; -1 when none is left. */
  step: number
  /** Messages still to come from here, the next one included. */
  left: number
  after: Place | null
}

/**
 * The places of a sequence. People with the same steps behind them share one, so that the rule of the next step is asked
 * once for each place and not for each person.
 */
export interface Places {
  /**
   * Where somebody stands with these steps behind them, by id.
   * @param next the step that is planned for them, where it is planned already
   */
  of(taken: readonly number[], next?: number): Place
}

/** @param steps the live steps in their order */
export function placesOf(steps: readonly StepPlace[]): Places {
  const known = new Map<string, Place>()
  /** Of those with nothing behind them, by the step that is planned: almost everybody in a new campaign. */
  const fresh = new Map<number | undefined, Place>()
  const live = new Map(steps.map((step, index) => [step.id, index]))

  function of(taken: readonly number[], next?: number): Place {
    const place = taken.length === 0 ? fresh.get(next) : undefined
    if (place) return place
    const found = find(taken, next)
    if (taken.length === 0) fresh.set(next, found)
    return found
  }

  function find(taken: readonly number[], next?: number): Place {
    // Only steps in use matter, and not their order.
    const behind = [...new Set(taken)].filter((id) => live.has(id)).sort((a, b) => a - b)
    const key = `${behind.join()}:${next ?? ''}`
    const place = known.get(key)
    if (place) return place
    const step = next === undefined ? follow(behind) : (live.get(next) ?? -1)
    const id = steps[step]?.id
    const after = id === undefined ? null : of([...behind, id])
    const made = { step, left: after === null ? 0 : after.left + 1, after }
    known.set(key, made)
    return made
  }

  /** What comes after a message of the forecast: it leaves later than any step of today was made. */
  function follow(behind: readonly number[]): number {
    const history = behind.map((stepId) => ({ stepId, status: 'sent' as const, claimedAt: Number.MAX_SAFE_INTEGER }))
    const next = nextStep(steps, history)
    return next ? (live.get(next.id) ?? -1) : -1
  }

  return { of }
}
