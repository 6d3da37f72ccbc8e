/**
 * How steadily a million contacts scroll in a real Chromium, on the page as built: by wheel, by flings, and by dragging
 * the scrollbar. A frame counts as dropped where the page was not asked for it in time. The floor is the same scrolling
 * through plain rows that are made of their number, once before and once after, since a machine has other work too. The
 * processor time of the page's main thread is said as well: it says the same however busy the machine is.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium, type Page } from 'playwright'
import { createEngine } from '../../src/main/engine/engine.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { rebuildContactSearch } from '../builders/index.ts'
import { chromiumLaunchOptions } from '../fakes/chromium.ts'
import { fakePorts } from '../fakes/ports.ts'
import { type BenchOptions, type BenchResult, runAlone, say } from './lib/command.ts'
import { round } from './lib/figures.ts'
import { nextPhase, plainList, startWatching, type Watched, watched } from './lib/scroll-page.ts'
import { unindexed } from './lib/unindexed.ts'
import { fill } from './table.ts'

const root = join(import.meta.dirname, '../..')
const main = join(root, 'out/headless/headless.js')
const size = { width: 1280, height: 720 }
/** A machine that is busy elsewhere may take long; one that hangs must not take for ever. */
const patienceMs = 180_000

export interface ScrollBenchOptions extends BenchOptions {
  rows?: number
}

export default async function run(options: ScrollBenchOptions = {}): Promise<BenchResult> {
  const rows = options.rows ?? rowsAsked()
  if (!existsSync(main)) throw new Error('Build first: npm run build.')
  const data = mkdtempSync(join(tmpdir(), 'campaign-desk-bench-'))
  let host: ChildProcess | null = null
  let browser: Browser | null = null
  try {
    await fillWorkspace(join(data, 'workspaces/my-workspace'), rows)
    say(options, `${rows} contacts`)
    host = spawn(process.execPath, [main, 'serve', '--json', '--data', data, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const greeting = await greetingOf(host)
    await untilReady(greeting, rows)
    browser = await chromium.launch({ ...chromiumLaunchOptions(), ignoreDefaultArgs: ['--hide-scrollbars'] })
    const before = await scrollPlain(browser, rows)
    say(options, `floor: ${inWords(before)}`)
    const { figures, endMs, total } = await scrollContacts(browser, greeting, rows)
    say(options, `contacts: ${inWords(figures)}`)
    const after = await scrollPlain(browser, rows)
    say(options, `floor: ${inWords(after)}`)
    const floorDropped = (before.droppedPercent + after.droppedPercent) / 2
    return {
      bench: 'scroll',
      rows,
      total,
      droppedPercent: round(figures.droppedPercent),
      droppedPercentBy: rounded(figures.phases),
      mainThreadMsPerFrame: round(figures.mainMs),
      frames: figures.frames,
      domNodesMax: figures.nodes,
      longestTaskMs: Math.round(figures.longestTaskMs),
      emptyPercent: round(figures.emptyPercent),
      heapMb: round(figures.heapMb),
      endKeyMs: Math.round(endMs),
      floorDroppedPercent: round(floorDropped),
      floorDroppedPercents: [round(before.droppedPercent), round(after.droppedPercent)],
      floorMainThreadMsPerFrame: round((before.mainMs + after.mainMs) / 2),
      floorLongestTaskMs: Math.round(Math.max(before.longestTaskMs, after.longestTaskMs)),
      loadAverage: round(loadavg()[0] ?? 0),
      ratio: round(figures.droppedPercent / Math.max(floorDropped, 0.1)),
      aim: 'dropped < 5 %, at most 2,000 nodes',
    }
  } finally {
    await browser?.close()
    if (host && host.exitCode === null) {
      const gone = once(host, 'exit')
      host.kill()
      await gone
    }
    rmSync(data, { recursive: true, force: true })
  }
}

async function fillWorkspace(folder: string, rows: number): Promise<void> {
  const engine = createEngine(folder, fakePorts(systemClock))
  const { sqlite } = engine.context.db
  // The folder is thrown away: nothing has to outlive a power cut.
  sqlite.pragma('synchronous = OFF')
  unindexed(sqlite, 'contacts', () => {
    fill(engine, rows)
    rebuildContactSearch(engine.context.db)
  })
  sqlite.pragma('wal_checkpoint(TRUNCATE)')
  await engine.stop()
}

interface Greeting {
  url: string
  token: string
}

/** @throws where the host ends before it says where it listens */
async function greetingOf(host: ChildProcess): Promise<Greeting> {
  if (!host.stdout) throw new Error('the host has no output')
  const line = once(createInterface({ input: host.stdout }), 'line').then(([text]) => JSON.parse(text as string) as Greeting)
  const ended = once(host, 'exit').then(([code]) => {
    throw new Error(`the host ended with ${code} before it was ready`)
  })
  ended.catch(() => {})
  return (await Promise.race([line, ended])) as Greeting
}

/** The first question after a start reads the file for the first time: nobody measures that here. */
async function untilReady({ url, token }: Greeting, rows: number): Promise<void> {
  const response = await fetch(`${url}/api/contacts?limit=200&sort=createdAt&order=desc`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(patienceMs),
  })
  const { total } = (await response.json()) as { total?: number }
  if (total !== rows) throw new Error(`the host answers ${response.status} and knows ${total} contacts, not ${rows}`)
}

interface Figures extends Watched {
  heapMb: number
  /** Processor time of the page's main thread, for each frame. */
  mainMs: number
}

async function scrollContacts(
  browser: Browser,
  { url, token }: Greeting,
  rows: number,
): Promise<{ figures: Figures; endMs: number; total: number }> {
  const context = await browser.newContext({ viewport: size })
  context.setDefaultTimeout(patienceMs)
  // Signed in beforehand: a page that is opened while it is sent on to the address without the token may be aborted.
  await context.request.get(`${url}/?token=${token}`)
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'commit' })
  await page.getByRole('link', { name: 'Contacts' }).click()
  await page.locator('tr[data-index="0"] .row-button').waitFor()
  const total = Number(await page.getByTestId('contacts').getAttribute('aria-rowcount')) - 1
  const figures = await scrollAll(page, '.scroll')
  await page.locator('.row-button').first().focus()
  const beganMs = performance.now()
  await page.keyboard.press('End')
  await page.locator(`tr[data-index="${rows - 1}"] .row-button`).waitFor()
  const endMs = performance.now() - beganMs
  await context.close()
  return { figures, endMs, total }
}

async function scrollPlain(browser: Browser, rows: number): Promise<Figures> {
  const page = await browser.newPage({ viewport: size })
  await page.setContent(plainList(rows))
  const figures = await scrollAll(page, '#scroll')
  await page.close()
  return figures
}

/** About twenty seconds: the wheel down and up, five flings, and the scrollbar from end to end and back. */
async function scrollAll(page: Page, selector: string): Promise<Figures> {
  const box = await page.locator(selector).boundingBox()
  if (!box) throw new Error(`no ${selector}`)
  await page.mouse.move(box.x + 200, box.y + 300)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const mainMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }
  const beganMs = await mainMs()
  await page.evaluate(startWatching, selector)
  await page.evaluate(nextPhase, 'wheel')
  await wheel(page, 3_000, () => 100, 33)
  await wheel(page, 1_500, () => -100, 33)
  await page.evaluate(nextPhase, 'fling')
  for (const way of [1, 1, -1, 1, 1]) await wheel(page, 1_400, (ms) => way * 130 * Math.exp(-ms / 450), 16)
  await page.locator(selector).evaluate((element) => element.scrollTo(0, 0))
  await sleepUntil(performance.now() + 400)
  await page.evaluate(nextPhase, 'drag')
  await drag(page, { x: box.x + box.width - 7, from: box.y + 24, to: box.y + box.height - 24 }, 4_000)
  const seen = await page.evaluate(watched)
  const spentMs = (await mainMs()) - beganMs
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number }
  return { ...seen, heapMb: usedSize / 1024 / 1024, mainMs: spentMs / seen.frames }
}

/** @param by how far at a time, in pixels, as long after the beginning */
async function wheel(page: Page, forMs: number, by: (ms: number) => number, everyMs: number): Promise<void> {
  const beganMs = performance.now()
  for (let ms = 0; ms < forMs; ms = performance.now() - beganMs) {
    const nextMs = ms + everyMs
    await page.mouse.wheel(0, by(ms))
    await sleepUntil(beganMs + nextMs)
  }
}

async function drag(page: Page, path: { x: number; from: number; to: number }, eachWayMs: number): Promise<void> {
  await page.mouse.move(path.x, path.from)
  await page.mouse.down()
  const beganMs = performance.now()
  for (let ms = 0; ms < 2 * eachWayMs; ms = performance.now() - beganMs) {
    const part = ms < eachWayMs ? ms / eachWayMs : 2 - ms / eachWayMs
    await page.mouse.move(path.x, path.from + (path.to - path.from) * part)
    await sleepUntil(beganMs + ms + 16)
  }
  await page.mouse.up()
}

function sleepUntil(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())))
}

function rounded(phases: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(phases).map(([name, percent]) => [name, round(percent)]))
}

function inWords({ droppedPercent, phases, frames, nodes, longestTaskMs, heapMb, mainMs, farthest }: Figures): string {
  const each = Object.entries(phases).map(([name, percent]) => `${name} ${percent.toFixed(1)} %`)
  return `${droppedPercent.toFixed(1)} % of ${frames} frames dropped (${each.join(', ')}), main thread ${mainMs.toFixed(1)} ms a frame, ${nodes} nodes, longest task ${longestTaskMs.toFixed(0)} ms, ${heapMb.toFixed(1)} MB, scrolled to ${Math.round(farthest)} px`
}

function rowsAsked(): number {
  const flag = process.argv.find((arg) => arg.startsWith('--rows='))
  return Number(flag?.slice('--rows='.length) ?? 1_000_000)
}

if (import.meta.main) await runAlone(run)
