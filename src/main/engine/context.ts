import type { Bus } from './bus.ts'
import type { Commit } from './commit.ts'
import type { Db } from './db/open.ts'
import type { Ports } from './ports.ts'

/** What handlers and stages work with: one for each open workspace. */
export interface EngineContext {
  /** The workspace's folder. */
  folder: string
  /** For reading. Every write goes through `commit`. */
  db: Db
  commit: Commit
  bus: Bus
  ports: Ports
  /** When this engine was started or last woke up: replies must have been read since, before anything is sent. */
  awakeSince: { at: number }
  /** Runs whatever is due now to its end, and resolves when nothing is in flight. */
  drain(): Promise<void>
}
