import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { apart, builtins, may, packages, type Room, rooms } from './rooms.ts'

/** A file's path under `src/`, with `/`, and its text. */
export type Tree = ReadonlyMap<string, string>

const sources = /\.(ts|tsx)$/

/** Every source file under a folder. */
export function readTree(folder: string): Tree {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return new Map(
    names
      .filter((name) => sources.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

const statements =
  /^(?:import|export)\b[^'"`;]*?\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|\bnew URL\(\s*['"](\.[^'"]+)['"]/gm

/** What a file imports, as it is written there: values, types, by statement, by call and by URL. */
export function importsIn(text: string): string[] {
  return [...text.matchAll(statements)].flatMap((found) => found.slice(1).filter((name) => name !== undefined))
}

/** The path under `src/` that a relative import of a file leads to. */
function target(path: string, name: string): string {
  return normalize(join(dirname(path), name)).replaceAll('\\', '/')
}

const byLength = (Object.entries(rooms) as [Room, string][]).sort(([, one], [, other]) => other.length - one.length)

/** The room that a file belongs to; undefined where it has no home. */
function roomOf(path: string): Room | undefined {
  return byLength.find(([, place]) => path === place || path.startsWith(`${place}/`))?.[0]
}

function isAllowed(from: Room, path: string, to: Room, other: string): boolean {
  if (to === 'shared') return true
  if (from !== to) return may[from].includes(to)
  return !apart.includes(from) || sideOf(from, path) === null || sideOf(from, other) === null || sideOf(from, path) === sideOf(from, other)
}

/** Which of the folders side by side a file lies in; null for what lies beside them all. */
function sideOf(room: Room, path: string): string | null {
  const [first, ...rest] = path.slice(rooms[room].length + 1).split('/')
  return rest.length > 0 ? (first ?? null) : null
}

function problemOf(path: string, room: Room, name: string): string | null {
  if (name.startsWith('.')) {
    const other = target(path, name)
    // What lies outside src (package.json, migrations) belongs to the entries.
    if (other.startsWith('../')) return room === 'entry' ? null : `${path} reaches out of src: ${name}`
    const to = roomOf(other)
    if (to === undefined) return `${path} imports ${other}, which has no room`
    return isAllowed(room, path, to, other) ? null : `${path} (${room}) may not import ${other} (${to})`
  }
  if (name.startsWith('node:')) {
    const allowed = builtins[room]
    return allowed && !allowed.includes(name) ? `${path} (${room}) may not use ${name}` : null
  }
  const owners = Object.entries(packages).find(([owned]) => name === owned || name.startsWith(`${owned}/`))?.[1]
  return owners && !owners.includes(room) ? `${path} (${room}) may not use ${name}` : null
}

/** Everything in a tree that breaks the table, a line each. */
export function layerProblems(tree: Tree): string[] {
  return [...tree].flatMap(([path, text]) => {
    const room = roomOf(path)
    if (room === undefined) return [`${path} has no room`]
    return importsIn(text).flatMap((name) => problemOf(path, room, name) ?? [])
  })
}

/** Files that import each other round about, types included: one list of files a circle. */
export function circles(tree: Tree): string[][] {
  const edges = new Map(
    [...tree].map(([path, text]) => [
      path,
      importsIn(text)
        .filter((name) => name.startsWith('.'))
        .map((name) => target(path, name))
        .filter((other) => tree.has(other)),
    ]),
  )
  return stronglyConnected(edges).filter((files) => files.length > 1 || edges.get(files[0] ?? '')?.includes(files[0] ?? ''))
}

/** Tarjan's algorithm, of "Depth-first search and linear graph algorithms" (1972). */
function stronglyConnected(edges: ReadonlyMap<string, string[]>): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  function visit(node: string): number {
    const mine = index.size
    index.set(node, mine)
    low.set(node, mine)
    stack.push(node)
    for (const next of edges.get(node) ?? []) {
      const reached = index.has(next) ? (stack.includes(next) ? (index.get(next) ?? mine) : mine) : visit(next)
      low.set(node, Math.min(low.get(node) ?? mine, reached))
    }
    const lowest = low.get(node) ?? mine
    if (lowest === mine) found.push(stack.splice(stack.indexOf(node)))
    return lowest
  }
  for (const node of edges.keys()) if (!index.has(node)) visit(node)
  return found
}
