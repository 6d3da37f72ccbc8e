import type Sqlite from 'better-sqlite3'

/** How many writers of a connection wait for the database or have it: shared with worker threads, which give way. */
const counters = new WeakMap<Sqlite.Database, Int32Array>()

export function writersOf(db: { sqlite: Sqlite.Database }): Int32Array {
  let counter = counters.get(db.sqlite)
  if (!counter) {
    counter = new Int32Array(new SharedArrayBuffer(4))
    counters.set(db.sqlite, counter)
  }
  return counter
}

/** Runs a write and lets worker threads know meanwhile that they are not to begin another one. */
export function withWriteIntent<T>(db: { sqlite: Sqlite.Database }, work: () => T): T {
  const writers = writersOf(db)
  Atomics.add(writers, 0, 1)
  try {
    return work()
  } finally {
    Atomics.sub(writers, 0, 1)
    Atomics.notify(writers, 0)
  }
}
