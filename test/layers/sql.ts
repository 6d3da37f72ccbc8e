import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const migrations = join(import.meta.dirname, '../../resources/migrations')

/** The tables of the migrations. */
export const tables: readonly string[] = [
  ...new Set(
    readdirSync(migrations)
      .filter((name) => name.endsWith('.sql'))
      .flatMap((name) => [
        ...readFileSync(join(migrations, name), 'utf8').matchAll(/create (?:virtual )?table (?:if not exists )?[`"]?(\w+)/gi),
      ])
      .flatMap(([, name]) => (name === undefined || name.startsWith('__') ? [] : [name])),
  ),
]

const table = `["'\\x60]?(?:(?:${tables.join('|')})\\b|\\$\\{)`
const or = String.raw`(?:or\s+\w+\s+)?`

/** What is SQL inside a literal, by its beginnings. A literal that only names a table in a sentence is none. */
const beginnings = [
  String.raw`\bselect\b[\s\S]+?\bfrom\s+(?:\(\s*select\b|json_each\b|${table})`,
  String.raw`\b(?:insert|replace)\s+${or}into\s+${table}`,
  String.raw`\bupdate\s+${or}${table}[^;]{0,80}?\bset\b`,
  String.raw`\bdelete\s+from\s+${table}`,
]
const sql = new RegExp(beginnings.join('|'), 'i')

/** The ways in which code hands SQL over, or has drizzle write it. */
const calls = /(?<![.\w])statement(?:<[^()]*>)?\(|\.prepare\(|\b(?:sqlite|db|database)\s*\.exec\(|\bsql\x60|\borm\s*\./g

/** A text with its comments blanked out; every line stays where it is. */
export function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ')
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank)
}

export interface Literal {
  at: number
  text: string
}

/** The string and template literals of a text. */
export function literalsIn(text: string): Literal[] {
  const literals = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/g
  return [...text.matchAll(literals)].map(({ 0: all, index }) => ({ at: index, text: all.slice(1, -1) }))
}

export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/** The lines of a source on which SQL stands or is handed over. */
export function sqlIn(source: string): number[] {
  const text = withoutComments(source)
  const written = literalsIn(text).flatMap((literal) => {
    const found = sql.exec(literal.text)
    return found ? [literal.at + 1 + found.index] : []
  })
  const handed = [...text.matchAll(calls)].map(({ index }) => index)
  return [...new Set([...written, ...handed].map((at) => lineOf(text, at)))].sort((a, b) => a - b)
}

/** Columns that hold a state. */
const column = /^(?:["'`]?\w+["'`]?\.)?["'`]?(?:status|state|stage)["'`]?\s*=/i
const sets = new RegExp(String.raw`(?:\bupdate\s+${or}${table}[^;]{0,80}?|\bdo\s+update\s+)\bset\b`, 'gi')

/** The assignments of a set-list, which ends with `where` and its like, outside of brackets. */
function assignments(text: string): string[] {
  let flat = text.replace(/'[^']*'/g, 'words')
  for (let before = ''; before !== flat; ) {
    before = flat
    flat = flat.replace(/\([^()]*\)/g, ' inside ')
  }
  return (flat.split(/\b(?:where|returning|from)\b|[);]/i)[0] ?? '').split(',')
}

/** The lines of a source on which an update begins that sets a state. */
export function stateChangesIn(source: string): number[] {
  const text = withoutComments(source)
  const written = literalsIn(text).flatMap((literal) =>
    [...literal.text.matchAll(sets)].flatMap(({ 0: all, index }) => {
      const list = assignments(literal.text.slice(index + all.length))
      return list.some((one) => column.test(one.trim())) ? [literal.at + 1 + index] : []
    }),
  )
  const byOrm = [...text.matchAll(/\.set\(\s*\{[^}]*?\b(?:status|state|stage)\b/g)].map(({ index }) => index)
  return [...new Set([...written, ...byOrm].map((at) => lineOf(text, at)))].sort((a, b) => a - b)
}
