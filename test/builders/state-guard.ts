/**
 * In tests, a trigger on every column that holds a state refuses a change that the transition tables do not have: a
 * statement that goes around them fails where it stands. Set-up is exempt, because a test may begin anywhere.
 */
import type Sqlite from 'better-sqlite3'
import { pairsOf, type States } from '../../src/main/engine/rules/states/table.ts'
import {
  answerStates,
  campaignStates,
  creatorStates,
  enrollmentStates,
  importStates,
  mailboxStates,
  purchaseStates,
  reportStates,
  runStages,
  runStates,
  sendStates,
  threadStates,
} from '../../src/main/engine/rules/states/tables.ts'

/** Every column that holds a state, with what may happen to it. */
export const guarded: readonly { table: string; column: string; states: States<string> }[] = [
  { table: 'campaigns', column: 'status', states: campaignStates },
  { table: 'enrollments', column: 'status', states: enrollmentStates },
  { table: 'sends', column: 'status', states: sendStates },
  { table: 'answers', column: 'status', states: answerStates },
  { table: 'threads', column: 'state', states: threadStates },
  { table: 'reports', column: 'status', states: reportStates },
  { table: 'runs', column: 'status', states: runStates },
  { table: 'runs', column: 'stage', states: runStages },
  { table: 'creators', column: 'status', states: creatorStates },
  { table: 'purchases', column: 'status', states: purchaseStates },
  { table: 'mailboxes', column: 'status', states: mailboxStates },
  { table: 'imports', column: 'status', states: importStates },
]

const guardedConnections = new WeakSet<Sqlite.Database>()

/** Lays the triggers on a connection. They are temporary: the file knows nothing of them. Safe to call twice. */
export function guardStates(sqlite: Sqlite.Database): void {
  if (guardedConnections.has(sqlite)) return
  guardedConnections.add(sqlite)
  sqlite.exec('create temp table state_guard (lifted integer not null); insert into state_guard values (0)')
  for (const { table, column, states } of guarded) {
    const pairs = pairsOf(states).map(([from, to]) => `'${from} ${to}'`)
    sqlite.exec(`
      create temp trigger "guard_${table}_${column}" before update of ${column} on main.${table}
      when old.${column} <> new.${column} and not (select lifted from temp.state_guard)
        and old.${column} || ' ' || new.${column} not in (${pairs.join(', ')})
      begin
        select raise(abort, '${table}.${column} may not change from ' || old.${column} || ' to ' || new.${column});
      end`)
  }
}

/** Runs a write of set-up, which may put a thing into any state. */
export function withoutGuard<T>(sqlite: Sqlite.Database, write: () => T): T {
  if (!guardedConnections.has(sqlite)) return write()
  const lift = sqlite.prepare('update temp.state_guard set lifted = ?')
  lift.run(1)
  try {
    return write()
  } finally {
    lift.run(0)
  }
}
