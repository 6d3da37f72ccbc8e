import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsIn, readTree, type Tree } from './imports.ts'
import { stateChangesIn } from './sql.ts'

const tree = readTree(join(import.meta.dirname, '../../src'))

const isStatus = (path: string) => /^main\/engine\/db\/.*status\.ts$/.test(path)

/** Imports of files that change states, by anybody but `lifecycle/`. */
function strangers(files: Tree): string[] {
  return [...files].flatMap(([path, text]) =>
    path.startsWith('main/engine/lifecycle/')
      ? []
      : importsIn(text)
          .filter((name) => name.startsWith('.') && isStatus(normalize(join(dirname(path), name)).replaceAll('\\', '/')))
          .map((name) => `${path} imports ${name}`),
  )
}

/** Statements that set a state outside of the files for it. */
function elsewhere(files: Tree): string[] {
  return [...files].filter(([path]) => !isStatus(path)).flatMap(([path, text]) => stateChangesIn(text).map((line) => `${path}:${line}`))
}

const engine: Tree = new Map([...tree].filter(([path]) => path.startsWith('main/')))

describe('a state', () => {
  it('has one owner: lifecycle/ alone imports what changes it', () => expect(strangers(tree)).toEqual([]))

  it('is set in a status.ts of db/ alone', () => {
    const found = elsewhere(engine)
    expect(found).toEqual([])
  })

  it('is set in each of these files', () => {
    const files = [...tree].filter(([path]) => isStatus(path))
    expect(files.length).toBeGreaterThan(3)
    expect(files.filter(([, text]) => stateChangesIn(text).length === 0).map(([path]) => path)).toEqual([])
  })
})

describe('an import of a status.ts', () => {
  const importing = (path: string, name: string) => strangers(new Map([[path, `import type { X } from '${name}'\n`]]))

  it.each([
    ['main/engine/pipeline/deliver/send.ts', '../../db/sends/status.ts'],
    ['main/engine/handlers/runs/x.ts', '../../db/discovery/run-status.ts'],
    ['main/engine/views/x.ts', '../db/campaigns/status.ts'],
    ['main/engine/db/sends/x.ts', './status.ts'],
    ['main/engine/db/discovery/creators.ts', './creator-status.ts'],
    ['main/engine/engine.ts', './db/sends/status.ts'],
  ])('is refused to %s', (path, name) => expect(importing(path, name)).toHaveLength(1))

  it.each([
    ['main/engine/lifecycle/send/x.ts', '../../db/sends/status.ts'],
    ['main/engine/handlers/desk/x.ts', '../../views/desk/engine-status.ts'],
    ['main/engine/pipeline/x.ts', '../db/sends/queue.ts'],
  ])('of another kind is allowed to %s', (path, name) => expect(importing(path, name)).toEqual([]))
})

describe('a statement that sets a state', () => {
  it.each([
    "`update sends set status = 'sent' where id = ?`",
    "`update runs indexed by runs_open set stage = ?, reason = ''`",
    "`update creators set handle = coalesce(?, handle), answer = json_patch(answer, '{}'),\n  status = case when status = 'enrolled' then status else 'left_out' end where id = ?`",
    "'update threads as t set seen = 1, state = ? where t.id = ?'",
    '`update imports set "status" = \'done\'`',
    "`insert into reports (campaign_id) values (?) on conflict (campaign_id) do update set due_at = 1, status = 'scheduled'`",
    '`update $' + '{table} set status = ? returning id`',
    'tx.orm.update(imports).set({ status })',
    "tx.orm.update(imports).set({ updatedAt: 1, status: 'done' })",
  ])('is found: %j', (source) => expect(stateChangesIn(`\nrun(${source})`)).toEqual([2]))

  it.each([
    "`update sends set reason = ? where status = 'sent'`",
    "`update runs set reason = case when status = 'running' then '' else reason end where id = ?`",
    '`update sends set due_at = (select max(due_at) from sends where status = 1), held = null where id = ?`',
    "`update runs set reason = 'x, status = y' where id = ?`",
    '`update sends set last_status = 1, status_words = 2 where id = ?`',
    "`insert into runs (status, stage) values ('running', ?)`",
    "`select status from sends where status = 'sent'`",
    "`update contacts set name = '' where id = ? returning id, status = 1`",
    '// update sends set status = 1',
    'new Set({ status })',
  ])('is not seen in %j', (source) => expect(stateChangesIn(source)).toEqual([]))
})
