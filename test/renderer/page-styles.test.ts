import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const pages = join(import.meta.dirname, '../../src/renderer/pages')

test('no page styles a class that another page styles: a stylesheet stays once its page was visited', () => {
  const owners = new Map<string, Set<string>>()
  for (const file of globSync('**/*.css', { cwd: pages })) {
    const page = file.split('/')[0] ?? file
    for (const [, name = ''] of readFileSync(join(pages, file), 'utf8').matchAll(/^\.([\w-]+)(?=[\s,:[{])[^ \n]*( \{|,)$/gm)) {
      owners.set(name, (owners.get(name) ?? new Set()).add(page))
    }
  }
  expect(owners.size).toBeGreaterThan(100)
  expect([...owners].filter(([, by]) => by.size > 1).map(([name, by]) => `.${name}: ${[...by].join(', ')}`)).toEqual([])
})
