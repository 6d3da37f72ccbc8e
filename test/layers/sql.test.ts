import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTree } from './imports.ts'
import { sqlIn, tables } from './sql.ts'

/** Files that still hold SQL outside of `db/`. */
const still: readonly string[] = [
  'engine/credits/ledger.ts',
  'engine/credits/replies-expected.ts',
  'engine/handlers/campaigns/audience.ts',
  'engine/handlers/campaigns/recurrence.ts',
  'engine/handlers/campaigns/settings.ts',
  'engine/handlers/campaigns/steps.ts',
  'engine/handlers/contacts/history.ts',
  'engine/handlers/contacts/index.ts',
  'engine/lifecycle/campaign/complete.ts',
  'engine/lifecycle/campaign/verbs.ts',
  'engine/lifecycle/contact/erase.ts',
  'engine/lifecycle/contact/readdress.ts',
  'engine/lifecycle/contact/remove-contacts.ts',
  'engine/lifecycle/contact/suppress.ts',
  'engine/lifecycle/enrollment/by-hand.ts',
  'engine/lifecycle/enrollment/enroll.ts',
  'engine/lifecycle/enrollment/plan.ts',
  'engine/lifecycle/enrollment/replan.ts',
  'engine/lifecycle/enrollment/stop.ts',
  'engine/lifecycle/mailbox/mailbox-failure.ts',
  'engine/lifecycle/send/answer-claim.ts',
  'engine/lifecycle/send/answer-settled.ts',
  'engine/lifecycle/send/answer.ts',
  'engine/lifecycle/send/claim.ts',
  'engine/lifecycle/send/report-settled.ts',
  'engine/lifecycle/send/report.ts',
  'engine/lifecycle/send/sent.ts',
  'engine/lifecycle/send/settle.ts',
  'engine/lifecycle/thread/thread.ts',
  'engine/pipeline/confirm/confirm.ts',
  'engine/pipeline/confirm/save-sent.ts',
  'engine/pipeline/deliver/send.ts',
  'engine/pipeline/enter/enroll.ts',
  'engine/pipeline/import/stage.ts',
]

const tree = readTree(join(import.meta.dirname, '../../src/main'))
const outside = [...tree].filter(([path]) => !path.startsWith('engine/db/'))

describe('SQL', () => {
  it('stands in db/ alone', () => {
    const found = outside.filter(([path]) => !still.includes(path)).flatMap(([path, text]) => sqlIn(text).map((line) => `${path}:${line}`))
    expect(found).toEqual([])
  })

  it('still stands where it is said to', () => {
    expect(still.filter((path) => sqlIn(tree.get(path) ?? '').length === 0)).toEqual([])
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
