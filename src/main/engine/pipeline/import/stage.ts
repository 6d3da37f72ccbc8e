import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EngineContext } from '../../context.ts'
import { endImport, getImportRow, nextImport, startImport, toImport } from '../../db/contacts/imports.ts'
import { removeStaleUploads } from '../../db/contacts/uploads.ts'
import type { Tx } from '../../db/core/commit.ts'
import { statement } from '../../db/core/statement.ts'
import { writersOf } from '../../db/core/write-intent.ts'
import { releaseHeld } from '../../lifecycle/enrollment/replan.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import type { ImportEnd } from './run.ts'
import type { ImportWorkerData, ImportWorkerMessage } from './worker.ts'

/** One import at a time: all of them write to the same tables. */
const lane = 'import'
/** SQLite's own default: after so many pages a commit copies the write-ahead log into the database. */
const checkpointPages = 1_000

/**
 * Takes contacts in from files, one file at a time, on a worker thread. What a crash interrupted is `running` still,
 * and goes on from the last row that was committed.
 */
export function createImportStage(ctx: EngineContext): Stage {
  let worker: Worker | null = null
  let stopping = false

  async function run(importId: number): Promise<void> {
    ctx.commit('imports.start', (tx) => {
      startImport(tx, importId)
      tell(tx, 'The import has begun')
    })
    // The worker copies its log into the database by itself; this thread would stand still while it did.
    ctx.db.sqlite.pragma('wal_autocheckpoint = 0')
    try {
      const end = await work(importId)
      if (end.status !== 'stopped') finish(importId, end)
    } finally {
      ctx.db.sqlite.pragma(`wal_autocheckpoint = ${checkpointPages}`)
    }
    removeUpload(importId)
  }

  function work(importId: number): Promise<ImportEnd> {
    if (stopping) return Promise.resolve({ status: 'stopped' })
    const data: ImportWorkerData = { folder: ctx.folder, importId, at: ctx.ports.clock.now(), writers: writersOf(ctx.db) }
    const started = new Worker(ctx.ports.workerUrl('import'), { workerData: data, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
    worker = started
    return new Promise<ImportEnd>((resolve) => {
      let end: ImportEnd | null = null
      started.on('message', (message: ImportWorkerMessage) => {
        if (message.type === 'end') end = message.end
        else publishProgress(importId)
      })
      started.on('error', (error) => {
        const reason = 'The import stopped unexpectedly. What was imported so far stays; import the file again to take in the rest.'
        end = { status: 'failed', reason, error: String(error) }
      })
      // A worker that ended without a word was terminated; the import goes on at the next start.
      started.on('exit', () => {
        worker = null
        resolve(end ?? { status: 'stopped' })
      })
    })
  }

  function publishProgress(importId: number): void {
    const row = getImportRow(ctx.db, importId)
    if (!row) return
    const seq = statement(ctx.db, 'select coalesce(max(seq), 0) from events').pluck().get() as number
    ctx.bus.publish({ type: 'progress', seq, import: toImport(row) })
  }

  function finish(importId: number, end: Exclude<ImportEnd, { status: 'stopped' }>): void {
    if (end.status === 'failed') ctx.ports.log.error({ importId, error: end.error }, 'import failed')
    ctx.commit('imports.finish', (tx) => {
      const reason = end.status === 'failed' ? end.reason : ''
      // What came in may fill the gaps that messages were held for.
      releaseHeld(tx)
      if (endImport(tx, importId, end.status, reason)) tell(tx, end.status === 'failed' ? 'The import failed' : 'The import is done')
    })
  }

  function removeUpload(importId: number): void {
    const row = getImportRow(ctx.db, importId)
    if (row && row.status !== 'running' && row.status !== 'queued') rmSync(join(ctx.folder, row.uploadPath), { force: true })
  }

  return {
    name: 'import',
    long: true,
    recover: () => removeStaleUploads(ctx.folder, ctx.db, ctx.ports.clock.now()),
    nextDue: (now) => (nextImport(ctx.db) ? now : null),
    claim(_now, busy): Claim[] {
      if (stopping || busy.has(lane)) return []
      const next = nextImport(ctx.db)
      return next ? [{ lane, run: () => run(next.id) }] : []
    },
    async stop() {
      stopping = true
      await worker?.terminate()
    },
  }
}

function tell(tx: Tx, message: string): void {
  tx.emit({ type: 'import.changed', message })
  tx.emit({ type: 'contacts.changed' })
}
