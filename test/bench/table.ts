/**
 * How fast the list of contacts answers at a million of them, through the API's handlers: p95 in ms over many different
 * questions of each kind. Between two of them something is written, so that no count is remembered.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { createEngine, type Engine } from '../../src/main/engine/engine.ts'
import { systemClock } from '../../src/main/host/clock.ts'
import type { ContactQuery } from '../../src/shared/schemas/contacts.ts'
import { addContacts, tagEvery } from '../builders/index.ts'
import { fakePorts } from '../fakes/ports.ts'
import { type BenchOptions, type BenchResult, runAlone, say } from './lib/command.ts'
import { quantile, round } from './lib/figures.ts'
import { person } from './lib/people.ts'

type Query = Partial<ContactQuery>

const tags = ['vip', 'press', 'partner']
const rounds = 40
const sorts = ['createdAt', 'email', 'lastName', 'companyName', 'lastContactedAt'] as const
const orders = ['asc', 'desc'] as const

export interface TableBenchOptions extends BenchOptions {
  rows?: number
}

export default async function run(options: TableBenchOptions = {}): Promise<BenchResult> {
  const rows = options.rows ?? rowsAsked()
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-bench-'))
  const engine = createEngine(folder, fakePorts(systemClock))
  try {
    fill(engine, rows)
    say(options, `${rows} contacts`)
    const figures = measureAll(engine, rows)
    const result: Record<string, number> = {}
    for (const [kind, timesMs] of Object.entries(await figures)) {
      result[`${kind}P95Ms`] = round(quantile(timesMs, 0.95))
      say(
        options,
        `${kind}: p50 ${quantile(timesMs, 0.5).toFixed(1)} ms, p95 ${quantile(timesMs, 0.95).toFixed(1)} ms, max ${Math.max(...timesMs).toFixed(1)} ms`,
      )
    }
    const floorMs = floor(engine, rows)
    const worst = Math.max(...['firstPage', 'lastPage', 'filter', 'sort', 'search'].map((kind) => result[`${kind}P95Ms`] ?? 0))
    return { bench: 'table', rows, ...result, floorP95Ms: round(floorMs), ratio: round(worst / floorMs), aim: 'each p95 <= 50 ms' }
  } finally {
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A workspace with so many people, a third of them contacted before, a few tagged. */
export function fill(engine: Engine, rows: number): void {
  const { db } = engine.context
  const batch = 100_000
  for (let from = 0; from < rows; from += batch) {
    db.sqlite.exec('begin')
    addContacts(db, Math.min(batch, rows - from), (n) => {
      const index = from + n - 1
      const { email, firstName, lastName, company } = person(index)
      const lastContactedAt = index % 3 === 0 ? 1_700_000_000_000 + ((index * 7919) % 1_000_003) : null
      const names = { firstName, lastName, fullName: `${firstName} ${lastName}`, companyName: company }
      return { email, ...names, lastContactedAt, createdAt: 1, updatedAt: 1 }
    })
    db.sqlite.exec('commit')
  }
  // One tag for a fifth of them, one for a few thousand, one for a handful.
  tags.forEach((tag, rank) => {
    tagEvery(db, [5, 300, 100_000][rank] ?? 1, tag)
  })
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)')
}

async function measureAll(engine: Engine, rows: number): Promise<Record<string, number[]>> {
  const client = createRouterClient(engine.router, { context: () => engine.context })
  const at = (index: number) => person((index * 7919) % rows)
  const kinds: Record<string, (index: number) => Query> = {
    firstPage: () => ({}),
    lastPage: (index) => ({ from: 'end', sort: sorts[index % sorts.length], order: orders[index % 2] }),
    sort: (index) => ({ sort: sorts[index % sorts.length], order: orders[(index >> 2) % 2] }),
    filter: (index) => filters(at(index))[index % 6] ?? {},
    filterAndSort: (index) => ({ ...filters(at(index))[index % 6], sort: sorts[(index >> 1) % sorts.length], order: orders[index % 2] }),
    search: (index) => ({ search: searches(at(index))[index % 6] }),
    searchAndSort: (index) => ({
      search: searches(at(index))[index % 6],
      sort: sorts[(index >> 1) % sorts.length],
      order: orders[index % 2],
    }),
  }
  const result: Record<string, number[]> = {}
  for (const [kind, query] of Object.entries(kinds)) {
    const timesMs: number[] = []
    for (let index = -5; index < rounds; index++) {
      engine.context.commit('bench.write', (tx) => tx.emit({ type: 'workspace.changed' }))
      const beganMs = performance.now()
      await client.contacts.list({ limit: 50, ...query(Math.abs(index)) })
      if (index >= 0) timesMs.push(performance.now() - beganMs)
    }
    result[kind] = timesMs
  }
  return result
}

function filters({ email, company }: ReturnType<typeof person>): Query[] {
  return [
    { tag: 'vip' },
    { domain: email.slice(email.indexOf('@') + 1) },
    { contacted: false },
    { companyName: company.toUpperCase() },
    { contacted: true, tag: 'press' },
    { domain: 'pmail.example' },
  ]
}

/** From one person to a fifth of all. */
function searches({ email, firstName, lastName, company }: ReturnType<typeof person>): string[] {
  return [email, firstName, `${firstName} ${lastName}`, lastName.slice(0, 3), company, firstName.slice(0, 1)]
}

/** The least that a page can cost: fifty contacts by their ids, without a count. p95 in ms. */
function floor(engine: Engine, rows: number): number {
  const select = engine.context.db.sqlite.prepare('select * from contacts where id >= ? order by id limit 50')
  const timesMs = Array.from({ length: 200 }, (_, index) => {
    const beganMs = performance.now()
    select.all((index * 7919) % rows)
    return performance.now() - beganMs
  })
  return quantile(timesMs, 0.95)
}

function rowsAsked(): number {
  const flag = process.argv.find((arg) => arg.startsWith('--rows='))
  return Number(flag?.slice('--rows='.length) ?? 1_000_000)
}

if (import.meta.main) await runAlone(run)
