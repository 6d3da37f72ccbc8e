/**
 * `npm run demo [-- --json]`: the main job from end to end on this machine, without an account and without a network.
 * Exit code 0: everything is as it should be; 1: it is not; 2: wrong arguments; 130: stopped.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DateTime } from 'luxon'
import { rejectedCsv } from '../src/main/engine/db/contacts/imports.ts'
import { createHeadlessMachine } from '../src/main/host/headless-machine.ts'
import { createHostRouter } from '../src/main/host/host-router.ts'
import { createPlaces } from '../src/main/host/places.ts'
import { startServer } from '../src/main/host/server.ts'
import { rendererFolder } from '../src/main/paths.ts'
import { quietLog } from '../src/main/sandbox/ports.ts'
import { createSandbox } from '../src/main/sandbox/sandbox.ts'
import { createSimulations } from '../src/main/sandbox/simulations.ts'
import { version } from '../src/main/version.ts'
import { setUpCampaign } from './demo/campaign.ts'
import { runUntilComplete } from './demo/days.ts'
import { type Evidence, gatherEvidence } from './demo/evidence.ts'
import { openSandbox, type Sandbox, zone } from './demo/sandbox.ts'
import { createScreen, followDays, type Screen, tellResult, tellSetUp } from './demo/terminal.ts'

const root = join(import.meta.dirname, '..')
const samples = join(root, 'resources', 'sample-contacts.csv')

const usage = `npm run demo             run a campaign and leave the user interface open
npm run demo -- --json   print the figures as one line of JSON and end
`

/** Two weeks before this one's Monday, five to nine: all that happens lies in the past when it is looked at. */
function aMonday(): number {
  return DateTime.now().setZone(zone).startOf('week').minus({ weeks: 2 }).set({ hour: 8, minute: 55 }).toMillis()
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** Builds the page while the campaign runs. Resolves with what went wrong; null when all is well. */
function buildPage(): { done: Promise<string | null>; cancel(): void } {
  const child = spawn(process.execPath, [join(root, 'scripts', 'build-if-needed.ts')], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
  const done = new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(String(error)))
    child.on('close', (code) => resolve(code === 0 ? null : Buffer.concat(output).toString()))
  })
  return { done, cancel: () => void child.kill() }
}

async function runCampaign(sandbox: Sandbox, screen: Screen, signal: AbortSignal, startedMs: number): Promise<Evidence> {
  const setUp = await setUpCampaign(sandbox, readFileSync(samples, 'utf8'))
  tellSetUp(screen, setUp)
  screen.say()
  const days = followDays(screen, sandbox)
  await runUntilComplete(sandbox, setUp.campaignId, days.moment, signal)
  days.end()
  return gatherEvidence(sandbox, setUp.campaignId, Math.round(performance.now() - startedMs))
}

/** Serves the user interface over the same engine, on the system's clock, until somebody stops it. */
async function leaveOpen(sandbox: Sandbox, screen: Screen, signal: AbortSignal): Promise<void> {
  const { engine, clock, folder } = sandbox
  clock.goLive()
  const token = randomBytes(32).toString('base64url')
  const log = quietLog(warn)
  const tryOut = createSandbox(engine, join(folder, 'sandbox'), 'headless')
  const simulations = createSimulations(join(folder, 'simulations'), engine.context.ports)
  const host = createHostRouter(createHeadlessMachine({ version, dataFolder: folder, logFolder: folder }), log)
  const server = await startServer({
    places: createPlaces({ engine, host, sandbox: tryOut, simulations, log }),
    version,
    rejectedCsv: ({ db }, importId) => rejectedCsv(db, importId),
    port: 0,
    fallback: false,
    token,
    rendererFolder,
    log,
  })
  screen.say(`Open ${server.url}/?token=${token}`)
  screen.say('Everything is still there: the campaign, each person and what was said. Ctrl-C ends it and removes it.')
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  screen.say()
  await server.close()
  await simulations.close()
  await tryOut.close()
}

/** Aborts at the first Ctrl-C; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130)
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.on('SIGHUP', onSignal)
  return stop.signal
}

async function demo(json: boolean): Promise<number> {
  const signal = stopSignal()
  const screen = createScreen(process.stdout)
  const page = json ? null : buildPage()
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-demo-'))
  const startedMs = performance.now()
  let sandbox: Sandbox | null = null
  try {
    screen.say('Campaign Desk: the main job from end to end, on an accelerated clock.')
    screen.say('No account and no network is needed: the mail server and the people are on this machine.')
    screen.say()
    sandbox = await openSandbox(folder, aMonday(), warn)
    const evidence = await runCampaign(sandbox, screen, signal, startedMs)
    screen.say()
    tellResult(screen, evidence)
    screen.say()
    if (page) {
      screen.show('Building the user interface, which happens once ...')
      const problem = await page.done
      if (problem !== null) throw new Error(`The user interface could not be built.\n${problem}`)
      await leaveOpen(sandbox, screen, signal)
    } else screen.say(JSON.stringify(evidence.figures))
    return evidence.problems.length === 0 ? 0 : 1
  } catch (error) {
    if (signal.aborted) return 130
    warn(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    page?.cancel()
    await sandbox?.close()
    rmSync(folder, { recursive: true, force: true })
    if (signal.aborted) screen.say('Stopped. Everything the demo made is removed.')
  }
}

function parse(): boolean | null {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json
  } catch {
    return null
  }
}

const json = parse()
if (json === null || !existsSync(samples)) {
  process.stderr.write(json === null ? usage : `${samples} is missing.\n`)
  process.exitCode = 2
} else process.exitCode = await demo(json)
