/**
 * `npm run dist`: builds the installers of the present platform into dist/. With --draft they also go to a draft of a
 * release (GH_TOKEN has to be set). Further arguments are passed on to electron-builder.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronArchive, whyNotReachable } from './installers/electron-archive.ts'
import { run } from './test/run.ts'

const root = join(import.meta.dirname, '..')
const electron = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string }

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function main(args: string[]): Promise<number> {
  const draft = args.includes('--draft')
  const rest = args.filter((arg) => arg !== '--draft')
  if (draft && !process.env.GH_TOKEN) {
    say('A draft needs GH_TOKEN: a token that may write releases of the repository in electron-builder.yml.')
    return 2
  }
  const url = electronArchive(electron.version, process.platform, process.arch, process.env)
  const why = await whyNotReachable(url)
  if (why !== null) {
    say(`Electron ${electron.version} itself is needed, and cannot be downloaded here: ${why}.`)
    say(`It was looked for at ${url}`)
    say('Run this where that address can be reached, or set ELECTRON_MIRROR to a place that has the same files. Nothing was built.')
    return 1
  }
  const built = await run('electron-vite', ['build'], { cwd: root })
  if (built !== 0) return built
  const packed = await run('electron-builder', ['--publish', draft ? 'always' : 'never', ...rest], { cwd: root })
  if (packed === 0 && existsSync(join(root, 'dist'))) say(`The installers are in ${join(root, 'dist')}.`)
  return packed
}

process.exitCode = await main(process.argv.slice(2))
