import type { Instant } from '../ports/machine.ts'

/** One piece of work that was found due. Its promise never rejects for what the outside world does. */
export interface Claim {
  /** Work of one lane runs one after the other; lanes run side by side. */
  lane: string
  run(): Promise<void>
}

/**
 * One kind of work, found by looking into its own rows. A stage never calls another: it leaves rows that the next one
 * finds.
 */
export interface Stage {
  name: string
  /** Takes long, and nobody who asks for a round waits for it. */
  long?: boolean
  /** Called once at start: what a crash left half done. */
  recover(): void
  /** Earliest instant at which there may be something to do; null while there is nothing. */
  nextDue(now: Instant): Instant | null
  /** Work that is due. Lanes in `busy` are still running and get nothing new. */
  claim(now: Instant, busy: ReadonlySet<string>): Claim[]
  /** Ends what runs beside the claims (watches, workers). */
  stop?(): Promise<void>
}
