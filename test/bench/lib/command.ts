/** How a benchmark is asked and how it answers. `npm run bench -- NAME --json` calls its default export. */
export interface BenchOptions {
  /** Only the result, as one line of JSON. */
  json?: boolean
}

/** What every benchmark says, beside figures of its own. */
export interface BenchResult {
  bench: string
  /** Against the floor measured in the same run. */
  ratio: number
  /** What `ratio` should be. */
  aim: string
  [figure: string]: unknown
}

/** Runs a benchmark file that was started by itself: `node test/bench/NAME.ts [--json]`. */
export async function runAlone(run: (options: BenchOptions) => Promise<BenchResult>): Promise<void> {
  const json = process.argv.includes('--json')
  const result = await run({ json })
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${table(result)}\n`)
}

/** Progress for a person; on stderr, so that the result stays alone on stdout. */
export function say(options: BenchOptions, line: string): void {
  if (!options.json) process.stderr.write(`${line}\n`)
}

function table(result: BenchResult): string {
  return Object.entries(result)
    .map(([name, value]) => `${name.padEnd(26)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('\n')
}
