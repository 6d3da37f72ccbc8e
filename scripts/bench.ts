/**
 * `npm run bench -- NAME [--json]`: runs test/bench/NAME.ts. Its default export measures and returns what it found, the
 * floor of the same run and `ratio` included.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

type Bench = (say: (text: string) => void) => Promise<Record<string, unknown>>

const folder = join(import.meta.dirname, '../test/bench')
const args = process.argv.slice(2)
const asJson = args.includes('--json')
const [name] = args.filter((arg) => !arg.startsWith('--'))
const path = join(folder, `${name}.ts`)

if (name === undefined || !/^[a-z][a-z-]*$/.test(name) || !existsSync(path)) {
  const known = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ts')) : []
  process.stderr.write(
    `Say which: npm run bench -- NAME [--json], with NAME one of ${known.map((file) => file.slice(0, -3)).join(', ')}.\n`,
  )
  process.exitCode = 2
} else {
  const { default: bench } = (await import(pathToFileURL(path).href)) as { default: Bench }
  // Progress is for a person: on stderr, so that what is measured stands alone on stdout.
  const result = await bench((text) => process.stderr.write(`${text}\n`))
  const lines = Object.entries(result).map(
    ([key, value]) => `${key.padEnd(24)}${typeof value === 'number' ? Number(value.toPrecision(6)) : String(value)}`,
  )
  process.stdout.write(asJson ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`)
}
