import { type Context, Output, type Template, type Token, TypeGuards, Value } from 'liquidjs'
import { isBlank, refuseTooLong } from './template-engine.ts'

/** Names along a path, e.g. `['firstName']`. */
type Path = string[]

/** The variables that one expression writes out. */
interface Uses {
  /** Must not be empty. */
  required: Path[]
  /** Stand in a `default` filter: must not be empty where the whole expression is. */
  fallback: Path[]
}

/** Filters that make nothing out of nothing: a `default` behind them still fires for an empty variable. */
const keepsEmpty = new Set(
  (
    'capitalize downcase upcase strip lstrip rstrip squish normalize_whitespace strip_newlines escape remove remove_first ' +
    'remove_last truncate truncatewords slice url_encode first last'
  ).split(' '),
)

/** Where the names that turned out empty are kept while a message is filled in. */
const missingKey = 'campaign-desk:missing'
/** Variables made by `assign` from something that was empty: name → the empty names behind it. */
const taintKey = 'campaign-desk:taint'

/**
 * Makes every place that writes a variable tell when the variable is empty. A branch that is not taken tells nothing,
 * so an `if` around a variable is a fallback for it. Changes the templates; done once after parsing.
 */
export function watch(templates: readonly Template[]): void {
  for (const template of templates) {
    if (template instanceof Output) watchOutput(template)
    else if (isTag(template, 'assign')) watchAssign(template)
    else if (isTag(template, 'capture')) watchCapture(template)
    watch(childrenOf(template))
  }
}

/** The names that were written out though they were empty, each once, in the order in which they were met. */
export function missingIn(context: Context): string[] {
  return [...noted(context)]
}

function watchOutput(output: Output): void {
  const uses = usesOf(output.value)
  const write = output.render
  output.render = function* (context, emitter) {
    const missing = emptyOf(context, uses.required)
    let written: unknown
    yield* write.call(output, context, { buffer: '', write: (value) => (written = value) })
    for (const name of missing) noted(context).add(name)
    if (isBlank(written)) for (const name of emptyOf(context, uses.fallback)) noted(context).add(name)
    emitter.write(written)
  }
}

function watchAssign(tag: Template): void {
  const values = argumentsOf(tag).filter((value) => value instanceof Value)
  const name = namesDefinedBy(tag)[0]
  if (name === undefined) return
  const uses = values.map(usesOf)
  const render = tag.render
  tag.render = function* (context, emitter) {
    const missing = uses.flatMap((use) => emptyOf(context, use.required))
    const fallback = uses.flatMap((use) => emptyOf(context, use.fallback))
    yield render.call(tag, context, emitter)
    if (isBlank(context.getSync([name]))) missing.push(...fallback)
    taints(context).set(name, missing)
  }
}

/** What is captured is bounded like a message: a text that doubles itself would fill the memory within a few rounds. */
function watchCapture(tag: Template): void {
  const name = namesDefinedBy(tag)[0] ?? ''
  const render = tag.render
  tag.render = function* (context, emitter) {
    yield render.call(tag, context, emitter)
    const captured = context.getSync([name])
    if (typeof captured === 'string') refuseTooLong(captured.length)
    taints(context).delete(name)
  }
}

/** Which of the paths lead to nothing, by the names that a person knows them by. */
function emptyOf(context: Context, paths: readonly Path[]): string[] {
  return paths.flatMap((path) => {
    const root = path[0] ?? ''
    const behind = taints(context).get(root) ?? []
    if (behind.length > 0) return behind
    if (isBlank(context.getSync([root]))) return [root]
    return path.length > 1 && isBlank(context.getSync(path)) ? [path.join('.').slice(0, 100)] : []
  })
}

function noted(context: Context): Set<string> {
  return context.getRegister<Set<string>>(missingKey) ?? (context.setRegister(missingKey, new Set<string>()) as Set<string>)
}

function taints(context: Context): Map<string, string[]> {
  return context.getRegister<Map<string, string[]>>(taintKey) ?? (context.setRegister(taintKey, new Map()) as Map<string, string[]>)
}

/** Every name that a template asks for anywhere, its own ones included. */
export function namesAskedFor(templates: readonly Template[]): string[] {
  return [...new Set(templates.flatMap((template) => [...argumentsOf(template).flatMap(namesIn), ...namesAskedFor(childrenOf(template))]))]
}

/** The first piece with two values and nothing between them, as in `{{ first name }}`: it would lose the second. */
export function misread(templates: readonly Template[]): Template | null {
  for (const template of templates) {
    if (argumentsOf(template).some((argument) => argument instanceof Value && !isWellFormed(argument))) return template
    const inside = misread(childrenOf(template))
    if (inside) return inside
  }
  return null
}

function isWellFormed(value: Value): boolean {
  const operators = value.initial.postfix.filter((token) => TypeGuards.isOperatorToken(token))
  const binary = operators.filter((token) => token.getText() !== 'not').length
  return value.initial.postfix.length - operators.length === binary + 1
}

/**
 * Variables that a template writes without a fallback: no `default` filter, and in no `if`, `unless` or `case` that
 * asks for them.
 */
export function requiredIn(templates: readonly Template[]): string[] {
  const required = new Set<string>()
  collect(templates, { guarded: new Set(), locals: new Map(), required })
  return [...required]
}

interface Walk {
  guarded: ReadonlySet<string>
  /** Names that the template itself defines → the outer names that they need. */
  locals: Map<string, string[]>
  required: Set<string>
}

function collect(templates: readonly Template[], walk: Walk): void {
  for (const template of templates) {
    if (template instanceof Output) {
      for (const name of needs(usesOf(template.value), walk)) walk.required.add(name)
      continue
    }
    if (isTag(template, 'assign')) {
      const values = argumentsOf(template).filter((value) => value instanceof Value)
      const needed = values.flatMap((value) => needs(usesOf(value), walk))
      for (const name of namesDefinedBy(template)) walk.locals.set(name, needed)
      continue
    }
    for (const name of namesDefinedBy(template)) walk.locals.set(name, [])
    const inner: Walk = { ...walk, locals: walk.locals }
    if (isTag(template, 'if') || isTag(template, 'unless') || isTag(template, 'case')) {
      inner.guarded = new Set([...walk.guarded, ...argumentsOf(template).flatMap(namesIn)])
    }
    if (isTag(template, 'for')) {
      const own = [...(template.blockScope?.() ?? [])]
      inner.locals = new Map([...walk.locals, ...own.map((name): [string, string[]] => [name, []])])
    }
    collect(childrenOf(template), inner)
  }
}

function needs(uses: Uses, walk: Walk): string[] {
  return uses.required
    .map((path) => path[0] ?? '')
    .filter((root) => !walk.guarded.has(root))
    .flatMap((root) => walk.locals.get(root) ?? [root])
}

function usesOf(value: Value): Uses {
  const initial = pathsIn(value.initial.postfix)
  const uses: Uses = { required: [], fallback: [] }
  const at = value.filters.findIndex((filter) => filter.name === 'default')
  const protects = at !== -1 && value.filters.slice(0, at).every((filter) => keepsEmpty.has(filter.name))
  if (!protects) uses.required.push(...initial)
  for (const filter of value.filters) {
    const paths = pathsIn(filter.args.map((arg) => (Array.isArray(arg) ? arg[1] : arg)))
    if (filter.name === 'default') uses.fallback.push(...paths)
    else uses.required.push(...paths)
  }
  return uses
}

/** Variables in the condition of a tag. */
function namesIn(argument: unknown): string[] {
  if (argument instanceof Value) {
    const { required, fallback } = usesOf(argument)
    return [...required, ...fallback, ...pathsIn(argument.initial.postfix)].map((path) => path[0] ?? '')
  }
  return pathsIn([argument]).map((path) => path[0] ?? '')
}

function pathsIn(tokens: readonly unknown[]): Path[] {
  return tokens.flatMap((token) => {
    if (TypeGuards.isRangeToken(token)) return pathsIn([token.lhs, token.rhs])
    if (!TypeGuards.isPropertyAccessToken(token)) return []
    const path: Path = []
    const further: Path[] = []
    let straight = token.variable === undefined
    for (const prop of token.props) {
      // `a[b]` needs b too; what it leads to is only known as far as a.
      if (TypeGuards.isPropertyAccessToken(prop)) {
        further.push(...pathsIn([prop]))
        straight = false
      } else if (straight) path.push(String((prop as Token & { content?: unknown }).content ?? prop.getText()))
    }
    return path.length > 0 ? [path, ...further] : further
  })
}

function isTag(template: Template, name: string): boolean {
  return (template as Template & { name?: unknown }).name === name
}

function argumentsOf(template: Template): unknown[] {
  return [...(template.arguments?.() ?? [])]
}

function namesDefinedBy(template: Template): string[] {
  return [...(template.localScope?.() ?? [])].map((token) => token.content)
}

function childrenOf(template: Template): Template[] {
  const step = template.children?.(false, true).next()
  return step?.done ? step.value : []
}
