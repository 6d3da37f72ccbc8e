import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { printFirstRoute } from '../../scripts/build/first-route.ts'
import { refuseElectron } from '../../scripts/build/refuse-electron.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function bundle(source: string): Promise<unknown> {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'entry.ts'), source)
  return build({
    configFile: false,
    root: folder,
    logLevel: 'silent',
    plugins: [refuseElectron()],
    build: { ssr: true, outDir: 'out', rollupOptions: { input: join(folder, 'entry.ts'), external: ['electron'] } },
  })
}

describe('the headless bundle', () => {
  it.each([
    `import { app } from 'electron'\nconsole.log(app)`,
    `import 'electron/main'`,
    `export const later = () => import('electron')`,
    `export { app } from 'electron'`,
    `export const old = () => require('electron')`,
  ])('is not built from %j', async (source) => {
    await expect(bundle(source)).rejects.toThrow(/headless bundle (must not import|contains) "electron/)
  })

  it('is built from what only speaks of it', async () => {
    await bundle(`export const electronics = 'electron'`)
    expect(readFileSync(join(folder, 'out/entry.js'), 'utf8')).toContain('electronics')
  })
})

describe('the first route', () => {
  it('counts the entry, what it imports and its styles, and not what is loaded later', async () => {
    writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="./main.js"></script>')
    writeFileSync(join(folder, 'main.js'), `import './page.css'\nimport('./later.js').then((it) => console.log(it.text))`)
    writeFileSync(join(folder, 'page.css'), 'body { color: red }')
    writeFileSync(join(folder, 'later.js'), `export const text = '${'x'.repeat(9)}'`)
    let said = ''
    const { write } = process.stdout
    process.stdout.write = ((text: string) => {
      said += text
      return true
    }) as typeof process.stdout.write
    try {
      await build({ configFile: false, root: folder, logLevel: 'silent', plugins: [printFirstRoute()] })
    } finally {
      process.stdout.write = write
    }
    expect(said).toMatch(/^first route: \d+\.\d kB gzip \(3 files\)\n$/)
  })
})
