/** `npm run bench -- NAME [--json]`: runs test/bench/NAME.ts and prints what its default export found. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BenchOptions, type BenchResult, runAlone } from '../test/bench/lib/command.ts'

const folder = join(import.meta.dirname, '../test/bench')
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
const [name, ...rest] = process.argv.slice(2).filter((arg) => arg !== '--json')

if (name === undefined || rest.length > 0 || !known.includes(name)) {
  process.stderr.write(`Say which: npm run bench -- NAME [--json], with NAME one of ${known.join(', ')}.\n`)
  process.exitCode = 2
} else {
  const { default: run } = (await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as {
    default: (options: BenchOptions) => Promise<BenchResult>
  }
  await runAlone(run)
}
