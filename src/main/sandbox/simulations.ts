import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { UserError } from '../../shared/errors.ts'
import type { Simulation } from '../../shared/schemas/runs.ts'
import type { Engine } from '../engine/engine.ts'
import { apiOf } from './api.ts'
import { planSimulation, type SimulationPlan } from './simulation-plan.ts'
import type { SimulationMessage, SimulationWorkerData } from './simulation-worker.ts'

/** The simulations of a workspace: one at a time, on a thread of its own. The last ones can be looked at until the end. */
export interface Simulations {
  /**
   * Begins one; one that goes on is cancelled. Only the API of `engine` is asked, and only before it begins.
   * @throws UserError NOT_FOUND for a campaign that is not there, PRECONDITION_FAILED for one that could not run
   */
  start(engine: Pick<Engine, 'router' | 'context'>, ask: { campaignId: number; days: number }): Promise<Simulation>
  /** @throws UserError NOT_FOUND */
  get(id: string): Simulation
  /** Safe to call twice; one that has ended stays as it is. @throws UserError NOT_FOUND */
  cancel(id: string): Simulation
  /** Ends what goes on, and removes what it left. */
  close(): Promise<void>
}

interface Job {
  shown: Simulation
  startedMs: number
  worker: Worker
  /** When its thread is gone, and its folder with it. */
  gone: Promise<void>
}

/** So many can be looked at. */
const kept = 20

/**
 * @param folder of its own, outside of the workspace's: what lies there was left by a crash, and is removed
 * @param ports of the workspace: where the program's own files lie, and the log
 */
export function createSimulations(
  folder: string,
  ports: Pick<Engine['context']['ports'], 'log' | 'random' | 'workerUrl' | 'migrationsFolder'>,
): Simulations {
  rmSync(folder, { recursive: true, force: true })
  const jobs = new Map<string, Job>()
  let closed = false

  function job(id: string): Job {
    const found = jobs.get(id)
    if (found) return found
    throw new UserError('NOT_FOUND', `There is no simulation "${id}" in this workspace.`, { advice: 'Start it again.' })
  }

  function present({ shown, startedMs }: Job): Simulation {
    return shown.state === 'running' ? { ...shown, tookMs: Math.round(performance.now() - startedMs) } : shown
  }

  function end(job: Job, change: Partial<Simulation>): void {
    if (job.shown.state === 'running') job.shown = { ...present(job), ...change }
  }

  function cancel(job: Job): void {
    if (job.shown.state !== 'running') return
    end(job, { state: 'cancelled', message: 'It was stopped.' })
    void job.worker.terminate()
  }

  function begin(plan: SimulationPlan, campaignId: number): Job {
    const id = ports.random.uuid()
    const own = join(folder, id)
    const data: SimulationWorkerData = { plan, folder: own, migrationsFolder: ports.migrationsFolder }
    const worker = new Worker(ports.workerUrl('simulation'), { workerData: data, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
    const shown = emptySimulation(id, campaignId)
    const job: Job = { shown, startedMs: performance.now(), worker, gone: Promise.resolve() }
    worker.on('message', (message: SimulationMessage) => hear(job, message))
    worker.on('error', (error) => {
      ports.log.error({ simulation: id, error: String(error) }, 'a simulation failed')
      end(job, { state: 'failed', message: unexpected })
    })
    job.gone = new Promise((resolve) => {
      worker.on('exit', () => {
        end(job, { state: 'failed', message: unexpected })
        rmSync(own, { recursive: true, force: true })
        resolve()
      })
    })
    return job
  }

  function hear(job: Job, message: SimulationMessage): void {
    if (job.shown.state !== 'running') return
    switch (message.type) {
      case 'log':
        ports.log.error({ simulation: job.shown.id, ...message.fields }, message.message)
        break
      case 'day':
        job.shown = { ...job.shown, ...message.report }
        break
      case 'end':
        end(job, { ...message.report, state: 'done' })
        break
      case 'failed':
        ports.log.error({ simulation: job.shown.id, error: message.error }, 'a simulation failed')
        end(job, { state: 'failed', message: message.message })
        break
    }
  }

  return {
    async start(engine, { campaignId, days }) {
      const plan = await planSimulation(apiOf(engine), campaignId, days)
      if (closed) throw new UserError('PRECONDITION_FAILED', 'The workspace is being closed.')
      for (const other of jobs.values()) cancel(other)
      const begun = begin(plan, campaignId)
      jobs.set(begun.shown.id, begun)
      const [oldest = ''] = jobs.keys()
      if (jobs.size > kept) jobs.delete(oldest)
      return present(begun)
    },
    get: (id) => present(job(id)),
    cancel(id) {
      cancel(job(id))
      return present(job(id))
    },
    async close() {
      closed = true
      for (const other of jobs.values()) cancel(other)
      await Promise.all([...jobs.values()].map(({ gone }) => gone))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const unexpected = 'The simulation stopped unexpectedly. The log has the details.'

function emptySimulation(id: string, campaignId: number): Simulation {
  return {
    id,
    campaignId,
    state: 'running',
    message: '',
    progress: 0,
    days: [],
    sent: 0,
    replies: 0,
    creditsUsed: 0,
    providerCredits: null,
    finishesOn: null,
    tookMs: 0,
  }
}
