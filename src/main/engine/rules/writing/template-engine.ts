import { type Context, defaultOperators, type Emitter, Liquid, type Template, toValue, toValueSync } from 'liquidjs'

/** Longest template and longest message, in characters. */
export const maxLength = 100_000
/** Pieces of a template that are run through for one message. Counted, not timed: a busy machine must not hold a message. */
const maxSteps = 20_000
/** Characters and list items that the filters of one message may work on. */
const maxWork = 1_000_000

/** The tags that make sense in a message. None of them reads a file or another template. */
const allowedTags = ['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'capture', 'comment', '#']

/** Filters that end in time for every input; all of them are pure. */
const allowedFilters =
  'default append prepend capitalize downcase upcase strip lstrip rstrip squish normalize_whitespace strip_newlines ' +
  'newline_to_br escape replace replace_first replace_last remove remove_first remove_last truncate truncatewords slice ' +
  'split join first last size reverse sort sort_natural uniq compact concat abs at_least at_most ceil floor round plus ' +
  'minus times divided_by modulo number_of_words array_to_sentence_string url_encode date'

/** Why a template was given up, in a person's words. */
export class TemplateLimit extends Error {}

export const liquid = createLiquid()

function createLiquid(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    // An empty text counts as absent, as people expect of `{% if companyName %}`.
    jsTruthy: true,
    operators: {
      ...defaultOperators,
      '==': (left: unknown, right: unknown) => same(left, right),
      '!=': (left: unknown, right: unknown) => !same(left, right),
    },
    ownPropertyOnly: true,
    dynamicPartials: false,
    templates: {},
    parseLimit: maxLength,
    memoryLimit: maxWork,
  })
  const filters = new Set(allowedFilters.split(' '))
  for (const name of Object.keys(engine.filters)) if (!filters.has(name)) engine.unregisterFilter(name)
  for (const name of Object.keys(engine.tags)) if (!allowedTags.includes(name)) delete engine.tags[name]
  // The library's own trim with patterns that take quadratic time on long runs of spaces.
  engine.registerFilter('strip', (value: unknown) => toText(value).trim())
  engine.registerFilter('lstrip', (value: unknown) => toText(value).trimStart())
  engine.registerFilter('rstrip', (value: unknown) => toText(value).trimEnd())
  engine.registerFilter('squish', (value: unknown) => toText(value).trim().replace(/\s+/g, ' '))
  return engine
}

/** Equality in conditions. `nil`, `""` and a variable that is empty or not there are all the same. */
function same(left: unknown, right: unknown): boolean {
  const a = toValue(left) ?? ''
  const b = toValue(right) ?? ''
  if (a === '' && b === '') return true
  // The words `empty` and `blank` compare by rules of their own.
  if (isComparable(left)) return left.equals(right)
  if (isComparable(right)) return right.equals(left)
  if (!Array.isArray(a)) return a === b
  return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
}

function isComparable(value: unknown): value is { equals(other: unknown): boolean } {
  return typeof value === 'object' && value !== null && typeof (value as { equals?: unknown }).equals === 'function'
}

/** Names that are usable as tags, for the message about one that is not. */
export const tagWords = 'if, unless, case, for, assign, capture and comment'

/** Collects what is written, and refuses more than a message may have. */
class BoundedEmitter implements Emitter {
  buffer = ''

  write(value: unknown): void {
    const text = toText(value)
    refuseTooLong(this.buffer.length + text.length)
    this.buffer += text
  }
}

/** @throws TemplateLimit where a text has more characters than a message may have */
export function refuseTooLong(length: number): void {
  if (length > maxLength) throw new TemplateLimit(`The message gets longer than ${maxLength} characters.`)
}

/** Fills in a parsed template. Throws TemplateLimit, or what the library throws. */
export function run(templates: Template[], context: Context): string {
  let steps = 0
  // The library asks this before each piece; its own limit goes by the clock.
  context.renderLimit.check = () => {
    if (++steps > maxSteps) throw new TemplateLimit('The template goes on too long: it repeats something too often.')
  }
  const emitter = new BoundedEmitter()
  toValueSync(liquid.renderer.renderTemplates(templates, context, emitter))
  return emitter.buffer
}

/** A value as it is written: nothing for what is not there, lists without separators. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(toText).join('')
  return String(value)
}

/** Nothing that a reader would see: absent, an empty list, or only white space and invisible characters. */
export function isBlank(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (Array.isArray(value)) return value.every(isBlank)
  return typeof value === 'string' && !/[^\s\u00ad\u200b-\u200f\u2060\ufeff]/.test(value)
}
