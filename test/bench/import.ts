/**
 * How long a file of a million people takes, against its floor: the same parser over the same file and a bare insert of
 * what it gives, by the best way there is (many rows a statement, all in one transaction), into the same tables with
 * the same indexes. No checks, no duplicates, no progress, nobody else who wants to write.
 *
 * `rowByRowSeconds` is the other bare way, a statement for each row, for comparison (FTS5 writes to disk for each).
 * Meanwhile this thread stands for the host: its event-loop delay is measured, and so is how long commits wait that it
 * makes all the time.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createRouterClient } from '@orpc/server'
import type { ImportPlan } from '../../src/main/engine/db/contacts/imports.ts'
import { openDatabase } from '../../src/main/engine/db/core/open.ts'
import { createEngine } from '../../src/main/engine/engine.ts'
import { readItems } from '../../src/main/engine/pipeline/import/read.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import { fakePorts } from '../fakes/ports.ts'
import { type BenchOptions, type BenchResult, runAlone, say } from './lib/command.ts'
import { quantile, round } from './lib/figures.ts'
import { writePeople } from './lib/people.ts'

const migrations = join(import.meta.dirname, '../../resources/migrations')
/** How often the host commits while the import runs, in ms. */
const commitEveryMs = 100

export interface ImportBenchOptions extends BenchOptions {
  rows?: number
}

export default async function run(options: ImportBenchOptions = {}): Promise<BenchResult> {
  const rows = options.rows ?? rowsAsked()
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-bench-'))
  try {
    const csv = join(folder, 'people.csv')
    await writePeople(csv, rows)
    say(options, `${rows} rows, ${Math.round(statSync(csv).size / 1e6)} MB`)
    const floor = await bare(join(folder, 'floor'), csv, 500)
    say(options, `floor, many rows a statement: ${floor.toFixed(1)} s`)
    const rowByRow = await bare(join(folder, 'floor-1'), csv, 1)
    say(options, `bare, row by row: ${rowByRow.toFixed(1)} s`)
    const measured = await real(join(folder, 'real'), csv, rows)
    say(options, `import: ${measured.seconds.toFixed(1)} s`)
    return {
      bench: 'import',
      rows,
      seconds: round(measured.seconds),
      floorSeconds: round(floor),
      ratio: round(measured.seconds / floor),
      aim: '<= 2.0, and p99 event-loop delay <= 20 ms',
      p99EventLoopDelayMs: round(measured.p99LoopMs),
      maxEventLoopDelayMs: round(measured.maxLoopMs),
      commitP50Ms: round(quantile(measured.commitsMs, 0.5)),
      commitP99Ms: round(quantile(measured.commitsMs, 0.99)),
      commitMaxMs: round(Math.max(...measured.commitsMs)),
      rowByRowSeconds: round(rowByRow),
      ratioRowByRow: round(measured.seconds / rowByRow),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Parse and insert, nothing else. Returns seconds. */
async function bare(folder: string, csv: string, rowsPerStatement: number): Promise<number> {
  mkdirSync(folder)
  const db = openDatabase(folder, migrations)
  db.sqlite.pragma('synchronous = NORMAL')
  const insert = db.sqlite.prepare(
    `insert into contacts (email, email_key, domain, first_name, last_name, full_name, company_name, custom_fields, import_id, created_at, updated_at)
     values ${Array.from({ length: rowsPerStatement }, () => '(?,?,?,?,?,?,?,?,1,1,1)').join(',')}`,
  )
  const plan: ImportPlan = {
    encoding: 'utf-8',
    skip: 0,
    delimiter: ',',
    newline: '\n',
    hasHeader: true,
    width: 5,
    mapping: [],
    duplicates: 'merge',
    tags: [],
  }
  const startedMs = performance.now()
  db.sqlite.exec('begin')
  let values: string[] = []
  let isHeader = true
  for await (const { items } of readItems(csv, plan)) {
    for (const item of items) {
      if (!item.ok || isHeader) {
        isHeader = false
        continue
      }
      const [firstName = '', lastName = '', company = '', email = '', channel = ''] = item.cells
      values.push(
        email,
        email,
        email.slice(email.indexOf('@') + 1),
        firstName,
        lastName,
        `${firstName} ${lastName}`,
        company,
        `{"channel":"${channel}"}`,
      )
      if (values.length < rowsPerStatement * 8) continue
      insert.run(values)
      values = []
    }
  }
  db.sqlite.exec('commit')
  const seconds = (performance.now() - startedMs) / 1000
  db.sqlite.close()
  rmSync(folder, { recursive: true })
  return seconds
}

interface Measured {
  seconds: number
  p99LoopMs: number
  maxLoopMs: number
  commitsMs: number[]
}

/** The import as the API does it. */
async function real(folder: string, csv: string, rows: number): Promise<Measured> {
  const uploadId = randomUUID()
  mkdirSync(join(folder, 'uploads'), { recursive: true })
  renameSync(csv, join(folder, 'uploads', uploadId))
  const engine = createEngine(folder, fakePorts(systemClock))
  const client = createRouterClient(engine.router, { context: () => engine.context })
  await engine.start()
  const commitsMs: number[] = []
  const loop = monitorEventLoopDelay({ resolution: 1 })
  const commits = setInterval(() => {
    const beganMs = performance.now()
    engine.context.commit('bench.commit', (tx) => tx.emit({ type: 'workspace.changed' }))
    commitsMs.push(performance.now() - beganMs)
  }, commitEveryMs)
  try {
    loop.enable()
    const startedMs = performance.now()
    const ended = new Promise<void>((resolve) => {
      engine.context.bus.subscribe((event) => {
        if (event.type === 'import.changed' && event.message !== 'A file was handed in' && event.message !== 'The import has begun')
          resolve()
      })
    })
    const { id } = await client.contacts.import({ uploadId })
    await ended
    const seconds = (performance.now() - startedMs) / 1000
    loop.disable()
    const { status, reason, created } = await client.contacts.getImport({ id })
    if (status !== 'done' || created !== rows) throw new Error(`The import is ${status} with ${created} contacts. ${reason}`)
    // The histogram counts the 1 ms between its own looks.
    return { seconds, p99LoopMs: loop.percentile(99) / 1e6 - 1, maxLoopMs: loop.max / 1e6 - 1, commitsMs }
  } finally {
    clearInterval(commits)
    await engine.stop()
  }
}

function rowsAsked(): number {
  const flag = process.argv.find((arg) => arg.startsWith('--rows='))
  return Number(flag?.slice('--rows='.length) ?? 1_000_000)
}

if (import.meta.main) await runAlone(run)
