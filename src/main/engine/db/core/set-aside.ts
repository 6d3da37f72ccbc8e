/** The copy of a workspace's database that is kept before its tables are changed: `workspace.before-<tag>.db`. */
import { closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { UserError } from '../../../../shared/errors.ts'

/** Copies are as large as the workspace; the second one is for whoever notices late that something is missing. */
const keptCopies = 2
/** Only a whole copy gets its own name. */
const halfCopy = 'workspace.before.part'
/**
 * How often the size of a database is needed while its tables are made anew: once for the copy, once for the log of the one
 * transaction, and once for what the file grows by when the log goes into it. (Measured with nearly all rows anew: 2.7.)
 */
const timesItsSize = 3

/** Where the copy lies that was made before a migration. @param tag of the migration, as the journal of migrations has it */
export function copyBefore(folder: string, tag: string): string {
  return join(folder, `workspace.before-${tag}.db`)
}

/**
 * Sets a consistent copy of an open database aside in its folder, for its owner alone to read. It is on the disk, whole, when
 * it gets its name; one of the same name is replaced. Returns its path.
 * @param tag of the migration that comes next
 * @throws UserError PRECONDITION_FAILED where the disk has not enough room for the copy and for what follows
 */
export function setAside(sqlite: Sqlite.Database, folder: string, tag: string): string {
  needRoom(sqlite, folder)
  const half = join(folder, halfCopy)
  const whole = copyBefore(folder, tag)
  try {
    // Made by us and by nobody else: what SQLite writes into is no link to another place, and never readable to others.
    closeSync(openSync(half, 'wx', 0o600))
    sqlite.prepare('VACUUM INTO ?').run(half)
    syncFile(half)
    renameSync(half, whole)
  } catch (error) {
    // A full disk is not kept full by half a copy.
    removeHalfCopy(folder)
    throw error
  }
  syncFolder(folder)
  return whole
}

/** Removes what a process left that ended while it made a copy. SQLite must never take its journal for that of the next one. */
export function removeHalfCopy(folder: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) removeCopy(join(folder, halfCopy + end))
}

/** Removes a copy that is not needed. One that cannot be removed is left: it stops nobody from working. */
export function removeCopy(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Not ours, or not ours to remove. Where it is in the way of a new copy, that is told by the copying.
  }
}

/**
 * Removes all copies but the newest few. Files of other names are somebody else's.
 * @param tags of all migrations, in their order
 */
export function keepNewestCopies(folder: string, tags: readonly string[]): void {
  const there = tags.map((tag) => copyBefore(folder, tag)).filter(isFile)
  for (const path of there.slice(0, -keptCopies)) removeCopy(path)
}

function needRoom(sqlite: Sqlite.Database, folder: string): void {
  const figure = (name: string) => Number(sqlite.pragma(name, { simple: true }))
  const bytes = (figure('page_count') - figure('freelist_count')) * figure('page_size')
  const needed = bytes * timesItsSize
  const free = freeBytes(folder)
  if (free === null || free >= needed) return
  throw new UserError(
    'PRECONDITION_FAILED',
    `This workspace has to be brought up to date, and a copy of it is set aside first. That needs ${megabytes(Math.ceil(needed / 1e6))} on its disk, and ${megabytes(Math.floor(free / 1e6))} are free. Nothing was changed.`,
    { advice: `Make room on the disk of ${folder}, then try again.` },
  )
}

/** What is free for us on the disk of a folder; null where it does not say. */
function freeBytes(folder: string): number | null {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder)
    return blocks > 0 ? bavail * bsize : null
  } catch {
    return null
  }
}

function megabytes(count: number): string {
  return `${count.toLocaleString('en')} MB`
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** So that the name is on the disk too. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // Windows opens no folders, and not every drive syncs them: the copy itself is on the disk.
  }
}
