import type { EngineContext } from '../../context.ts'
import { changeCount } from '../../db/core/changes.ts'
import type { Instant } from '../../ports/machine.ts'

/** The runner asks what is due and then when more is, at one instant: where nothing was written meanwhile, one look serves both. */
export function lookOnce<T>(ctx: EngineContext, look: (now: Instant) => T): (now: Instant) => T {
  let seen: { now: Instant; changes: unknown; found: T } | null = null
  return (now) => {
    const changes = changeCount(ctx.db)
    if (seen?.now !== now || seen.changes !== changes) seen = { now, changes, found: look(now) }
    return seen.found
  }
}
