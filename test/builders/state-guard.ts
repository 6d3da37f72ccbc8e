/**
 * In tests, a trigger on every column that holds a state refuses a change that the transition tables do not have: a
 * statement that goes around them fails where it stands. Set-up is exempt, because a test may begin anywhere.
 */
import type Sqlite from 'better-sqlite3'
import { type Purpose, sendPurposes } from '../../src/main/engine/rules/sending/purposes.ts'
import { pairsOf, type States } from '../../src/main/engine/rules/states/table.ts'
import {
  campaignStates,
  creatorStates,
  enrollmentStates,
  importStates,
  mailboxStates,
  purchaseStates,
  runStages,
  runStates,
  sendStates,
  threadStates,
} from '../../src/main/engine/rules/states/tables.ts'

/** Every column that holds a state, with what may happen to it; of messages, by what they are sent for. */
export const guarded: readonly { table: string; column: string; states: States<string>; only?: Purpose }[] = [
  { table: 'campaigns', column: 'status', states: campaignStates },
  { table: 'enrollments', column: 'status', states: enrollmentStates },
  ...sendPurposes.map((only) => ({ table: 'sends', column: 'status', states: sendStates[only], only })),
  { table: 'threads', column: 'state', states: threadStates },
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
  for (const { table, column, states, only } of guarded) {
    const pairs = pairsOf(states).map(([from, to]) => `'${from} ${to}'`)
    sqlite.exec(`
      create temp trigger "guard_${table}_${column}_${only ?? ''}" before update of ${column} on main.${table}
      when ${only ? `old.purpose = '${only}' and` : ''} old.${column} <> new.${column} and not (select lifted from temp.state_guard)
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
