import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTree } from './imports.ts'
import { sqlIn, tables } from './sql.ts'

const tree = readTree(join(import.meta.dirname, '../../src/main'))
const outside = [...tree].filter(([path]) => !path.startsWith('engine/db/'))

describe('SQL', () => {
  it('stands in db/ alone', () => {
    const found = outside.flatMap(([path, text]) => sqlIn(text).map((line) => `${path}:${line}`))
    expect(found).toEqual([])
  })

  it('is seen where it belongs: the search misses no file of db/ that holds statements', () => {
    const files = [...tree].filter(([path, text]) => path.startsWith('engine/db/') && /statement\(\s*(?:db|tx),/.test(text))
    expect(files.length).toBeGreaterThan(30)
    expect(files.filter(([, text]) => sqlIn(text).length === 0)).toEqual([])
  })
})

describe('a source that holds SQL', () => {
  it('is known by the tables of the migrations', () => {
    expect(tables).toEqual(expect.arrayContaining(['campaigns', 'contacts_search', 'mailbox_days', 'runs', 'threads', 'workspace']))
  })

  it.each([
    `const text = 'select id from sends'`,
    'const text = `select a,\n  b\nfrom   campaigns c`',
    `const text = "SELECT count(*) FROM runs"`,
    'const text = `select id from (select id from $' + '{name})`',
    'const text = `select value from json_each(?)`',
    'const text = `with one as (select 1 from contacts) select 2`',
    `const text = 'insert or ignore into creators (id) values (?)'`,
    'const text = `update sends\n set status = 1`',
    `const text = 'delete from drafts where id = ?'`,
    'const text = `delete from $' + '{table}`',
    `const rows = statement(db, text).all()`,
    `const rows = statement<Row>(db, text).all()`,
    `db.sqlite.prepare(text)`,
    `db.sqlite.exec(text)`,
    'const where = sql`x = 1`',
    `tx.orm.update(table)`,
    `tx.orm\n  .insert(table)`,
  ])('is found: %j', (source) => expect(sqlIn(`first()\n${source}\n`).slice(0, 1)).toEqual([2]))

  it.each([
    `const words = 'Choose people from contacts'`,
    `const words = 'Select a mailbox from the list'`,
    `const words = 'We update campaigns when their day has come'`,
    `const words = 'Nothing is deleted from here'`,
    '// select id from sends',
    '/** Like `select id from sends`, but said once. */',
    '/*\n * update sends set x = 1\n */',
    `pattern.exec(text)`,
    `client.statement(text)`,
    `const statements = [1]`,
    `campaigns.update({ id, name })`,
    `const host = 'http://select.example/from'`,
  ])('is not seen in %j', (source) => expect(sqlIn(source)).toEqual([]))

  it('is found on every line of it', () => {
    expect(sqlIn("one()\n\nrun('delete from runs')\nrun(`\n  update runs set x = 1`)\nstatement(db, two)")).toEqual([3, 5, 6])
  })
})
