/** What changes the state of a conversation. Only `lifecycle/` may import it; what leads where stands in `rules/states/tables.ts`. */
import type { ThreadMark, ThreadState } from '../../../../shared/schemas/inbox.ts'
import type { Instant } from '../../ports/machine.ts'
import { threadStates } from '../../rules/states/tables.ts'
import type { Tx } from '../core/commit.ts'
import { statement } from '../core/statement.ts'
import { mayChange } from '../core/transition.ts'

const reopened = `update threads set unread = 1, state = 'open', snoozed_until = null where id = ? and ${mayChange(threadStates, 'reopen', 'state')}`

/** It wants to be seen, wherever it was put away. */
export function reopenThread(tx: Tx, threadId: number): void {
  statement(tx, reopened).run(threadId)
}

const filed = `update threads set unread = @unread, state = @state, snoozed_until = @until, mark = @mark, draft = @draft
  where id = @id and ${mayChange(threadStates, 'file', 'state')}
    and (unread, state, snoozed_until, mark, draft) is not (@unread, @state, @until, @mark, @draft)`

/** Everything of a conversation that is a person's to change. */
export interface ThreadFiling {
  id: number
  unread: boolean
  state: ThreadState
  /** UTC milliseconds; null unless snoozed. */
  until: Instant | null
  mark: ThreadMark | null
  draft: string
}

/** Where a person puts it. Says whether that changed anything. */
export function fileThread(tx: Tx, { unread, ...thread }: ThreadFiling): boolean {
  return statement(tx, filed).run({ ...thread, unread: unread ? 1 : 0 }).changes > 0
}

const woken = `update threads set state = 'open', snoozed_until = null, unread = 1
  where enrollment_id = ? and ${mayChange(threadStates, 'wake', 'state')}`

/** Back from where it was put away until now, unread. */
export function wakeThread(tx: Tx, enrollmentId: number): void {
  statement(tx, woken).run(enrollmentId)
}
