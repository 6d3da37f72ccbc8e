import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { audience } from '../../src/shared/schemas/campaigns.ts'
import { readTree, type Tree } from './imports.ts'
import { lineOf, withoutComments } from './sql.ts'

const tree = readTree(join(import.meta.dirname, '../../src'))

/**
 * Where a row of one audience is truly meant, and how often: SQL alone. The one of reports keeps a second hand on what the
 * table of audiences says first.
 */
const named: Record<string, number> = {
  'main/engine/db/discovery/runs.ts': 2,
  'main/engine/db/reports/reports.ts': 1,
}

const member = String.raw`(['"\x60])(?:${audience.options.join('|')})\1`

/** The ways in which code and SQL ask which audience a campaign has. */
const questions = [
  String.raw`[!=]==?\s*${member}`,
  String.raw`${member}\s*[!=]==?`,
  String.raw`\bcase\s+${member}`,
  String.raw`\[[^\]]*${member}[^\]]*\]\s*\.includes\(`,
  String.raw`\baudience\b["']?\s*(?:=|<>|!=|is|is\s+not|in|not\s+in|like)\s*\(?\s*${member}`,
].map((one) => new RegExp(one, 'g'))

/** The lines of a source on which an audience is compared with one of its members. */
function comparisonsIn(source: string): number[] {
  const text = withoutComments(source)
  const found = questions.flatMap((one) => [...text.matchAll(one)].map(({ index }) => lineOf(text, index)))
  return [...new Set(found)].sort((a, b) => a - b)
}

/** Who compares, by file, with the number of lines. */
function comparing(files: Tree): Record<string, number> {
  const found = [...files]
    .filter(([path]) => path.startsWith('main/engine/') && !path.startsWith('main/engine/audiences/'))
    .map(([path, text]) => [path, comparisonsIn(text).length] as const)
  return Object.fromEntries(found.filter(([, count]) => count > 0))
}

describe('which audience a campaign has', () => {
  it('is asked of the table: nobody else in the engine compares it', () => expect(comparing(tree)).toEqual(named))

  it.each([
    `if (campaign.audience === 'discovery') return`,
    `if (campaign.audience !== "list") return`,
    `const isList = 'list' === audience`,
    `switch (campaign.audience) {\n  case 'discovery':\n}`,
    `if (['list', 'discovery'].includes(kind)) return`,
    "`select 1 from campaigns c where c.audience = 'discovery'`",
    "`select 1 from campaigns where audience in ('list')`",
    "`select 1 from campaigns where audience <> 'list'`",
  ])('is seen where a file does: %j', (source) => {
    expect(comparing(new Map([['main/engine/views/x.ts', `first()\n${source}\n`]]))).toEqual({ 'main/engine/views/x.ts': 1 })
    expect(comparing(new Map([['main/engine/audiences/x.ts', source]]))).toEqual({})
  })

  it.each([
    `audiences[campaign.audience].over(db, id)`,
    `if (touched.audience !== undefined) return`,
    `if (change.audience !== campaign.audience) return`,
    `// audience === 'discovery'`,
    `insertCampaign(tx, { audience: 'list' })`,
    `const words = 'It is a list'`,
    `if (item.code === 'no_recipients') return`,
  ])('is not seen in %j', (source) => expect(comparisonsIn(source)).toEqual([]))
})

const door = 'main/engine/lifecycle/enrollment/enter.ts'
const statements = 'main/engine/db/enrollments/enrollments.ts'

/** Ways into a campaign beside the one: who else calls the insert, and who else writes one. */
function otherWaysIn(files: Tree): string[] {
  return [...files].flatMap(([path, source]) => {
    const text = withoutComments(source)
    const calls = path !== door && path !== statements && /\binsertEnrollment\b/.test(text)
    const inserts = path !== statements && /\binto\s+["'\x60]?enrollments\b|\binsert\(\s*enrollments\s*\)/i.test(text)
    return calls || inserts ? [path] : []
  })
}

describe('entering a campaign', () => {
  it('is one function: nobody else puts an enrollment in', () => {
    expect(otherWaysIn(tree)).toEqual([])
    expect(tree.get(door)).toMatch(/\binsertEnrollment\(/)
    expect(tree.get(statements)).toMatch(/\binto enrollments\b/)
  })

  it.each([
    ['main/engine/lifecycle/discovery/x.ts', `import { insertEnrollment } from '../../db/enrollments/enrollments.ts'`],
    [
      'main/engine/handlers/campaigns/x.ts',
      `import * as rows from '../../db/enrollments/enrollments.ts'\nrows.insertEnrollment(tx, person)`,
    ],
    ['main/engine/db/discovery/x.ts', '`insert into enrollments (campaign_id) values (?)`'],
    ['main/engine/db/discovery/x.ts', '`insert or ignore into\n  enrollments select 1`'],
    ['main/engine/db/enrollments/x.ts', 'tx.orm.insert(enrollments).values(row)'],
  ])('another way is seen in %s: %j', (path, text) => expect(otherWaysIn(new Map([[path, text]]))).toEqual([path]))

  it.each([
    ['main/engine/lifecycle/discovery/x.ts', `import { enter } from '../enrollment/enter.ts'`],
    ['main/engine/db/enrollments/x.ts', '`update enrollments set mailbox_id = ? where id = ?`'],
    ['main/engine/lifecycle/discovery/x.ts', '// insertEnrollment is called by enter() alone'],
  ])('no other way is seen in %s: %j', (path, text) => expect(otherWaysIn(new Map([[path, text]]))).toEqual([]))
})
