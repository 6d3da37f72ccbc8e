import type { Wait } from '../../shared/schemas/campaigns.ts'
import type { SignIns } from './accounts/sign-ins.ts'
import type { TestedDrafts } from './accounts/tested-drafts.ts'
import type { Bus } from './db/core/bus.ts'
import type { Commit, Rehearse } from './db/core/commit.ts'
import type { Db } from './db/core/open.ts'
import type { Ports } from './ports/ports.ts'

/** What handlers and stages work with: one for each open workspace. */
export interface EngineContext {
  /** The workspace's folder. */
  folder: string
  /** For reading. Every write goes through `commit`. */
  db: Db
  commit: Commit
  /** The same write, always taken back, heard by nobody. */
  rehearse: Rehearse
  bus: Bus
  ports: Ports
  /** Sign-ins at providers' pages that no mailbox has taken yet. */
  signIns: SignIns
  /** Mailbox settings that have just signed in. */
  testedDrafts: TestedDrafts
  /** When this engine was started or last woke up: replies must have been read since, before anything is sent. */
  awakeSince: { at: number }
  /** Runs whatever is due now to its end, and resolves when nothing is in flight. */
  drain(): Promise<void>
  /** Runs the next due batch of a campaign now, by all the rules. */
  executeNext(campaignId: number): Promise<{ sent: number; failed: number; waiting: Wait | null }>
}
