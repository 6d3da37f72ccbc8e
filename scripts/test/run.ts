import { spawn } from 'node:child_process'

/** Runs a program (found on PATH, where npm puts this project's own) with our output as its own. Resolves to its exit code. */
export function run(command: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' })
    child.on('error', (error) => {
      process.stdout.write(`${command} could not be started: ${error.message}\n`)
      resolve(127)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}
