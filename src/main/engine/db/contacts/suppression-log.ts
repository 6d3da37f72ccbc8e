/**
 * The second copy of the suppressions (rule 7): an append-only file beside the database, so that somebody who
 * unsubscribed yesterday is not written to because the database of last week was put back. It holds hashes, never an
 * address. A line: hash, kind, reason (or `lifted`), instant.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { eq, gt, sql } from 'drizzle-orm'
import type { Log } from '../../ports/machine.ts'

import type { Bus } from '../core/bus.ts'
import type { Commit, Tx } from '../core/commit.ts'
import type { Db } from '../core/open.ts'
import { suppressions } from '../core/schema.ts'
import { isLiftable, isStronger, type SuppressionKind, type SuppressionReason } from './suppressions.ts'

export const suppressionLogFile = 'suppressions.log'

interface Entry {
  hash: string
  kind: SuppressionKind
  reason: SuppressionReason | 'lifted'
  at: number
}

const linePattern = /^([0-9a-f]{64}) (email|domain) (manual|unsubscribed|bounced|complained|imported|erased|lifted) (\S+)$/
const restoredNote = 'Kept from before the database was restored.'

/**
 * Makes database and log agree, then writes every further suppression to the log right after its commit.
 * Returns how to end it.
 */
export function keepSuppressionLog(folder: string, db: Db, commit: Commit, bus: Bus, log: Log): () => void {
  reconcileSuppressions(folder, commit)
  let written = newestId(db)
  return bus.subscribe((event) => {
    if (event.type !== 'suppressions.changed') return
    try {
      const rows = db.orm.select().from(suppressions).where(gt(suppressions.id, written)).orderBy(suppressions.id).all()
      append(
        folder,
        rows.map((row) => ({ ...row, at: row.createdAt })),
      )
      written = rows.at(-1)?.id ?? written
    } catch (error) {
      // The database has them; the next change or the next start writes them here.
      log.error({ error: String(error) }, 'suppressions.log could not be written')
    }
  })
}

/** Records that a person lifted a suppression; call it right after the commit that deleted the row. */
export function logLifted(folder: string, lifted: { hash: string; kind: SuppressionKind; at: number }): void {
  append(folder, [{ ...lifted, reason: 'lifted' }])
}

/**
 * What only the log knows goes into the database, what only the database knows into the log, and of two reasons the
 * stronger one stays. A row is taken away only where the log says that a person lifted it afterwards.
 */
function reconcileSuppressions(folder: string, commit: Commit): void {
  const logged = readLog(folder)
  const unlogged = commit('suppressions.reconcile', (tx) => reconcile(tx, logged))
  append(folder, unlogged)
}

function reconcile(tx: Tx, logged: Map<string, Entry>): Entry[] {
  const missing = new Map(logged)
  const unlogged: Entry[] = []
  const stored = tx.orm.select().from(suppressions).all()
  let changes = 0
  for (const row of stored) {
    const entry = logged.get(row.hash)
    missing.delete(row.hash)
    if (!entry) unlogged.push({ ...row, at: row.createdAt })
    else if (entry.reason === 'lifted') {
      if (entry.at >= row.createdAt && isLiftable(row.reason)) changes += remove(tx, row.id)
      else unlogged.push({ ...row, at: row.createdAt })
    } else if (isStronger(entry.reason, row.reason)) {
      const value = entry.reason === 'erased' ? null : row.value
      changes += tx.orm.update(suppressions).set({ reason: entry.reason, value }).where(eq(suppressions.id, row.id)).run().changes
    } else if (isStronger(row.reason, entry.reason)) unlogged.push({ ...row, at: row.createdAt })
  }
  for (const entry of missing.values()) {
    if (entry.reason === 'lifted') continue
    const { hash, kind, reason, at } = entry
    changes += tx.orm.insert(suppressions).values({ hash, kind, reason, note: restoredNote, createdAt: at }).run().changes
  }
  if (changes > 0) tx.emit({ type: 'suppressions.changed' })
  return unlogged
}

function remove(tx: Tx, id: number): number {
  return tx.orm.delete(suppressions).where(eq(suppressions.id, id)).run().changes
}

function newestId(db: Db): number {
  return db.orm.get<{ id: number }>(sql`select coalesce(max(id), 0) as id from ${suppressions}`).id
}

/** On disk when it returns. A line that a crash cut short is closed first, so that it spoils no other. */
function append(folder: string, entries: Entry[]): void {
  if (entries.length === 0) return
  const file = openSync(join(folder, suppressionLogFile), 'a+', 0o600)
  try {
    const { size } = fstatSync(file)
    const last = Buffer.alloc(1)
    const torn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a
    const lines = entries.map(({ hash, kind, reason, at }) => `${hash} ${kind} ${reason} ${new Date(at).toISOString()}\n`)
    writeAll(file, Buffer.from((torn ? '\n' : '') + lines.join('')))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, data: Buffer): void {
  for (let at = 0; at < data.length; ) at += writeSync(file, data, at)
}

/** The last word about each hash. Lines that are none (cut short by a crash, edited by hand) are passed over. */
function readLog(folder: string): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const line of readLines(join(folder, suppressionLogFile))) {
    const [, hash, kind, reason, instant] = linePattern.exec(line) ?? []
    const at = Date.parse(instant ?? '')
    if (!hash || Number.isNaN(at)) continue
    entries.set(hash, { hash, kind: kind as SuppressionKind, reason: reason as Entry['reason'], at })
  }
  return entries
}

function* readLines(path: string): Generator<string> {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return
    throw error
  }
  try {
    const chunk = Buffer.alloc(1 << 16)
    let rest = ''
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      const lines = (rest + chunk.toString('latin1', 0, length)).split('\n')
      // A line is about 100 characters; whatever has no line break for longer is not one.
      rest = (lines.pop() ?? '').slice(0, 1_000)
      yield* lines
    }
    yield rest
  } finally {
    closeSync(file)
  }
}
