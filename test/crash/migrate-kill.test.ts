/**
 * `kill -9` at fifty random moments while a workspace is brought up to date, and an opening of the same folder after each:
 * it is as it was, or as it is to be, and never something between.
 * KILLS and KILL_SEED choose another number and other moments.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newestApplied, readMigrations } from '../../src/main/engine/db/core/migrate.ts'
import { copyBefore } from '../../src/main/engine/db/core/set-aside.ts'
import { createEngine } from '../../src/main/engine/engine.ts'
import { fill } from '../bench/lib/workspace.ts'
import { addDraft, enrollEverywhere, planEverybody, tagEvery } from '../builders/index.ts'
import { mondayTen } from '../engine/harness.ts'
import { type Dump, dumpFile, dumpOf, rebuildingMigrations } from '../engine/migrations.ts'
import { FakeClock } from '../fakes/clock.ts'
import { fakePorts, seededRandom } from '../fakes/ports.ts'
import { bundle } from './life.ts'

const people = 10_000
const tag = '9000_rebuilt'
const kills = Number(process.env.KILLS ?? 50)
const seed = Number(process.env.KILL_SEED ?? 20261129)
const random = seededRandom(seed)
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** What a kill hit: nothing yet, the copy, the transaction, or nothing any more. */
type Moment = 'before' | 'copying' | 'changing' | 'after'

const made: string[] = []
function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'migrate-kill-'))
  made.push(folder)
  return folder
}

let program: string
let migrationsFolder: string
/** The workspace before, never opened again. */
let base: string
/** What it says. */
let said: { rows: string; links: Dump['rows']; counters: Dump['counters'] }

beforeAll(async () => {
  program = await bundle(temporary(), 'open')
  migrationsFolder = rebuildingMigrations(tag)
  made.push(migrationsFolder)
  base = temporary()
  await write(base)
  const dump = dumpFile(join(copyOf(base), 'workspace.db'))
  said = digest(dump)
  for (const table of ['contacts', 'enrollments', 'sends', 'drafts']) expect(dump.rows[table]).toHaveLength(people)
  expect(dump.rows.contact_tags?.length).toBe(Math.floor(people / 3))
})

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** Ten thousand people with tags, in a campaign, each with a message that was written. */
async function write(folder: string): Promise<void> {
  const engine = createEngine(folder, fakePorts(new FakeClock(mondayTen)), { zone: 'UTC', durable: false })
  await fill(engine, { mailboxes: 2, campaigns: 1, people, smtpPort: 1, saveSentCopy: false })
  engine.context.commit('test.fill', (tx) => {
    tagEvery(tx, 3, 'tea')
    enrollEverywhere(tx, 2)
    planEverybody(tx, { due: 0, withinMs: 1e9 })
    const text = 'Hello, and many more words. '.repeat(20)
    for (let sendId = 1; sendId <= people; sendId++) addDraft(tx, { sendId, to: `person${sendId}@company${sendId}.example`, text })
  })
  await engine.stop()
}

function copyOf(folder: string): string {
  const copy = temporary()
  cpSync(folder, copy, { recursive: true })
  return copy
}

/** All rows in one sum; those that hold links whole, so that a failure says which. */
function digest({ rows, counters }: Dump): typeof said {
  const { __drizzle_migrations, ...others } = rows
  const links = { contact_tags: rows.contact_tags ?? [] }
  return { rows: createHash('sha256').update(JSON.stringify(others)).digest('hex'), links, counters }
}

async function begin(folder: string): Promise<{ child: ChildProcess; lines: AsyncIterator<string> }> {
  const child = spawn(process.execPath, [program, folder, migrationsFolder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  expect((await lines.next()).value).toBe('opening')
  return { child, lines }
}

/** How long an opening takes that brings the workspace up to date, in milliseconds. */
async function timeOpening(): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const { child, lines } = await begin(copyOf(base))
    const ended = once(child, 'exit')
    const begun = performance.now()
    expect((await lines.next()).value).toBe('{}')
    times.push(performance.now() - begun)
    await ended
  }
  return times.sort((a, b) => a - b)[1] ?? 0
}

/** One life that is killed so many milliseconds after it began to open the folder. */
async function openAndDie(folder: string, afterMs: number): Promise<Moment> {
  const copy = copyBefore(folder, tag)
  const copiedBefore = statSync(copy, { throwIfNoEntry: false })?.ino
  const { child } = await begin(folder)
  const ended = once(child, 'exit')
  await sleep(afterMs)
  child.kill('SIGKILL')
  await ended
  if (existsSync(join(folder, 'workspace.before.part'))) return 'copying'
  // Looked at in another folder: whoever opens it takes away what the kill left.
  const looked = copyOf(folder)
  const sqlite = new Sqlite(join(looked, 'workspace.db'))
  const newest = newestApplied(sqlite)
  sqlite.close()
  rmSync(looked, { recursive: true })
  if (newest === readMigrations(migrationsFolder).at(-1)?.folderMillis) return 'after'
  return statSync(copy, { throwIfNoEntry: false })?.ino === copiedBefore ? 'before' : 'changing'
}

/** It opens, and everything is there: the workspace brought up to date, and beside it the copy of what it was. */
async function expectWhole(folder: string, when: string): Promise<void> {
  const engine = createEngine(folder, { ...fakePorts(new FakeClock(mondayTen)), migrationsFolder }, { durable: false })
  const { sqlite } = engine.context.db
  expect(digest(dumpOf(sqlite)), when).toEqual(said)
  expect(sqlite.prepare('select distinct added from sends').pluck().all(), when).toEqual(['new'])
  expect([sqlite.pragma('foreign_keys', { simple: true }), sqlite.pragma('foreign_key_check')], when).toEqual([1, []])
  await engine.stop()
  expect(digest(dumpFile(copyBefore(folder, tag))), when).toEqual(said)
  expect(
    readdirSync(folder).filter((name) => name.includes('before')),
    when,
  ).toEqual([`workspace.before-${tag}.db`])
}

it(`is brought up to date as a whole after ${kills} kills`, async () => {
  const openingMs = await timeOpening()
  const moments: Record<Moment, number> = { before: 0, copying: 0, changing: 0, after: 0 }
  let withinMs = openingMs * 1.1
  let folder = copyOf(base)
  for (let i = 1; i <= kills; i++) {
    const afterMs = random.next() * withinMs
    const moment = await openAndDie(folder, afterMs)
    moments[moment]++
    // A machine that grows slower or faster meanwhile is followed.
    withinMs *= { before: 1.1, copying: 1, changing: 1, after: 0.95 }[moment]
    // Some are killed again where they were killed before.
    if (i < kills && moment !== 'after' && random.next() < 0.3) continue
    await expectWhole(folder, `seed ${seed}, kill ${i} after ${Math.round(afterMs)} of at most ${Math.round(withinMs)} ms: ${moment}`)
    rmSync(folder, { recursive: true })
    folder = copyOf(base)
  }
  process.stdout.write(
    `${kills} kills, an opening takes ${Math.round(openingMs)} ms: ${moments.before} before, ${moments.copying + moments.changing} inside ` +
      `(${moments.copying} in the copy, ${moments.changing} in the transaction), ${moments.after} after; seed ${seed}\n`,
  )
  expect(moments.copying + moments.changing, `seed ${seed}: kills hit the inside`).toBeGreaterThan(kills / 5)
}, 300_000)
