import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = join(import.meta.dirname, '../../../src/main/headless.ts')

export interface Greeting {
  url: string
  token: string
  openapi: string
  pid: number
  workspace: string
}

export interface Serving {
  child: ChildProcess
  greeting: Greeting
  /** Everything on stdout so far. */
  output(): string
}

/** Runs the command to its end. */
export async function runCommand(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (piece) => {
    stdout += piece
  })
  child.stderr.on('data', (piece) => {
    stderr += piece
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** `serve --json` on any free port, once it is ready. */
export async function startServing(data: string, args: string[] = ['--port', '0']): Promise<Serving> {
  const child = spawn(process.execPath, [program, 'serve', '--data', data, '--json', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const ended = once(child, 'exit').then(() => {
    throw new Error('it ended before it was ready')
  })
  const [line] = (await Promise.race([once(reader, 'line'), ended])) as [string]
  ended.catch(() => {})
  return { child, greeting: JSON.parse(line) as Greeting, output: () => lines.join('\n') }
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode
  const gone = once(child, 'exit')
  child.kill(signal)
  const [code, by] = (await gone) as [number | null, NodeJS.Signals | null]
  return code ?? by
}
