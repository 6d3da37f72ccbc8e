/**
 * Liquid templates of messages: text with `{{ variables }}`, filters and conditions. What comes out is plain text;
 * HTML is made of it afterwards, with everything escaped. A template can reach nothing but its variables, and ends
 * after a bounded number of steps whatever it says.
 */
import { Context, LiquidError, type Template, TypeGuards } from 'liquidjs'
import { isBlank, liquid, maxLength, run, TemplateLimit } from './template-engine.ts'
import { problemWords } from './template-problem.ts'
import { misread, missingIn, namesAskedFor, requiredIn, watch } from './template-uses.ts'

export type Rendered =
  | {
      ok: true
      text: string
      /** Variables that are empty and have no fallback where they are written: this message would have a hole. */
      missing: string[]
    }
  | { ok: false; problem: string }

interface Parsed {
  templates: Template[]
  /** Variables that may come from outside. */
  names: string[]
}

type ParseResult = { ok: true; parsed: Parsed } | { ok: false; problem: string }

/** Parsed templates by their source; the least recently used ones go first. */
const cache = new Map<string, ParseResult>()
const maxCached = 200
const maxCachedLength = 2_000_000
let cachedLength = 0

/** What is wrong with a template, in a person's words and with its line; null when it can be used. */
export function checkTemplate(source: string): string | null {
  const result = parse(source)
  return result.ok ? null : result.problem
}

/** Fills in a template. Blank values count as absent. */
export function renderTemplate(source: string, variables: Record<string, string>): Rendered {
  const result = parse(source)
  if (!result.ok) return result
  const { templates, names } = result.parsed
  const scope: Record<string, string> = Object.create(null)
  for (const name of names) scope[name] = given(variables, name)
  const context = new Context(scope, liquid.options, { sync: true }, { liquid })
  try {
    return { ok: true, text: run(templates, context), missing: missingIn(context) }
  } catch (error) {
    return { ok: false, problem: wordsOf(error) }
  }
}

/** Variables that a template uses without a fallback; empty for one that does not parse. */
export function requiredVariables(source: string): string[] {
  const result = parse(source)
  return result.ok ? requiredIn(result.parsed.templates) : []
}

function given(variables: Record<string, string>, name: string): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  return typeof value === 'string' && !isBlank(value) ? value : ''
}

function parse(source: string): ParseResult {
  const known = cache.get(source)
  if (known) {
    cache.delete(source)
    cache.set(source, known)
    return known
  }
  const result = parseAnew(source)
  remember(source, result)
  return result
}

function parseAnew(source: string): ParseResult {
  if (source.length > maxLength) return { ok: false, problem: `The text is longer than ${maxLength} characters.` }
  try {
    const templates = liquid.parse(source)
    const slip = strayBraces(templates) ?? twoValues(templates)
    if (slip) return { ok: false, problem: slip }
    const names = namesAskedFor(templates)
    watch(templates)
    return { ok: true, parsed: { templates, names } }
  } catch (error) {
    return { ok: false, problem: wordsOf(error) }
  }
}

/** Half a pair of braces is a slip of the pen, and would be sent as it stands. */
function strayBraces(templates: readonly Template[]): string | null {
  for (const template of templates) {
    if (!TypeGuards.isHTMLToken(template.token)) continue
    const text = template.token.getText()
    const at = text.search(/\}\}|%\}/)
    if (at === -1) continue
    const line = (template.token.getPosition()[0] ?? 1) + text.slice(0, at).split('\n').length - 1
    return `Line ${line}: ${text.slice(at, at + 2)} has no ${text[at] === '%' ? '{%' : '{{'} before it.`
  }
  return null
}

function twoValues(templates: readonly Template[]): string | null {
  const token = misread(templates)?.token
  if (!token) return null
  const text = token.getText().replace(/\s+/g, ' ')
  return `Line ${token.getPosition()[0]}: ${text.length > 80 ? `${text.slice(0, 80)}…` : text} has words that nothing connects. Names of variables have no spaces.`
}

function wordsOf(error: unknown): string {
  const cause = LiquidError.is(error) ? (error as LiquidError).originalError : error
  if (cause instanceof TemplateLimit) return cause.message
  return problemWords(error)
}

function remember(source: string, result: ParseResult): void {
  cache.set(source, result)
  cachedLength += source.length
  for (const oldest of cache.keys()) {
    if (cache.size <= maxCached && cachedLength <= maxCachedLength) break
    cache.delete(oldest)
    cachedLength -= oldest.length
  }
}
