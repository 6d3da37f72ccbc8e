import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { end, runCommand, type Serving, startServing } from './children/serve.ts'

let data: string
let running: Serving[]

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cli-'))
  running = []
})
afterEach(async () => {
  await Promise.all(running.map(({ child }) => end(child, 'SIGKILL')))
  rmSync(data, { recursive: true, force: true })
})

async function serve(args?: string[]): Promise<Serving> {
  const serving = await startServing(data, args)
  running.push(serving)
  return serving
}

function get({ greeting }: Serving, path: string): Promise<Response> {
  return fetch(greeting.url + path, { headers: { authorization: `Bearer ${greeting.token}` } })
}

function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

describe('campaign-desk serve', () => {
  it('makes the first workspace, says where it is, and serves the API', async () => {
    const serving = await serve()
    const { url, token, openapi, pid, workspace } = serving.greeting
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(openapi).toBe(`${url}/api/openapi.json`)
    expect(pid).toBe(serving.child.pid)
    expect(workspace).toBe(join(data, 'workspaces/my-workspace'))
    expect(await (await get(serving, '/api/workspace')).json()).toMatchObject({ name: 'My workspace', dailyCredits: 200 })
    expect((await (await fetch(openapi, { headers: { authorization: `Bearer ${token}` } })).json()) as object).toHaveProperty('paths')
    expect(JSON.parse(readFileSync(join(workspace, 'owner.json'), 'utf8'))).toMatchObject({ pid, url, host: 'headless' })
    expect(serving.output().split('\n')).toHaveLength(1)
  })

  it('keeps its token over a restart, readable by its owner only, and ends cleanly on a signal', async () => {
    const first = await serve()
    expect(statSync(join(data, 'token')).mode & 0o777).toBe(0o600)
    expect(await end(first.child, 'SIGTERM')).toBe(0)
    expect(existsSync(join(data, 'workspaces/my-workspace/owner.json'))).toBe(false)
    const second = await serve()
    expect(second.greeting.token).toBe(first.greeting.token)
    expect(await end(second.child, 'SIGINT')).toBe(0)
    expect(readFileSync(join(data, 'log/campaign-desk.log'), 'utf8')).not.toContain(first.greeting.token)
  })

  it('ends while somebody follows the event stream', async () => {
    const serving = await serve()
    const stream = await get(serving, '/api/events')
    expect(stream.status).toBe(200)
    const read = stream.text().catch(() => 'cut off')
    expect(await end(serving.child, 'SIGTERM')).toBe(0)
    await read
  })

  it('finishes what is under way after the first signal, and ends at once on the second', async () => {
    const serving = await serve()
    const body = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(Buffer.from('email\n')) })
    const init = {
      method: 'PUT',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${serving.greeting.token}`, 'content-type': 'text/csv' },
    }
    const upload = fetch(`${serving.greeting.url}/api/uploads`, init as RequestInit).catch(() => 'cut off')
    const uploads = join(serving.greeting.workspace, 'uploads')
    await expect.poll(() => existsSync(uploads) && readdirSync(uploads).length).toBe(1)
    serving.child.kill('SIGINT')
    // Not a request: one that comes in at this moment is waited for, as the upload is, until both are cut off.
    await expect.poll(() => isListening(serving.greeting.url)).toBe(false)
    expect(await end(serving.child, 'SIGINT')).toBe(130)
    expect(await upload).toBe('cut off')
  })

  it('refuses a folder that another process has, and names it; after kill -9 the next one has it', async () => {
    const first = await serve()
    const second = await runCommand(['serve', '--data', data])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(`already open in process ${first.greeting.pid} on machine`)
    expect(second.stderr).toContain(first.greeting.url)
    expect((await get(first, '/api/workspace')).status).toBe(200)
    await end(first.child, 'SIGKILL')
    const third = await serve()
    expect((await get(third, '/api/workspace')).status).toBe(200)
  })

  it('takes another port where the default one is used, but not where a port was asked for', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await expect.poll(() => blocker.address()).not.toBeNull()
    const { port } = blocker.address() as { port: number }
    const refused = await runCommand(['serve', '--data', data, '--port', String(port)])
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`Port ${port} is used by another program.`)])
    blocker.close()
    // Two at once with no port named: whatever has 4777, both find one.
    const other = mkdtempSync(join(tmpdir(), 'cli-'))
    const [first, second] = await Promise.all([serve([]), startServing(other, [])])
    running.push(second)
    expect(first.greeting.url).not.toBe(second.greeting.url)
    await end(second.child, 'SIGTERM')
    rmSync(other, { recursive: true, force: true })
  })

  it('leaves a database from a newer version untouched', async () => {
    const serving = await serve()
    const path = join(serving.greeting.workspace, 'workspace.db')
    await end(serving.child, 'SIGTERM')
    const sqlite = new Sqlite(path)
    sqlite.prepare(`insert into __drizzle_migrations (hash, created_at) values ('later', ?)`).run(Date.now() * 2)
    sqlite.pragma('wal_checkpoint(truncate)')
    sqlite.close()
    const digest = () => createHash('sha256').update(readFileSync(path)).digest('hex')
    const before = digest()
    const refused = await runCommand(['serve', '--data', data])
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('made by a newer version')])
    expect(digest()).toBe(before)
    expect(existsSync(join(serving.greeting.workspace, 'owner.json'))).toBe(false)
  })

  it('opens the one workspace there is, and asks which where there are several', async () => {
    mkdirSync(join(data, 'workspaces/acme'), { recursive: true })
    const only = await serve()
    expect(only.greeting.workspace).toBe(join(data, 'workspaces/acme'))
    mkdirSync(join(data, 'workspaces/salon'))
    const asked = await runCommand(['serve', '--data', data])
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('There are several workspaces: acme, salon.')])
    const both = await serve(['--port', '0', '--workspace', 'salon'])
    expect(both.greeting.workspace).toBe(join(data, 'workspaces/salon'))
    const unknown = await runCommand(['serve', '--data', data, '--workspace', '../acme'])
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('There is no workspace "../acme"')])
  })
})

describe('campaign-desk', () => {
  it('says in words that a data folder cannot be used', async () => {
    const { code, stdout, stderr } = await runCommand(['serve', '--port', '0', '--data', join(import.meta.filename, 'below')])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('a part of that path is a file, not a folder. Choose another folder with --data DIR.')
    expect(stderr).not.toContain('    at ')
  })

  it.each([
    [['serve', '--frob'], "Unknown option '--frob'"],
    [['serve', '--port', 'x'], '--port takes a number from 0 to 65535, not "x".'],
    [['serve', '--port', '65536'], '--port takes a number'],
    [['serve', '--data'], '--data'],
    [['serve', '--data', ''], '--data takes a folder; it is empty.'],
    [['serve', 'now'], '"now" is too much.'],
    [['sing'], 'There is no command "sing".'],
    [[], 'Say what to do'],
  ])('%j is refused with code 2', async (args, words) => {
    const { code, stdout, stderr } = await runCommand(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(words)
    expect(stderr).toContain('campaign-desk --help')
  })

  it('tells what it can do, and its version', async () => {
    const help = await runCommand(['--help'])
    expect([help.code, help.stderr]).toEqual([0, ''])
    for (const words of ['serve', '--data DIR', '--port N', '--json', '4777']) expect(help.stdout).toContain(words)
    expect((await runCommand(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
