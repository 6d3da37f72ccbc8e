/** The worker thread of an import: a connection of its own, so that the host's event loop stays free. */
import { parentPort, workerData } from 'node:worker_threads'
import { checkpoint, takeCheckpoints } from '../../db/core/checkpoints.ts'
import { openWorkerDatabase } from '../../db/core/open.ts'
import { type ImportEnd, runImport } from './run.ts'

export interface ImportWorkerData {
  folder: string
  importId: number
  /** UTC milliseconds. */
  at: number
  /** Writers of the host that wait for the database now (`db/write-intent.ts`). */
  writers: Int32Array
}

export type ImportWorkerMessage = { type: 'progress' } | { type: 'end'; end: ImportEnd }

const progressMs = 250
/** Pages of the write-ahead log after which it is copied into the database: here, never on the host's thread. */
const checkpointPages = 16_000

async function work(data: ImportWorkerData): Promise<void> {
  const db = openWorkerDatabase(data.folder)
  takeCheckpoints(db, checkpointPages)
  let saidMs = 0
  try {
    const end = await runImport({
      db,
      folder: data.folder,
      importId: data.importId,
      at: data.at,
      giveWay() {
        // The host's thread is never to wait for more than the batch that is under way.
        for (let waiting = Atomics.load(data.writers, 0); waiting > 0; waiting = Atomics.load(data.writers, 0)) {
          Atomics.wait(data.writers, 0, waiting, 50)
        }
      },
      onProgress() {
        const nowMs = performance.now()
        if (nowMs - saidMs < progressMs) return
        saidMs = nowMs
        say({ type: 'progress' })
      },
    })
    checkpoint(db)
    say({ type: 'end', end })
  } finally {
    db.sqlite.close()
  }
}

function say(message: ImportWorkerMessage): void {
  parentPort?.postMessage(message)
}

await work(workerData as ImportWorkerData)
