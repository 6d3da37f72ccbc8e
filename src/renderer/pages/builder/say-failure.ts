import { GivenUp } from '../../lib/forms/autosave.ts'
import { toProblem } from '../../lib/words/problem.ts'
import type { toasts } from '../../stores/toasts.ts'

/** Says what could not be done and why; what a person gave up themselves is not said again. */
export function sayFailure(what: string, error: unknown, say: typeof toasts.say): void {
  if (error instanceof GivenUp) return
  const { message, advice } = toProblem(error)
  say(`${what} ${message} ${advice}`.trim(), { hue: 'needs', seconds: 12 })
}
