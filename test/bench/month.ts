/**
 * How long a month of a recurring campaign takes in a simulation: 30 days with 200 new creators each, by the engine as it is
 * shipped, against the bare bookkeeping of as many messages in the same kind of database on the same disk.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { migrationsFolder } from '../../src/main/paths.ts'
import type { SimulationReport } from '../../src/main/sandbox/simulation-days.ts'
import type { SimulationPlan } from '../../src/main/sandbox/simulation-plan.ts'
import { simulate } from '../../src/main/sandbox/simulation-run.ts'
import { criteria } from '../../src/shared/schemas/discovery.ts'
import { errorLog } from '../fakes/ports.ts'
import { type BenchOptions, type BenchResult, runAlone, say } from './lib/command.ts'
import { quantile, round } from './lib/figures.ts'
import { body, optOutLine, subject } from './lib/workspace.ts'

const days = 30
const creatorsPerDay = 200
const runs = 3
const zone = 'Europe/Berlin'

const plan: SimulationPlan = {
  now: Date.parse('2026-11-23T06:00:00Z'),
  days,
  // As many as a day can need: what is measured is the engine, not the lack of credits.
  workspace: { zone, dailyCredits: 1_000, leaveOutDays: null },
  creditsToday: 1_000,
  mailboxes: [
    { email: 'sam@sender.example', senderName: 'Sam Sender', dailyCap: 1_000, capToday: 1_000, gapSeconds: 60, gapJitterSeconds: 30 },
  ],
  campaign: {
    name: 'New people every day',
    audience: 'discovery',
    discovery: {
      criteria: criteria.parse({ niche: 'home barista' }),
      enrichment: ['clay_routine'],
      runs: days,
      perRun: creatorsPerDay,
      followUpsFirst: true,
      share: 1,
    },
    testMode: false,
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '09:00', end: '17:00', zone, startDate: null },
    stopByCompany: false,
    optOutLine,
  },
  steps: [
    {
      channel: 'email',
      subject: subject.replace('companyName', 'handle'),
      body: body.replaceAll('companyName', 'handle'),
      delayDays: 0,
      delayHours: 0,
    },
  ],
  fields: [],
  people: 0,
  leftOut: '',
}

interface Timed {
  ms: number
  /** Time on the processor: says more where the machine is busy. */
  cpuMs: number
  report: SimulationReport
}

export default async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const months: Timed[] = []
  const floors: number[] = []
  for (let i = 0; i < runs; i++) {
    const month = await simulated()
    check(month.report)
    months.push(month)
    floors.push(inFolder((folder) => bare(folder, month.report.sent)))
    say(options, `a month: ${Math.round(month.ms)} ms, bare bookkeeping: ${Math.round(floors.at(-1) ?? 0)} ms`)
  }
  const [first] = months
  return {
    bench: 'month',
    days,
    creators: days * creatorsPerDay,
    sent: first?.report.sent,
    replies: first?.report.replies,
    finishesOn: first?.report.finishesOn,
    ms: Math.round(quantile(times(months), 0.5)),
    cpuMs: Math.round(
      quantile(
        months.map(({ cpuMs }) => cpuMs),
        0.5,
      ),
    ),
    floorMs: Math.round(quantile(floors, 0.5)),
    ratio: round(
      quantile(
        months.map(({ ms }, i) => ms / (floors[i] ?? Number.NaN)),
        0.5,
      ),
    ),
    aim: 'ms <= 15000',
    runs: { ms: times(months).map(Math.round), floorMs: floors.map(Math.round) },
  }
}

const times = (months: readonly Timed[]) => months.map(({ ms }) => ms)

async function simulated(): Promise<Timed> {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-bench-'))
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  try {
    const report = await simulate(plan, { folder, migrationsFolder, log: { ...errorLog, warn() {} } })
    const { user, system } = process.cpuUsage(cpu)
    return { ms: performance.now() - startedMs, cpuMs: (user + system) / 1000, report }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A month that is quick because half of it did not happen is none. */
function check({ days: rows, sent, creditsUsed, replies }: SimulationReport): void {
  const found = rows.reduce((all, day) => all + day.found, 0)
  if (rows.length !== days || found !== days * creatorsPerDay || sent < found / 2 || creditsUsed !== sent + replies)
    throw new Error(`this was no whole month: ${JSON.stringify({ days: rows.length, found, sent, replies, creditsUsed })}`)
}

/** The floor: what a message leaves behind, in its two commits, and nothing else. In milliseconds. */
function bare(folder: string, messages: number): number {
  const db = new Sqlite(join(folder, 'bare.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = OFF')
  db.exec(`create table sends (id integer primary key autoincrement, status text, due_at integer, sent_at integer, message_id text);
    create index sends_due on sends (status, due_at);
    create table drafts (send_id integer primary key, subject text, text text, html text);
    create table ledger (id integer primary key autoincrement, day text, credits integer, ref_id integer unique);
    create table events (seq integer primary key autoincrement, at integer, type text, send_id integer)`)
  const plan = db.prepare(`insert into sends (status, due_at) values ('scheduled', ?)`)
  const claim = db.prepare(`update sends set status = 'sending', message_id = ? where id = ?`)
  const draft = db.prepare('insert into drafts values (?, ?, ?, ?)')
  const sent = db.prepare(`update sends set status = 'sent', sent_at = ? where id = ?`)
  const charge = db.prepare('insert into ledger (day, credits, ref_id) values (?, 1, ?)')
  const emit = db.prepare('insert into events (at, type, send_id) values (?, ?, ?)')
  const startedMs = performance.now()
  db.transaction(() => {
    for (let id = 1; id <= messages; id++) plan.run(id)
  })()
  for (let id = 1; id <= messages; id++) {
    db.transaction(() => {
      draft.run(id, subject, body, `<p>${body}</p>`)
      claim.run(`<${id}@sender.example>`, id)
      emit.run(id, 'send.claimed', id)
    }).immediate()
    db.transaction(() => {
      sent.run(id, id)
      charge.run('2026-11-23', id)
      emit.run(id, 'send.sent', id)
    }).immediate()
  }
  const tookMs = performance.now() - startedMs
  db.close()
  return tookMs
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-bench-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await runAlone(run)
