/** What keeps a database from being brought up to date leaves it as it was, and is told in a person's words. */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { migrate, readMigrations } from '../../src/main/engine/db/core/migrate.ts'
import { UserError } from '../../src/shared/errors.ts'
import { removeContacts } from '../builders/index.ts'
import { bundle } from '../crash/life.ts'
import { dumpFile, dumpOf } from './migrations.ts'
import { copiesIn, createUpgrades, databaseOf, posix, refusal, rowsOf } from './upgrades.ts'

const { emptyFolder, earlier, migrationsWith, rebuilding, open, closeLater, cleanUp } = createUpgrades()
afterEach(cleanUp)

describe('a workspace that cannot be brought up to date', () => {
  /** Opens it, finds that it was refused and is as it was, and that the version before still opens it. */
  function refused(folder: string, migrations: string): UserError {
    const before = dumpFile(databaseOf(folder))
    const error = refusal(() => open(folder, migrations))
    expect(error.message).toMatch(/nothing was changed\.$/i)
    expect(error.advice).toBeTruthy()
    expect(dumpFile(databaseOf(folder))).toEqual(before)
    expect(dumpOf(open(folder).sqlite)).toEqual(before)
    return error
  }

  it('because links would break is as it was, and says so', () => {
    const error = refused(earlier(), rebuilding('9000_lossy', { rows: 'id <> 1' }))
    expect(error.message).toMatch(/would have lost what belongs together \(\d+ in contact_tags, 1 in enrollments\)/)
  })

  it('because links were broken before is told so', () => {
    const folder = earlier()
    const sqlite = new Sqlite(databaseOf(folder))
    sqlite.pragma('foreign_keys = OFF')
    removeContacts({ sqlite }, 1)
    sqlite.close()
    expect(refused(folder, rebuilding()).message).toMatch(/is damaged.*\(\d+ in contact_tags, 1 in enrollments\)/)
  })

  it('because of a wrong statement is as it was, whatever went well before', () => {
    const migrations = migrationsWith({
      '9000_good': ['CREATE TABLE good (x)'],
      '9001_bad': ['CREATE TABLE better (x)', 'CREATE TABEL bad (x)'],
    })
    expect(refused(earlier(), migrations).message).toContain('(near "TABEL": syntax error)')
  })

  it('because another program writes in it is as it was', () => {
    const folder = earlier()
    const before = dumpFile(databaseOf(folder))
    const other = new Sqlite(databaseOf(folder))
    other.exec('BEGIN IMMEDIATE')
    const error = refusal(() => open(folder, rebuilding()))
    other.exec('ROLLBACK')
    other.close()
    expect(error.message).toMatch(/^Another program has the database/)
    expect(dumpFile(databaseOf(folder))).toEqual(before)
    expect(dumpOf(open(folder).sqlite)).toEqual(before)
  })

  it('has its foreign keys on again, also after a failure', () => {
    const sqlite = closeLater(new Sqlite(databaseOf(earlier())))
    sqlite.pragma('foreign_keys = ON')
    const folder = emptyFolder()
    expect(() => migrate(sqlite, folder, readMigrations(rebuilding('9000_lossy', { rows: 'id <> 1' })))).toThrow(UserError)
    expect([sqlite.inTransaction, sqlite.pragma('foreign_keys', { simple: true })]).toEqual([false, 1])
    migrate(sqlite, folder, readMigrations(rebuilding()))
    expect([sqlite.inTransaction, sqlite.pragma('foreign_keys', { simple: true })]).toEqual([false, 1])
  })

  it('because some of its pages are damaged is left to the byte', () => {
    const folder = earlier()
    const sqlite = new Sqlite(databaseOf(folder))
    const pages = sqlite.prepare(`select pageno from dbstat where name = 'drafts'`).pluck().all() as number[]
    const size = Number(sqlite.pragma('page_size', { simple: true }))
    sqlite.close()
    const bytes = readFileSync(databaseOf(folder))
    for (const page of pages) bytes.fill(0xa5, (page - 1) * size, page * size)
    writeFileSync(databaseOf(folder), bytes)
    expect(refusal(() => open(folder, rebuilding())).message).toMatch(/is damaged/)
    expect(readFileSync(databaseOf(folder)).equals(bytes)).toBe(true)
    expect(copiesIn(folder)).toEqual([])
  })

  it.each(['soon', null, Buffer.from('x')])('because it says %j of its migrations is left to the byte', (at) => {
    const folder = earlier()
    const sqlite = new Sqlite(databaseOf(folder))
    sqlite.prepare('update __drizzle_migrations set created_at = ?').run(at)
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    sqlite.close()
    const bytes = readFileSync(databaseOf(folder))
    expect(refusal(() => open(folder, rebuilding())).message).toMatch(/not a database that can be read/)
    expect(readFileSync(databaseOf(folder)).equals(bytes)).toBe(true)
  })

  it('because it shows something else than a table of migrations is refused', () => {
    const folder = earlier()
    const sqlite = new Sqlite(databaseOf(folder))
    sqlite.exec('DROP TABLE __drizzle_migrations; CREATE VIEW __drizzle_migrations AS SELECT 1 AS created_at')
    sqlite.close()
    expect(refusal(() => open(folder, rebuilding())).message).toMatch(/not a database that can be read/)
  })
})

describe('a disk without room', () => {
  it.runIf(posix)('for a copy and what follows is told before anything is written', () => {
    const folder = earlier()
    const path = databaseOf(folder)
    const { bavail, bsize } = statfsSync(folder)
    // As many pages as the disk has room for; not one of them is written.
    const pages = Math.ceil((bavail * bsize) / 4096)
    const file = openSync(path, 'r+')
    const count = Buffer.alloc(4)
    count.writeUInt32BE(pages)
    writeSync(file, count, 0, 4, 28)
    ftruncateSync(file, pages * 4096)
    closeSync(file)
    const before = dumpFile(path)
    const error = refusal(() => open(folder, rebuilding()))
    expect(error.code).toBe('PRECONDITION_FAILED')
    expect(error.message).toMatch(/needs [\d,]+ MB on its disk, and [\d,]+ MB are free\. Nothing was changed\.$/)
    expect(copiesIn(folder)).toEqual([])
    expect(dumpFile(path)).toEqual(before)
  })

  let bundled: string
  let program: string
  beforeAll(async () => {
    bundled = mkdtempSync(join(tmpdir(), 'migrate-disk-'))
    program = await bundle(bundled, 'open')
  })
  afterAll(() => rmSync(bundled, { recursive: true, force: true }))

  /** Opens it in a process whose files may not grow beyond so many bytes: the kernel refuses the write, as on a full disk. */
  function openWithin(bytes: number, folder: string, migrations: string): Partial<UserError> {
    const child = [process.execPath, program, folder, migrations]
    const { stdout, stderr } = spawnSync('sh', ['-c', `ulimit -f ${Math.ceil(bytes / 512)}; exec "$@"`, 'sh', ...child], {
      encoding: 'utf8',
    })
    const [opening, said] = stdout.split('\n')
    expect({ opening, stderr }).toEqual({ opening: 'opening', stderr: '' })
    return JSON.parse(said ?? '') as Partial<UserError>
  }

  /** Larger than the copy by far. */
  const ballast =
    'CREATE TABLE ballast AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) SELECT randomblob(1000) x FROM n'

  it.runIf(posix)('leaves it as it was, and no half copy, wherever the room ends', () => {
    const migrations = migrationsWith({ '9000_large': ['CREATE TABLE before_it (x)', ballast] })
    const { size } = statSync(databaseOf(earlier()))
    const ends: string[] = []
    for (const limit of [0.2, 0.9, 1.1, 2, 4, 20]) {
      const folder = earlier()
      const before = dumpFile(databaseOf(folder))
      const said = openWithin(limit * size, folder, migrations)
      const after = dumpFile(databaseOf(folder))
      if (said.code === undefined) {
        ends.push('open')
        expect(after.rows.ballast).toHaveLength(4000)
        expect(rowsOf({ ...after, rows: { ...after.rows, ballast: [], before_it: [] } })).toEqual(
          rowsOf({ ...before, rows: { ...before.rows, ballast: [], before_it: [] } }),
        )
        expect(copiesIn(folder)).toEqual(['workspace.before-9000_large.db'])
      } else {
        ends.push('refused')
        expect(said).toMatchObject({ code: 'PRECONDITION_FAILED', message: expect.stringMatching(/full.*Nothing was changed\.$/) })
        expect(after).toEqual(before)
        expect(copiesIn(folder)).toEqual([])
      }
      // With room, the same folder is brought up to date.
      const { sqlite } = open(folder, migrations)
      expect(sqlite.prepare('select count(*) from ballast').pluck().get()).toBe(4000)
    }
    expect(ends.slice(0, 4)).toEqual(['refused', 'refused', 'refused', 'refused'])
    expect(ends.at(-1)).toBe('open')
  })
})
