import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTree, type Tree } from './imports.ts'
import { lineOf, literalsIn, withoutComments } from './sql.ts'

const tree: Tree = new Map([...readTree(join(import.meta.dirname, '../../src'))].filter(([path]) => path.startsWith('main/')))

/** Statements whose conditions are put together from a filter, of which the purpose is the first. */
const fromFilter: Record<string, number> = { 'main/engine/db/sends/sends-view.ts': 2 }

const readsSends = /\b(?:from|join|update|into)\s+sends\b/i

/** A literal with the constants of its file that are written into it. */
function resolved(text: string, source: string): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => new RegExp(`const ${name} = (['"\`])([\\s\\S]*?)\\1`).exec(source)?.[2] ?? '')
}

/** The lines on which SQL about messages stands that does not say what they are sent for. */
function withoutPurpose(source: string): number[] {
  const text = withoutComments(source)
  return literalsIn(text).flatMap(({ at, text: literal }) => {
    const found = readsSends.exec(literal)
    return found && !/\bpurpose\b/.test(resolved(literal, text)) ? [lineOf(text, at + found.index)] : []
  })
}

/** The lines on which code asks what a message is sent for, instead of the table. */
function questions(source: string): number[] {
  const text = withoutComments(source)
  const asked =
    /\bpurpose\s*[!=]==?\s*['"`]|['"`](?:step|answer|report)['"`]\s*[!=]==?\s*\w*\.?purpose\b|\bswitch\s*\(\s*[\w.]*\bpurpose\b/g
  const isSql = (index: number) => literalsIn(text).some(({ at, text: literal }) => at < index && index < at + literal.length)
  return [...text.matchAll(asked)].flatMap(({ index }) => (isSql(index) ? [] : [lineOf(text, index)]))
}

function counted(of: (source: string) => number[]): Record<string, number> {
  const found = [...tree].map(([path, source]): [string, number] => [path, of(source).length])
  return Object.fromEntries(found.filter(([, count]) => count > 0))
}

describe('what a message is sent for', () => {
  it('is said by whoever reads or changes messages', () => expect(counted(withoutPurpose)).toEqual(fromFilter))
  it('is asked of the table, and by no condition', () => expect(counted(questions)).toEqual({}))

  it.each([
    '`select count(*) from sends where campaign_id = ?`',
    '`update sends set due_at = ? where id = ?`',
    `const open = 's.status = 1'\n\`select 1 from sends s where $` + '{open}`',
    '`insert into sends (campaign_id) values (?)`',
  ])('is missed in %j', (source) => expect(withoutPurpose(source)).toHaveLength(1))

  it.each([
    "`select count(*) from sends where campaign_id = ? and purpose = 'step'`",
    `const open = "s.purpose = 'step'"\n\`select 1 from sends s where $` + '{open}`',
    '`select 1 from mailboxes`',
    "'who sends from here'",
  ])('is not missed in %j', (source) => expect(withoutPurpose(source)).toEqual([]))

  it.each(["if (message.purpose === 'report') return", "if ('step' !== purpose) return", "switch (purpose) { case 'answer': }"])(
    'is a question in %j',
    (source) => expect(questions(source)).toHaveLength(1),
  )
  it.each(['policies[purpose].charge', "`select 1 from sends where purpose = 'step'`", "const message = { purpose: 'step', id }"])(
    'is none in %j',
    (source) => expect(questions(source)).toEqual([]),
  )
})

describe('a mail', () => {
  const sends = /\bmailer\s*\.\s*send\(/

  /** Whoever hands mail to the server, and why. */
  const callers: Record<string, string> = {
    'main/engine/pipeline/deliver/deliver.ts': 'the one machine',
    'main/engine/handlers/campaigns/test-mail.ts': 'a test of a step, to the own mailboxes alone',
    'main/engine/handlers/mailboxes/connection.ts': 'a test of a mailbox, to itself alone',
  }

  it('leaves through the machine; beside it there are tests to oneself', () => {
    const found = [...tree].filter(([, source]) => sends.test(withoutComments(source))).map(([path]) => path)
    expect(found.sort()).toEqual(Object.keys(callers).sort())
  })

  it('is handed over by its name: nobody takes the function away from the port', () => {
    const taken = [...tree].filter(([, source]) =>
      /\{[^{}]*\bsend\b[^{}]*\}\s*=\s*[\w.]*\bmailer\b|\bmailer\.send\b(?!\()/.test(withoutComments(source)),
    )
    expect(taken.map(([path]) => path)).toEqual([])
  })
})
