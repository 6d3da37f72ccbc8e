/** The worker thread of a simulation: an engine of its own, so that the host's event loop stays free. */
import { parentPort, workerData } from 'node:worker_threads'
import { UserError } from '../../shared/errors.ts'
import type { Log } from '../engine/ports/machine.ts'
import type { SimulationReport } from './simulation-days.ts'

import type { SimulationPlan } from './simulation-plan.ts'
import { simulate } from './simulation-run.ts'

export interface SimulationWorkerData {
  plan: SimulationPlan
  folder: string
  migrationsFolder: string
}

export type SimulationMessage =
  | { type: 'day' | 'end'; report: SimulationReport }
  /** `message` is for people; `error` for the log. */
  | { type: 'failed'; message: string; error: string }
  | { type: 'log'; fields: Record<string, unknown>; message: string }

const failed = 'The simulation stopped unexpectedly. The log has the details.'

/** What went wrong is told; slow commits and the like concern nobody here. */
const log: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields, message) => say({ type: 'log', fields, message }),
}

function say(message: SimulationMessage): void {
  parentPort?.postMessage(message)
}

try {
  const data = workerData as SimulationWorkerData
  const report = await simulate(data.plan, { ...data, log, onDay: (report) => say({ type: 'day', report }) })
  say({ type: 'end', report })
} catch (error) {
  say({ type: 'failed', message: error instanceof UserError ? error.message : failed, error: String(error) })
}
