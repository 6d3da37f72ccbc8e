import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimFolder, readOwner } from '../../src/main/engine/db/core/owner.ts'
import { UserError } from '../../src/shared/errors.ts'

const program = join(import.meta.dirname, 'children/owner.ts')
const who = { host: 'desktop', startedAt: Date.UTC(2026, 10, 21, 9) } as const
let folder: string
let children: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'owner-'))
  children = []
})

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function startOwner(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [said] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, said }
}

function refusal(work: () => unknown): UserError {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('claimFolder', () => {
  it('refuses a second claim in the same process, and names the owner', () => {
    const first = claimFolder(folder, who)
    const error = refusal(() => claimFolder(folder, who))
    expect(error.code).toBe('CONFLICT')
    expect(error.message).toContain(
      `already open in process ${process.pid} on machine ${hostname()} (desktop, since 2026-11-21T09:00:00.000Z)`,
    )
    first.announce('http://127.0.0.1:4777')
    expect(refusal(() => claimFolder(folder, who)).message).toContain('desktop at http://127.0.0.1:4777, since')
    first.release()
    claimFolder(folder, who).release()
  })

  it('keeps the claim when a refused one is over: only the owner can give it back', async () => {
    const first = claimFolder(folder, who)
    for (let i = 0; i < 3; i++) refusal(() => claimFolder(folder, who))
    const { said } = await startOwner()
    expect(JSON.parse(said)).toMatchObject({ code: 'CONFLICT' })
    first.release()
    first.release()
    expect((await startOwner()).said).toBe('claimed')
  })

  it('refuses a folder that a living process has, and takes over after kill -9', async () => {
    const { child, said } = await startOwner()
    expect(said).toBe('claimed')
    const error = refusal(() => claimFolder(folder, who))
    expect(error.message).toContain(`process ${child.pid} on machine ${hostname()} (headless, since `)
    expect(error.details).toMatchObject({ owner: { pid: child.pid } })

    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    // The dead owner's note is still there; the lock is not.
    expect(readOwner(folder)?.pid).toBe(child.pid)
    const mine = claimFolder(folder, who)
    expect(readOwner(folder)?.pid).toBe(process.pid)
    mine.release()
    expect(existsSync(join(folder, 'owner.json'))).toBe(false)
  })

  it('lets exactly one of many processes have it', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, startOwner))
    expect(all.filter(({ said }) => said === 'claimed')).toHaveLength(1)
    for (const { said } of all) if (said !== 'claimed') expect(JSON.parse(said).code).toBe('CONFLICT')
  })

  it('does not trust a note that is damaged or of a dead process', () => {
    writeFileSync(join(folder, 'owner.json'), '{"pid": "no')
    const first = claimFolder(folder, who)
    writeFileSync(join(folder, 'owner.json'), JSON.stringify({ ...who, pid: 2 ** 22 + 1, machine: hostname() }))
    expect(refusal(() => claimFolder(folder, who)).message).toContain('already open in another process')
    first.release()
  })

  it('says what is wrong with a lock file that is none, and leaves it alone', () => {
    writeFileSync(join(folder, 'owner.lock.db'), 'x'.repeat(4096))
    expect(refusal(() => claimFolder(folder, who)).message).toContain('cannot be locked (SQLITE_NOTADB)')
    expect(readFileSync(join(folder, 'owner.lock.db'), 'utf8')).toBe('x'.repeat(4096))
  })
})
