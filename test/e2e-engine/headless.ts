/** The headless host as a person starts it, and its HTTP API as a stranger's program would use it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../..')

export interface Headless {
  url: string
  /** What it and its API said, whole: to look for secrets in it. */
  said: string[]
  /** Asks the API; the address has to stand in the OpenAPI document. @throws Error for any answer but 2xx */
  call<T>(method: Method, path: string, body?: unknown): Promise<T>
  stop(): Promise<void>
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Starts `campaign-desk serve --json` on a folder, and reads what it says. */
export async function startHeadless(dataFolder: string, env: NodeJS.ProcessEnv): Promise<Headless> {
  const args = [join(root, 'src/main/headless.ts'), 'serve', '--json', '--data', dataFolder, '--port', '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the headless host ended:\n${said.join('')}`)
  })
  ended.catch(() => {})
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  const { url, token, openapi } = JSON.parse(line) as { url: string; token: string; openapi: string }
  const headers = { authorization: `Bearer ${token}` }
  const documented = await readPaths(openapi, headers)
  return {
    url,
    said,
    async call<T>(method: Method, path: string, body?: unknown): Promise<T> {
      const [bare = ''] = path.split('?')
      if (!documented.some((route) => route.method === method && route.pattern.test(bare)))
        throw new Error(`${method} ${bare} is not in the OpenAPI document`)
      const isText = typeof body === 'string'
      const response = await fetch(url + path, {
        method,
        headers: { ...headers, 'content-type': isText ? 'text/csv' : 'application/json' },
        body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
      })
      const text = await response.text()
      said.push(text)
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
      return JSON.parse(text) as T
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const [code] = (await once(child, 'exit')) as [number | null]
      if (code !== 0) throw new Error(`the headless host ended with ${code}:\n${said.join('')}`)
    },
  }
}

async function readPaths(openapi: string, headers: Record<string, string>): Promise<{ method: string; pattern: RegExp }[]> {
  const response = await fetch(openapi, { headers })
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> }
  return Object.entries(paths).flatMap(([path, item]) => {
    const pattern = new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`)
    return Object.keys(item).map((method) => ({ method: method.toUpperCase(), pattern }))
  })
}
