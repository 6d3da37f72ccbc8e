import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../shared/errors.ts'
import type { Who } from './engine/db/core/owner.ts'
import { createEngine, type Engine } from './engine/engine.ts'
import type { Ports } from './engine/ports/ports.ts'
import type { SandboxControl } from './sandbox/control.ts'
import { createSandbox } from './sandbox/sandbox.ts'
import { createSimulations, type Simulations } from './sandbox/simulations.ts'

/** One client of the agency: a folder with everything that is theirs. */
export interface OpenWorkspace {
  slug: string
  folder: string
  engine: Engine
  /** Beside it, in a folder of its own; closed until somebody opens it. */
  sandbox: SandboxControl
  simulations: Simulations
  /** Tells whoever comes second where this one can be reached. */
  announce(url: string): void
  /** Stops the engine (a message in flight is finished first), throws the sandbox away and gives the folder back. */
  close(): Promise<void>
}

export interface Workspaces {
  /** Slugs of the workspaces there are, sorted. */
  list(): string[]
  /**
   * Opens a workspace and starts its engine. Without a slug: the only one, made at the first start.
   * @throws UserError CONFLICT (open elsewhere, or made by a newer version), NOT_FOUND, BAD_REQUEST (several, none named)
   */
  open(slug?: string): Promise<OpenWorkspace>
  closeAll(): Promise<void>
}

const firstSlug = 'my-workspace'
const slugPattern = /^[a-z0-9][a-z0-9-]{0,62}$/

/**
 * The workspaces below a data folder: `<data>/workspaces/<slug>/`, one engine for each that is open.
 * @param portsFor the engine's ports for a workspace's folder
 */
export function createWorkspaces(dataFolder: string, host: Who['host'], portsFor: (folder: string) => Ports): Workspaces {
  const root = join(dataFolder, 'workspaces')
  const opened = new Map<string, OpenWorkspace>()

  function list(): string[] {
    mkdirSync(root, { recursive: true, mode: 0o700 })
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && slugPattern.test(entry.name))
      .map((entry) => entry.name)
      .sort()
  }

  function choose(slug: string | undefined): string {
    const known = list()
    if (slug === undefined) {
      if (known.length > 1) {
        throw new UserError('BAD_REQUEST', `There are several workspaces: ${known.join(', ')}.`, {
          advice: 'Name one with --workspace NAME.',
        })
      }
      return known[0] ?? firstSlug
    }
    if (known.includes(slug)) return slug
    throw new UserError('NOT_FOUND', `There is no workspace "${slug}" in ${root}.`, {
      advice: known.length > 0 ? `Choose one of: ${known.join(', ')}.` : 'Start once without naming one: the first is made then.',
    })
  }

  return {
    list,
    async open(slug) {
      const chosen = choose(slug)
      const folder = join(root, chosen)
      // It claims the folder before it opens anything in it.
      const engine = createEngine(folder, portsFor(folder), { host })
      const sandbox = createSandbox(engine, join(dataFolder, 'sandbox', chosen), host)
      const simulations = createSimulations(join(dataFolder, 'simulations', chosen), engine.context.ports)
      const workspace: OpenWorkspace = {
        slug: chosen,
        folder,
        engine,
        sandbox,
        simulations,
        announce: engine.owner.announce,
        async close() {
          opened.delete(chosen)
          await simulations.close()
          await sandbox.close()
          await engine.stop()
        },
      }
      await engine.start().catch(async (error: unknown) => {
        await engine.stop()
        throw error
      })
      opened.set(chosen, workspace)
      return workspace
    },
    async closeAll() {
      await Promise.all([...opened.values()].map((workspace) => workspace.close()))
    },
  }
}
