import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { UserError } from '../../../../shared/errors.ts'
import type { Instant } from '../../ports/machine.ts'

/** Who wants a workspace. */
export interface Who {
  host: 'headless' | 'desktop'
  startedAt: Instant
}

/** Who has it: what the second one is told. */
export interface Owner extends Who {
  pid: number
  machine: string
  url?: string
}

export interface Ownership {
  /** Says where the owner can be reached, for whoever comes second. */
  announce(url: string): void
  /** Gives the folder back. Safe to call twice. */
  release(): void
}

const lockFile = 'owner.lock.db'
const ownerFile = 'owner.json'

/**
 * Takes a workspace folder for this process (rule 8). The claim is a lock that the operating system holds on a small
 * SQLite file of its own, for as long as the process lives: after a crash, kill -9 or power cut it is simply free, so a
 * dead owner is taken over without guessing from process ids. `owner.json` beside it only tells a person who it is.
 *
 * Nothing in this process may open `owner.lock.db` by other means: closing any descriptor of it would drop a POSIX lock.
 * @throws UserError CONFLICT where another process, or this one, has the folder already.
 */
export function claimFolder(folder: string, who: Who): Ownership {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = takeLock(folder)
  const owner: Owner = { ...who, pid: process.pid, machine: hostname() }
  writeOwner(folder, owner)
  let released = false
  return {
    announce(url) {
      if (!released) writeOwner(folder, { ...owner, url })
    },
    release() {
      if (released) return
      released = true
      rmSync(join(folder, ownerFile), { force: true })
      lock.close()
    },
  }
}

/** Who has the folder, as far as it is written down; null where nothing is. Says nothing about whether they still live. */
export function readOwner(folder: string): Owner | null {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(folder, ownerFile), 'utf8'))
    return isOwner(owner) ? owner : null
  } catch {
    return null
  }
}

function takeLock(folder: string): Sqlite.Database {
  let lock: Sqlite.Database | undefined
  try {
    lock = new Sqlite(join(folder, lockFile), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const code = (error as { code?: unknown }).code
    if (code === 'SQLITE_BUSY') throw taken(folder)
    throw new UserError('CONFLICT', `The folder ${folder} cannot be locked (${String(code)}). Nothing was changed.`, {
      advice: 'Check that you may write to it, that its disk has room and supports file locks, or choose another folder.',
    })
  }
}

function taken(folder: string): UserError {
  const owner = livingOwner(folder)
  const name = basename(folder)
  if (!owner) {
    return new UserError('CONFLICT', `The workspace "${name}" is already open in another process.`, { advice: howToGetIt })
  }
  const since = new Date(owner.startedAt).toISOString()
  const at = owner.url ? ` at ${owner.url}` : ''
  return new UserError(
    'CONFLICT',
    `The workspace "${name}" is already open in process ${owner.pid} on machine ${owner.machine} (${owner.host}${at}, since ${since}).`,
    { advice: howToGetIt, details: { owner } },
  )
}

const howToGetIt = 'Use that one, or end it first. Two processes never send for one workspace.'

/**
 * A new owner locks first and writes its name a moment later: a name of a dead process is waited out, briefly.
 */
function livingOwner(folder: string): Owner | null {
  for (let tries = 0; tries < 10; tries++) {
    const owner = readOwner(folder)
    if (owner && (owner.machine !== hostname() || isAlive(owner.pid))) return owner
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  }
  return null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM'
  }
}

function writeOwner(folder: string, owner: Owner): void {
  const path = join(folder, ownerFile)
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(owner)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false
  const owner = value as Partial<Owner>
  return typeof owner.pid === 'number' && typeof owner.machine === 'string' && typeof owner.startedAt === 'number'
}
