import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTree, type Tree } from './imports.ts'

/** Functions that are exported under one name from more than one file, with the files. */
function sharedNames(tree: Tree): Record<string, string[]> {
  const files = new Map<string, Set<string>>()
  for (const [path, text] of tree) {
    for (const [, name = ''] of text.matchAll(/^export (?:default )?(?:async )?function\*? (\w+)/gm)) {
      files.set(name, (files.get(name) ?? new Set()).add(path))
    }
  }
  return Object.fromEntries([...files].filter(([, paths]) => paths.size > 1).map(([name, paths]) => [name, [...paths]]))
}

describe('names', () => {
  it('no two exported functions share one', () => {
    expect(sharedNames(readTree(join(import.meta.dirname, '../../src')))).toEqual({})
  })

  it('are seen where two do, and an overload is one', () => {
    const tree = new Map([
      ['a.ts', 'export function one(x: string): void\nexport function one(x: unknown): void {}\nfunction two() {}\nconst three = 1'],
      ['b.ts', 'export async function four() {}\n  // export function one() {}'],
      ['c.tsx', 'export function four() {}'],
    ])
    expect(sharedNames(tree)).toEqual({ four: ['b.ts', 'c.tsx'] })
  })
})
