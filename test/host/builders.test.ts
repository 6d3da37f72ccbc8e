/** Set-up stands in `test/builders/` alone: nothing else in tests and scripts writes a workspace's tables by SQL. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Who may, how many statements, and why. */
const exceptions: Record<string, { statements: number; reason: string }> = {
  'test/bench/import.ts': { statements: 1, reason: 'times the bare statement: the floor of what is measured' },
  'test/bench/month.ts': { statements: 6, reason: 'times bare statements in a file of its own, with tables of its own' },
  'test/engine/one-machine-migration.test.ts': { statements: 2, reason: 'is about the statements: the ledger refuses them' },
  'test/engine/send.test.ts': { statements: 2, reason: 'is about the statements: the ledger refuses them' },
  'test/layers/audiences.test.ts': { statements: 3, reason: 'shows another search what it has to find' },
  'test/layers/purposes.test.ts': { statements: 2, reason: 'shows another search what it has to find' },
  'test/layers/sql.test.ts': { statements: 7, reason: 'shows another search what it has to find' },
  'test/layers/status.test.ts': { statements: 16, reason: 'shows another search what it has to find' },
}

/** Shows the matcher below what it has to find. */
const itself = 'test/host/builders.test.ts'

/** The tables that the migrations make. */
function tableNames(): string[] {
  const folder = join(root, 'resources/migrations')
  const migrations = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  const made = migrations.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/create (?:virtual )?table `(\w+)`/gi)])
  return [...new Set(made.flatMap(([, table]) => table ?? []).filter((table) => !table.startsWith('__')))]
}

const tables = tableNames()

/**
 * The lines on which a statement begins that writes one of the tables, or one that is named only while it runs; and those
 * where the same is done without SQL.
 */
function writes(source: string): number[] {
  const table = String.raw`["'\x60\[]?(?:(?:${tables.join('|')})\b|\$\{)`
  const or = String.raw`(?:or\s+\w+\s+)?`
  const statement = String.raw`\b(?:(?:insert|replace)\s+${or}into\s+|delete\s+from\s+)${table}|\bupdate\s+${or}${table}[^;]{0,80}?\bset\b`
  const orm = String.raw`\borm\s*\.\s*(?:insert|update|delete)\(`
  return [...source.matchAll(new RegExp(`${statement}|${orm}`, 'gi'))].map(({ index }) => source.slice(0, index).split('\n').length)
}

function sources(): string[] {
  return ['test', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => /\.(?:ts|tsx|mts|js|mjs|sh|sql)$/.test(name) && !name.startsWith('test/builders/') && name !== itself),
  )
}

const read = (name: string) => readFileSync(join(root, name), 'utf8')

describe('set-up', () => {
  it('is written by builders', () => {
    const names = sources()
    expect(names.length).toBeGreaterThan(200)
    const found = names.filter((name) => !(name in exceptions)).flatMap((name) => writes(read(name)).map((line) => `${name}:${line}`))
    expect(found).toEqual([])
  })

  it.each(Object.entries(exceptions))('of %s is as small as it was', (name, { statements }) => {
    expect(writes(read(name))).toHaveLength(statements)
  })
})

describe('a statement that writes', () => {
  it('knows the tables of the migrations', () => {
    expect(tables).toEqual(expect.arrayContaining(['campaigns', 'contacts_search', 'mailbox_days', 'runs', 'threads', 'workspace']))
  })

  it.each([
    'insert into campaigns (name) values (?)',
    'INSERT OR IGNORE INTO "threads" (id) select 1',
    'with recursive n(i) as (select 1)\n  insert into\n    contacts (email) select 1',
    'replace into `mailbox_days` values (1)',
    'update contacts set email = ?',
    'update or ignore sends as s\n set status = 1',
    'update mailboxes set $' + '{names} where id = 1',
    'delete from runs',
    'update $' + '{table} set x = 1',
    'delete from $' + '{table}',
    'insert into $' + '{table} values (1)',
    'tx.orm.insert(contacts)',
    'db.orm\n  .update(contacts)',
  ])('is found: %j', (sql) => {
    expect(writes(`first\n\`${sql}\``)).toHaveLength(1)
  })

  it('is found where it begins', () => {
    expect(writes("one\n\nsqlite.exec('delete from runs; delete from reports')\nupdate runs\nset x = 1")).toEqual([3, 3, 4])
  })

  it.each([
    'select * from campaigns',
    'insert into ballast values (1)',
    'update __drizzle_migrations set created_at = 1',
    'insert into runs_of_others values (1)',
    'We update campaigns when their day has come',
    'campaigns.update({ id, name })',
    'map.delete(from)',
  ])('is not seen in %j', (words) => {
    expect(writes(words)).toEqual([])
  })
})
