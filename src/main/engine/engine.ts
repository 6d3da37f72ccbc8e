import { mkdirSync } from 'node:fs'
import { createSignIns } from './accounts/sign-ins.ts'
import { createTestedDrafts } from './accounts/tested-drafts.ts'
import type { EngineContext } from './context.ts'
import { keepSuppressionLog } from './db/contacts/suppression-log.ts'
import { createBus } from './db/core/bus.ts'
import { type CommitHooks, createCommit, rehearsal } from './db/core/commit.ts'
import { openDatabase } from './db/core/open.ts'
import { claimFolder, type Ownership } from './db/core/owner.ts'
import { makeWorkspace } from './db/core/workspace.ts'
import { type Router, router } from './handlers/index.ts'
import { createStages } from './pipeline/stages.ts'
import type { Ports } from './ports/ports.ts'
import { executeNext } from './runner/execute-next.ts'
import { createRunner, type Runner } from './runner/runner.ts'
import { wakeUp } from './runner/wake-up.ts'

/** What is wrong with an input, in words: hosts say it of their own routes the same way. */
export { explainInput } from './handlers/input-problem.ts'

export interface EngineOptions {
  /** Which host runs it; told to whoever comes second. */
  host?: 'headless' | 'desktop'
  /** Name and zone of a workspace that is made now. */
  name?: string
  zone?: string
  hooks?: CommitHooks
  /** False for a folder that is thrown away: nothing in it has to survive a power cut. */
  durable?: boolean
}

/** The engine of one workspace. It knows no other, and no host. */
export interface Engine {
  router: Router
  context: EngineContext
  owner: Ownership
  start(): Promise<void>
  /** The machine woke from sleep: replies are read before anything is sent. The clock tells too, but later. */
  wake(): void
  /** Lets a message in flight finish, closes every connection and gives the folder back. */
  stop(): Promise<void>
  /** For tests and the demo: runs everything that is due at this instant. */
  drain(): Promise<void>
  /** When something is due next, UTC milliseconds; null when nothing is planned. `without` leaves a stage out. */
  nextDue(without?: string): number | null
}

/**
 * Opens the workspace in `folder`, making it if it is empty. Nothing runs before `start`.
 * @throws UserError CONFLICT where another process has the folder, or the database is from a newer version
 */
export function createEngine(folder: string, ports: Ports, options: EngineOptions = {}): Engine {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const owner = claimFolder(folder, { host: options.host ?? 'headless', startedAt: ports.clock.now() })
  try {
    return open(folder, ports, options, owner)
  } catch (error) {
    owner.release()
    throw error
  }
}

function open(folder: string, ports: Ports, options: EngineOptions, owner: Ownership): Engine {
  const db = openDatabase(folder, ports.migrationsFolder, options.durable)
  const bus = createBus((error) => ports.log.error({ error: String(error) }, 'a listener failed'))
  let runner: Runner | null = null
  const commit = createCommit(db, ports.clock, bus, ports.log, () => runner?.wake(), options.hooks)
  commit('workspace.make', (tx) => {
    const zone = options.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    makeWorkspace(tx, { id: () => ports.random.uuid(), name: options.name ?? 'My workspace', zone })
  })
  const endLog = keepSuppressionLog(folder, db, commit, bus, ports.log)

  const asked = new Set<Promise<unknown>>()
  const context: EngineContext = {
    folder,
    db,
    commit,
    rehearse: rehearsal(db, ports.clock),
    bus,
    ports,
    signIns: createSignIns(ports),
    testedDrafts: createTestedDrafts(ports.clock),
    awakeSince: { at: ports.clock.now() },
    drain: async () => runner?.drain(),
    executeNext: (campaignId) => {
      const answer = executeNext(context, campaignId, async () => (await runner?.round()) ?? 0)
      asked.add(answer)
      return answer.finally(() => asked.delete(answer))
    },
  }
  const stages = createStages(context)
  runner = createRunner(stages, ports.clock, ports.log, () => wakeUp(context))
  const running = runner

  return {
    router,
    context,
    owner,
    async start() {
      wakeUp(context)
      running.start()
    },
    wake: () => wakeUp(context),
    async stop() {
      context.signIns.close()
      await running.stop()
      // Whoever asked for the next batch still counts what left.
      await Promise.allSettled(asked)
      await Promise.all([ports.mailer.close(), ports.reader.close()])
      endLog()
      db.sqlite.close()
      owner.release()
    },
    drain: () => running.drain(),
    nextDue: (without) => running.nextDue(without),
  }
}
