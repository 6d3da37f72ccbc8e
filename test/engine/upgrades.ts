/** Workspaces of an earlier version, opened with migrations that only a test has. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { type Db, openDatabase } from '../../src/main/engine/db/core/open.ts'
import { migrationsFolder } from '../../src/main/paths.ts'
import { UserError } from '../../src/shared/errors.ts'
import { keptFiles } from '../fixtures/facts.ts'
import { addMigration, copyMigrations, type Dump, rebuildingMigrations } from './migrations.ts'

const fixture = join(import.meta.dirname, '../fixtures/workspace-df201d9')

/** Windows knows neither links that anybody may make nor bits that close a file, and no limit for the size of files. */
export const posix = process.platform !== 'win32'

export interface Upgrades {
  emptyFolder(): string
  /** A workspace that an earlier version wrote, as this one keeps it, in a folder of its own: a coming version opens it next. */
  earlier(): string
  /** The shipped migrations, or the first few, and further ones by their tags. */
  migrationsWith(further: Record<string, readonly string[]>, count?: number): string
  /** Those that make contacts, sends and drafts anew. */
  rebuilding: typeof rebuildingMigrations
  open(folder: string, migrations?: string): Db
  /** Something is closed when the test is over, before its folders are removed. */
  closeLater(sqlite: Sqlite.Database): Sqlite.Database
  /** After each test. */
  cleanUp(): void
}

export function createUpgrades(): Upgrades {
  const cleanups: (() => void)[] = []

  function removed(folder: string): string {
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  function closeLater(sqlite: Sqlite.Database): Sqlite.Database {
    cleanups.push(() => sqlite.close())
    return sqlite
  }

  const emptyFolder = () => removed(mkdtempSync(join(tmpdir(), 'campaign-desk-')))

  return {
    emptyFolder,
    earlier() {
      const folder = emptyFolder()
      for (const file of keptFiles) cpSync(join(fixture, file), join(folder, file), { recursive: true })
      openDatabase(folder, migrationsFolder, false).sqlite.close()
      for (const copy of copiesIn(folder)) rmSync(join(folder, copy))
      return folder
    },
    migrationsWith(further, count) {
      const folder = removed(copyMigrations(count))
      for (const [tag, statements] of Object.entries(further)) addMigration(folder, tag, statements)
      return folder
    },
    rebuilding: (...args) => removed(rebuildingMigrations(...args)),
    open(folder, migrations = migrationsFolder) {
      const db = openDatabase(folder, migrations, false)
      closeLater(db.sqlite)
      return db
    },
    closeLater,
    cleanUp() {
      for (const cleanup of cleanups.splice(0).reverse()) cleanup()
    },
  }
}

/** What was said where something is refused. */
export function refusal(work: () => unknown): UserError {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('it was not refused')
}

export function databaseOf(folder: string): string {
  return join(folder, 'workspace.db')
}

/** The copies of a folder, whole or half, by name. */
export function copiesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.includes('before'))
}

/** What is to be the same before and after: all rows but those that say which migrations were applied. */
export function rowsOf({ rows }: Dump): Dump['rows'] {
  const { __drizzle_migrations, ...others } = rows
  return others
}
