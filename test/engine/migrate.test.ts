/** A database is brought up to date as a whole or not at all, and nothing in it comes apart. */
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate as drizzleMigrate } from 'drizzle-orm/better-sqlite3/migrator'
import { afterEach, describe, expect, it } from 'vitest'
import { readMigrations } from '../../src/main/engine/db/core/migrate.ts'
import { createEngine } from '../../src/main/engine/engine.ts'
import { migrationsFolder } from '../../src/main/paths.ts'
import { addContact, alterContact, removeContacts } from '../builders/index.ts'
import { FakeClock } from '../fakes/clock.ts'
import { fakePorts } from '../fakes/ports.ts'
import { mondayTen } from './harness.ts'
import { type Dump, dumpFile, dumpOf, emptyDatabase, journalOf, rebuilt } from './migrations.ts'
import { copiesIn, createUpgrades, databaseOf, posix, refusal, rowsOf } from './upgrades.ts'

const half = 'workspace.before.part'
const { emptyFolder, earlier, migrationsWith, rebuilding, open, closeLater, cleanUp } = createUpgrades()
afterEach(cleanUp)

/** The schema without the tables that are made anew. */
function otherSchema({ schema }: Dump): Dump['schema'] {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !rebuilt.some((table) => name === `table ${table}`)))
}

function linksOf(sqlite: Sqlite.Database) {
  const all = (sql: string) => sqlite.prepare(sql).raw().all()
  return {
    tags: all('select c.email_key, t.tag from contact_tags t join contacts c on c.id = t.contact_id order by 1, 2'),
    enrollments: all('select e.id, e.contact_id, c.email_key from enrollments e left join contacts c on c.id = e.contact_id order by 1'),
    drafts: all('select s.id, s.enrollment_id, s.message_id, s."to", d.text from drafts d join sends s on s.id = d.send_id order by 1'),
  }
}

function linksIn(folder: string) {
  const sqlite = new Sqlite(databaseOf(folder), { readonly: true })
  const links = linksOf(sqlite)
  sqlite.close()
  return links
}

describe('a migration that makes contacts, sends and drafts anew', () => {
  it('keeps every row and link, and what it makes again is as it was', () => {
    const folder = earlier()
    const links = linksIn(folder)
    const before = dumpFile(databaseOf(folder))
    expect([links.tags.length, links.enrollments.length, links.drafts.length]).toEqual([63, 208, 233])

    const { sqlite } = open(folder, rebuilding())
    expect(linksOf(sqlite)).toEqual(links)
    const after = dumpOf(sqlite)
    expect(rowsOf(after)).toEqual(rowsOf(before))
    expect(otherSchema(after)).toEqual(otherSchema(before))
    expect(after.counters).toEqual(before.counters)
    for (const table of rebuilt) expect(sqlite.prepare(`select distinct added from ${table}`).pluck().all()).toEqual(['new'])
    expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(sqlite.pragma('foreign_key_check')).toEqual([])
    expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('leaves triggers and links at work', () => {
    const { sqlite } = open(earlier(), rebuilding())
    const found = (word: string) => sqlite.prepare('select rowid from contacts_search where contacts_search match ?').pluck().all(word)
    const [id] = sqlite.prepare('select contact_id from contact_tags').pluck().all() as number[]
    alterContact({ sqlite }, id ?? 0, { fullName: 'Zyxwvut Somebody' })
    expect(found('zyxwvut')).toEqual([id])
    removeContacts({ sqlite }, id ?? 0)
    expect(found('zyxwvut')).toEqual([])
    const left = (table: string) => sqlite.prepare(`select count(*) from ${table} where contact_id = ?`).pluck().get(id)
    expect([left('contact_tags'), left('enrollments')]).toEqual([0, 0])
  })

  it('would take tags, people and messages with it while foreign keys are on', () => {
    const folder = earlier()
    const sqlite = closeLater(new Sqlite(databaseOf(folder)))
    drizzleMigrate(drizzle(sqlite), { migrationsFolder: rebuilding() })
    const { tags, enrollments, drafts } = linksOf(sqlite)
    expect([tags, drafts]).toEqual([[], []])
    expect(enrollments.filter((row) => (row as unknown[])[1] !== null)).toEqual([])
  })

  it('gives no id a second time', () => {
    const folder = earlier()
    const before = open(folder)
    const last = addContact(before, { email: 'last@gone.example' })
    removeContacts(before, last)
    before.sqlite.close()
    const after = open(folder, rebuilding())
    expect(addContact(after, { email: 'next@here.example' })).toBe(last + 1)
  })

  it('gives none a second time either where the table is empty', () => {
    const folder = emptyFolder()
    const before = open(folder)
    const last = addContact(before, { email: 'last@gone.example' })
    removeContacts(before, last)
    before.sqlite.close()
    const after = open(folder, rebuilding())
    expect(addContact(after, { email: 'next@here.example' })).toBe(last + 1)
  })
})

describe('the copy that is set aside', () => {
  it('says the same as the workspace before, is closed to others, and opens with the version before', () => {
    const folder = earlier()
    const before = dumpFile(databaseOf(folder))
    open(folder, rebuilding())
    expect(copiesIn(folder)).toEqual(['workspace.before-9000_rebuilt.db'])
    const copy = join(folder, 'workspace.before-9000_rebuilt.db')
    if (posix) expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(dumpFile(copy)).toEqual(before)

    const again = emptyFolder()
    copyFileSync(copy, databaseOf(again))
    const { sqlite } = open(again)
    expect(dumpOf(sqlite)).toEqual(before)
    expect(copiesIn(again)).toEqual([])
  })

  it('holds what stood only in the log of a process that was killed', () => {
    const folder = earlier()
    const killed = emptyFolder()
    const alive = open(folder)
    addContact(alive, { email: 'late@log.example' })
    cpSync(folder, killed, { recursive: true })
    expect(statSync(join(killed, 'workspace.db-wal')).size).toBeGreaterThan(0)
    open(killed, rebuilding())
    for (const name of ['workspace.db', 'workspace.before-9000_rebuilt.db']) {
      const { contacts = [] } = dumpFile(join(killed, name)).rows
      expect(contacts.filter((row) => row.includes('late@log.example'))).toHaveLength(1)
    }
  })

  it('is made neither of a new workspace nor where nothing is pending', () => {
    const folder = emptyFolder()
    open(folder).sqlite.close()
    open(folder)
    const old = earlier()
    open(old)
    expect([...copiesIn(folder), ...copiesIn(old)]).toEqual([])
  })

  it('is not made either of a file in which a process ended before its first table', () => {
    const folder = emptyFolder()
    const sqlite = new Sqlite(databaseOf(folder))
    sqlite.exec('CREATE TABLE `__drizzle_migrations` (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)')
    sqlite.close()
    expect(dumpOf(open(folder).sqlite).rows.workspace).toEqual([])
    expect(copiesIn(folder)).toEqual([])
  })

  it('is kept from the last two times; files of other names are left alone', () => {
    const folder = earlier()
    const others = ['workspace.before-the-party.db', 'workspace.before-9000_one.db.old']
    for (const name of others) writeFileSync(join(folder, name), 'mine')
    const tags = ['9000_one', '9001_two', '9002_three', '9003_four']
    const further: Record<string, string[]> = {}
    for (const [i, tag] of tags.entries()) {
      further[tag] = [`ALTER TABLE contacts ADD later_${i} text`]
      open(folder, migrationsWith(further)).sqlite.close()
    }
    expect(copiesIn(folder).sort()).toEqual([...others, 'workspace.before-9002_three.db', 'workspace.before-9003_four.db'].sort())
    const contacts = dumpFile(join(folder, 'workspace.before-9003_four.db')).schema['table contacts']
    expect(contacts).toContain('later_2')
    expect(contacts).not.toContain('later_3')
  })

  it('takes the name of the first of several migrations, and the place of one that was begun before', () => {
    const folder = earlier()
    writeFileSync(join(folder, 'workspace.before-9000_one.db'), 'from a try that was killed')
    open(folder, migrationsWith({ '9000_one': ['CREATE TABLE one (x)'], '9001_two': ['CREATE TABLE two (x)'] }))
    expect(copiesIn(folder)).toEqual(['workspace.before-9000_one.db'])
    expect(dumpFile(join(folder, 'workspace.before-9000_one.db')).schema).not.toHaveProperty('table one')
  })

  it('is no half one: what a killed process left of it is removed, also where nothing is pending', () => {
    for (const migrations of [rebuilding(), migrationsFolder]) {
      const folder = earlier()
      for (const end of ['', '-journal']) writeFileSync(join(folder, half + end), 'half')
      open(folder, migrations)
      expect(readdirSync(folder).filter((name) => name.startsWith(half))).toEqual([])
    }
  })

  it.runIf(posix)('goes nowhere else, whatever lies in its place', () => {
    const folder = earlier()
    const elsewhere = join(emptyFolder(), 'elsewhere')
    writeFileSync(elsewhere, '')
    symlinkSync(elsewhere, join(folder, half))
    symlinkSync(elsewhere, join(folder, 'workspace.before-9000_rebuilt.db'))
    open(folder, rebuilding())
    expect(readFileSync(elsewhere, 'utf8')).toBe('')
    expect(statSync(join(folder, 'workspace.before-9000_rebuilt.db')).size).toBeGreaterThan(100_000)
  })

  it('that cannot be made lets nothing be changed; where none is needed it stops nobody', () => {
    const folder = earlier()
    const before = dumpFile(databaseOf(folder))
    mkdirSync(join(folder, half))
    expect(refusal(() => open(folder, rebuilding())).message).toMatch(
      /could not be brought up to date \(EEXIST.*\)\. Nothing was changed\./,
    )
    expect(dumpFile(databaseOf(folder))).toEqual(before)
    expect(dumpOf(open(folder).sqlite)).toEqual(before)
  })

  it('is not begun by a second process', async () => {
    const folder = earlier()
    const ports = fakePorts(new FakeClock(mondayTen))
    const engine = createEngine(folder, ports)
    const before = dumpOf(engine.context.db.sqlite)
    expect(() => createEngine(folder, { ...ports, migrationsFolder: rebuilding() })).toThrow(/already open/)
    expect(dumpOf(engine.context.db.sqlite)).toEqual(before)
    expect(copiesIn(folder)).toEqual([])
    await engine.stop()
  })
})

describe('the table of migrations', () => {
  /** Schema and rows, whatever white space stands in the schema. */
  function applied(sqlite: Sqlite.Database) {
    const dump = dumpOf(sqlite)
    const types = sqlite.prepare('select typeof(id), typeof(hash), typeof(created_at) from __drizzle_migrations').raw().all()
    const plain = (sql: string | null) => sql?.replaceAll(/[\s`"]+/g, ' ').replaceAll(/\( | \)/g, (bracket) => bracket.trim())
    return { ...dump, types, schema: Object.entries(dump.schema).map(([name, sql]) => [name, plain(sql)]) }
  }

  function byDrizzle(folder: string, migrations: string): Sqlite.Database {
    const sqlite = closeLater(new Sqlite(databaseOf(folder)))
    drizzleMigrate(drizzle(sqlite), { migrationsFolder: migrations })
    return sqlite
  }

  it('is as drizzle writes it', () => {
    const ours = applied(open(emptyFolder()).sqlite)
    expect(ours).toEqual(applied(byDrizzle(emptyFolder(), migrationsFolder)))
    expect(ours.rows.__drizzle_migrations).toHaveLength(journalOf(migrationsFolder).entries.length)
    expect(ours.types).toContainEqual(['null', 'text', 'integer'])
  })

  it('is understood by drizzle, and what drizzle began is gone on with', () => {
    const folder = emptyFolder()
    byDrizzle(folder, migrationsWith({}, 3)).close()
    const ours = open(folder)
    const whole = applied(ours.sqlite)
    expect(whole).toEqual(applied(byDrizzle(emptyFolder(), migrationsFolder)))
    expect(copiesIn(folder)).toEqual([`workspace.before-${journalOf(migrationsFolder).entries[3]?.tag}.db`])
    ours.sqlite.close()
    expect(applied(byDrizzle(folder, migrationsFolder))).toEqual(whole)
  })
})

describe('the shipped migrations', () => {
  const bare = (sql: string) => sql.replaceAll(/\/\*[\s\S]*?\*\/|^\s*--.*$/gm, '').trim()
  const statements = readMigrations(migrationsFolder).flatMap(({ sql, tag }) => sql.map((one): [string, string] => [tag, bare(one)]))

  it('leave the transaction to the engine', () => {
    const own = /^(?:begin|commit|end|rollback|savepoint|release|vacuum|attach|detach)\b/i
    expect(statements.filter(([, sql]) => own.test(sql))).toEqual([])
  })

  it('lose no trigger where they make a table anew', () => {
    const names = statements.flatMap(([, sql]) => /^create trigger [`"]?(\w+)/i.exec(sql)?.[1] ?? [])
    const dropped = new Set(statements.flatMap(([, sql]) => /^drop trigger [`"]?(\w+)/i.exec(sql)?.[1] ?? []))
    const sqlite = emptyDatabase()
    const there = new Set(sqlite.prepare(`select name from sqlite_master where type = 'trigger'`).pluck().all())
    sqlite.close()
    expect(names.length).toBeGreaterThanOrEqual(5)
    expect(names.filter((name) => !dropped.has(name) && !there.has(name))).toEqual([])
  })
})
