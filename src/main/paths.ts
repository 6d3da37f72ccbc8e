import { fileURLToPath } from 'node:url'
import type { WorkerUrl } from './engine/ports/machine.ts'

// Sources (src/main/*.ts) and both bundles (out/main/*.js, out/headless/*.js) lie two folders deep, and every chunk of
// a bundle lies beside its entry; so what is relative to this file is the same in all three.
const fromSource = import.meta.url.endsWith('.ts')

/** The shipped migrations. A packaged desktop app has them among its resources instead. */
export const migrationsFolder = fileURLToPath(new URL('../../resources/migrations', import.meta.url))

/** The desktop's icon, tray pictures and badges. A packaged app has them among its resources instead. */
export const picturesFolder = fileURLToPath(new URL('../../resources/pictures', import.meta.url))

/** The built renderer; may be missing when run from source. */
export const rendererFolder = fileURLToPath(new URL(fromSource ? '../../out/renderer' : '../renderer', import.meta.url))

/** The built preload script of the desktop window. */
export const preloadFile = fileURLToPath(new URL(fromSource ? '../../out/preload/index.cjs' : '../preload/index.cjs', import.meta.url))

const workers = {
  import: { source: './engine/pipeline/import/worker.ts', bundle: './workers/import.js' },
  simulation: { source: './sandbox/simulation-worker.ts', bundle: './workers/simulation.js' },
} as const

export const workerUrl: WorkerUrl = (name) => new URL(fromSource ? workers[name].source : workers[name].bundle, import.meta.url)
