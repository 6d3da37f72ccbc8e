import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = join(import.meta.dirname, 'children/engine.ts')

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

/** @param cacheFolder compiled code, kept from one life to the next: a start takes half as long */
export function begin(folder: string, cacheFolder: string, http = false): Life {
  const child = spawn(process.execPath, [program, folder, ...(http ? ['--http'] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder },
  })
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
