import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')

/** One life of the engine, in a process of its own. */
export interface Life {
  /** Resolves with what it said once it runs. Rejects where it ended before. */
  running: Promise<{ url: string; token: string }>
  /** Still there? */
  alive(): boolean
  /** `kill -9`, and resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to stop, and resolves when it has. @throws Error where it did not end well */
  stop(): Promise<void>
}

/**
 * Makes one file of a child and all that it imports, which begins three times as fast. Returns its path.
 * @param child which of `children/`
 */
export async function bundle(outFolder: string, child = 'engine'): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: { ssr: join(root, `test/crash/children/${child}.ts`), outDir: outFolder, emptyOutDir: true, target: 'node22' },
  })
  // The database's native part stays where it is.
  mkdirSync(join(outFolder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/better-sqlite3'), join(outFolder, 'node_modules/better-sqlite3'))
  return join(outFolder, `${child}.js`)
}

/** @param http with the API */
export function begin(program: string, folder: string, http = false): Life {
  const args = [program, folder, join(root, 'resources/migrations'), ...(http ? ['--http'] : [])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const running = firstLine(child)
  // Lives that are killed while they begin never say anything.
  running.catch(() => {})
  return {
    running,
    alive: () => child.exitCode === null && child.signalCode === null,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      const [code, signal] = await ended
      if (code !== 0) throw new Error(`the engine ended with ${code ?? signal}`)
    },
  }
}

async function firstLine(child: ChildProcess): Promise<{ url: string; token: string }> {
  if (!child.stdout) throw new Error('no output')
  const ended = once(child, 'exit').then(() => {
    throw new Error('the engine ended before it ran')
  })
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  return JSON.parse(line) as { url: string; token: string }
}
