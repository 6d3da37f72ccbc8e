/** Builds unless out/ is newer than all that it is made from. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const sources = ['src', 'scripts/build', 'package-lock.json', 'package.json', 'electron.vite.config.ts', 'vite.headless.config.ts']
const results = ['out/headless/headless.js', 'out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']

function newest(path: string): number {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  const inside = readdirSync(path).map((name) => newest(join(path, name)))
  return Math.max(found.mtimeMs, ...inside)
}

function isBuilt(): boolean {
  const made = results.map((path) => join(root, path))
  if (!made.every((path) => existsSync(path))) return false
  const oldest = Math.min(...made.map((path) => statSync(path).mtimeMs))
  return oldest > Math.max(...sources.map((path) => newest(join(root, path))))
}

if (!isBuilt()) {
  process.stderr.write('Building (once; later starts skip this) ...\n')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  process.exitCode = status ?? 1
}
