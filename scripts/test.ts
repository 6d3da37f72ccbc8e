/**
 * `npm test`: finds (or installs) what the tests need, builds, runs vitest and Playwright, and ends with one line:
 * `N passed, N failed`. Arguments are passed on: test files (*.spec.ts to Playwright, all others to vitest) and flags.
 * With CI=true a missing part is a failure; elsewhere it is said loudly.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './test/run.ts'
import { findOrInstall, type Tools } from './test/tools.ts'

interface Tally {
  passed: number
  failed: number
  skipped: string[]
}

const root = join(import.meta.dirname, '..')
const strict = process.env.CI === 'true'
const started = performance.now()

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** A runner that ended badly without a failed test (a crash, a file that does not load) counts as one failure. */
function withStatus(name: string, tally: Tally, status: number): Tally {
  if (status === 0 || tally.failed > 0) return tally
  say(`${name} ended with code ${status} without naming a failed test: counted as one failure.`)
  return { ...tally, failed: 1 }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

function isBrokenFile({ status, assertionResults }: VitestReport['testResults'][number]): boolean {
  return status === 'failed' && !assertionResults.some((it) => it.status === 'failed')
}

async function runVitest(args: string[], env: NodeJS.ProcessEnv, folder: string): Promise<Tally> {
  const report = join(folder, 'vitest.json')
  const status = await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args], {
    cwd: root,
    env,
  })
  const found = readJson(report) as VitestReport | null
  const skipped = (found?.numPendingTests ?? 0) + (found?.numTodoTests ?? 0)
  const tally = {
    passed: found?.numPassedTests ?? 0,
    // A file that does not load names no test, and is a failure all the same.
    failed: (found?.numFailedTests ?? 0) + (found?.testResults ?? []).filter(isBrokenFile).length,
    skipped: skipped > 0 ? [`${skipped} tests of vitest`] : [],
  }
  return withStatus('vitest', tally, status)
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs?: { title: string; tests: { status: string; projectName: string; annotations: { type: string; description?: string }[] }[] }[]
}

async function runPlaywright(args: string[], env: NodeJS.ProcessEnv, folder: string): Promise<Tally> {
  const report = join(folder, 'playwright.json')
  const status = await run('playwright', ['test', '--reporter=list,json', ...args], {
    cwd: root,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  const found = readJson(report) as { stats: { expected: number; unexpected: number; flaky: number }; suites: PlaywrightSuite[] } | null
  const tally = {
    passed: found?.stats.expected ?? 0,
    // A test that passes only when it is tried again is a failed test.
    failed: (found?.stats.unexpected ?? 0) + (found?.stats.flaky ?? 0),
    skipped: skippedIn(found?.suites ?? []),
  }
  return withStatus('playwright', tally, status)
}

function skippedIn(suites: PlaywrightSuite[]): string[] {
  return suites.flatMap((suite) => [
    ...skippedIn(suite.suites ?? []),
    ...(suite.specs ?? []).flatMap(({ title, tests }) =>
      tests
        .filter(({ status }) => status === 'skipped')
        .map(
          ({ projectName, annotations }) =>
            `[${projectName}] ${title}: ${annotations.find((it) => it.description)?.description ?? 'no reason given'}`,
        ),
    ),
  ])
}

/** Only what was asked for is run: files of one runner leave the other out. */
function split(args: string[]): { vitest: string[] | null; playwright: string[] | null } {
  const files = args.filter((arg) => !arg.startsWith('-'))
  const flags = args.filter((arg) => arg.startsWith('-'))
  if (files.length === 0) return { vitest: flags, playwright: flags.length > 0 ? null : [] }
  const specs = files.filter((file) => file.includes('.spec'))
  const others = files.filter((file) => !file.includes('.spec'))
  return {
    vitest: others.length > 0 ? [...flags, ...others] : null,
    playwright: specs.length > 0 ? [...flags, ...specs] : null,
  }
}

function environment({ chromium, dovecot }: Tools): NodeJS.ProcessEnv {
  return { ...process.env, ...(chromium && { CHROMIUM_PATH: chromium }), ...(dovecot && { DOVECOT_PATH: dovecot }) }
}

async function main(): Promise<number> {
  const asked = split(process.argv.slice(2))
  const tools = await findOrInstall(say)
  const env = environment(tools)
  const folder = await mkdtemp(join(tmpdir(), 'campaign-desk-test-'))
  const tallies: Tally[] = []
  try {
    const built = await run(process.execPath, [join(root, 'scripts/build-if-needed.ts')], { cwd: root, env })
    if (built !== 0) tallies.push({ passed: 0, failed: 1, skipped: [] })
    if (asked.vitest) tallies.push(await runVitest(asked.vitest, env, folder))
    if (asked.playwright) tallies.push(await runPlaywright(asked.playwright, env, folder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
  let failed = tallies.reduce((sum, tally) => sum + tally.failed, 0)
  const notRun = [...tools.missing, ...tallies.flatMap(({ skipped }) => skipped)]
  if (notRun.length > 0) say(`\n!!! NOT RUN:\n${notRun.map((text) => `!!!   ${text}`).join('\n')}\n`)
  // The real Electron is the one part that may lack: its binary is downloaded from elsewhere.
  const lacking = notRun.filter((text) => !text.startsWith('[electron]'))
  if (strict && lacking.length > 0) {
    say('CI=true: each part that was not run counts as a failure.')
    failed += lacking.length
  }
  say(`took ${((performance.now() - started) / 1000).toFixed(0)} s`)
  say(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await main()
