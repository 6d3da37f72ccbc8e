import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EngineContext } from '../../context.ts'
import { getImportRow, nextImport, toImport } from '../../db/contacts/imports.ts'
import { removeStaleUploads } from '../../db/contacts/uploads.ts'
import { leaveCheckpoints, takeCheckpoints } from '../../db/core/checkpoints.ts'
import { newestSeq } from '../../db/core/events.ts'
import { writersOf } from '../../db/core/write-intent.ts'
import { endImport, startImport } from '../../lifecycle/import/verbs.ts'
import type { Claim, Stage } from '../../runner/stage.ts'
import type { ImportEnd } from './run.ts'
import type { ImportWorkerData, ImportWorkerMessage } from './worker.ts'

/** One import at a time: all of them write to the same tables. */
const lane = 'import'

/**
 * Takes contacts in from files, one file at a time, on a worker thread. What a crash interrupted is `running` still,
 * and goes on from the last row that was committed.
 */
export function createImportStage(ctx: EngineContext): Stage {
  let worker: Worker | null = null
  let stopping = false

  async function run(importId: number): Promise<void> {
    ctx.commit('imports.start', (tx) => startImport(tx, importId))
    // The worker copies its log into the database by itself; this thread would stand still while it did.
    leaveCheckpoints(ctx.db)
    try {
      const end = await work(importId)
      if (end.status !== 'stopped') finish(importId, end)
    } finally {
      takeCheckpoints(ctx.db)
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
    ctx.bus.publish({ type: 'progress', seq: newestSeq(ctx.db), import: toImport(row) })
  }

  function finish(importId: number, end: Exclude<ImportEnd, { status: 'stopped' }>): void {
    if (end.status === 'failed') ctx.ports.log.error({ importId, error: end.error }, 'import failed')
    ctx.commit('imports.finish', (tx) => endImport(tx, importId, end.status === 'failed' ? end.reason : null))
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
