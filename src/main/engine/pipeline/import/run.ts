/** One import from where it stands to its end, on whatever thread and connection it is given. */
import { join } from 'node:path'
import { type Batch, writeBatch } from '../../db/contacts/import-batch.ts'
import { getImportRow, type ImportRow, readPlan } from '../../db/contacts/imports.ts'
import type { Db } from '../../db/core/open.ts'
import type { RowContact } from '../../rules/contacts/csv/row.ts'
import { type Chunk, readChunks } from './read.ts'

export interface ImportRun {
  db: Db
  folder: string
  importId: number
  /** Instant that new contacts get, UTC milliseconds. */
  at: number
  /** Called before each batch takes the write lock: lets the host write first. */
  giveWay(): void
  onProgress(): void
}

/** `stopped`: somebody else ended the import, or it never was to run. `reason` is for people, `error` for the log. */
export type ImportEnd = { status: 'done' } | { status: 'stopped' } | { status: 'failed'; reason: string; error: string }

/** How long a batch may keep the write lock, in ms; its size follows the speed of the machine. */
const holdMs = 8
const firstBatch = 100
const maxBatch = 2_000
/** From this size on the rows of a chunk are written in the order of their domains, which is many times less to write. */
const sortFromBytes = 5_000_000

/**
 * Reads the file from its beginning and writes what is not in the database yet. Chunks and their order are always the
 * same for the same file, so `rows_read` says exactly where to go on.
 */
export async function runImport(run: ImportRun): Promise<ImportEnd> {
  const row = getImportRow(run.db, run.importId)
  if (row?.status !== 'running') return { status: 'stopped' }
  const plan = readPlan(row)
  const writer = createWriter(run, row, plan)
  try {
    let before = 0
    for await (const chunk of readChunks(join(run.folder, row.uploadPath), plan)) {
      if (row.bytesTotal >= sortFromBytes) chunk.contacts.sort(byDomain)
      if (before + chunk.rows > writer.rowsDone() && !writer.write(chunk, writer.rowsDone() - before)) return { status: 'stopped' }
      before += chunk.rows
    }
    return { status: 'done' }
  } catch (error) {
    return { status: 'failed', reason: failure(error), error: error instanceof Error ? String(error.stack) : String(error) }
  }
}

interface Writer {
  rowsDone(): number
  /** Writes a chunk without its first `done` rows. False: the import was ended meanwhile. */
  write(chunk: Chunk, done: number): boolean
}

function createWriter(run: ImportRun, row: ImportRow, plan: { duplicates: Batch['duplicates']; tags: string[] }): Writer {
  let rowsDone = row.rowsRead
  let size = firstBatch

  function writeOne(chunk: Chunk, at: number): number {
    const { rejects, contacts } = chunk
    const to = Math.min(at + size, chunk.rows)
    const batch: Batch = {
      importId: run.importId,
      rowsBefore: rowsDone,
      bytesRead: chunk.bytesRead,
      // Rejects first, in the order of the file, then the contacts.
      rejects: rejects.slice(at, to),
      contacts: contacts.slice(Math.max(0, at - rejects.length), Math.max(0, to - rejects.length)),
      duplicates: plan.duplicates,
      tags: plan.tags,
      at: run.at,
    }
    run.giveWay()
    const startedMs = performance.now()
    if (!writeBatch(run.db, batch)) return -1
    const tookMs = performance.now() - startedMs
    size = Math.round(Math.max(20, Math.min(maxBatch, size * Math.max(0.5, Math.min(1.5, holdMs / tookMs)))))
    return to
  }

  return {
    rowsDone: () => rowsDone,
    write(chunk, done) {
      for (let at = done; at < chunk.rows; ) {
        const to = writeOne(chunk, at)
        if (to === -1) return false
        rowsDone += to - at
        at = to
        run.onProgress()
      }
      return true
    },
  }
}

function byDomain(a: RowContact, b: RowContact): number {
  if (a.domain !== b.domain) return a.domain < b.domain ? -1 : 1
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

/** In words, without paths. */
function failure(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  const stays = 'What was imported so far stays; import the file again to take in the rest.'
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return `The disk is full. ${stays}`
  if (code === 'ENOENT') return `The uploaded file is gone. ${stays}`
  if (typeof code === 'string' && /^(SQLITE_IOERR|EIO|EACCES)/.test(code)) return `The disk could not be read or written. ${stays}`
  if (code === 'SQLITE_BUSY') return `The database was busy for too long. ${stays}`
  return `The import stopped because of an error inside Campaign Desk. ${stays}`
}
