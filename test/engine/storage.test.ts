import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { createEngine } from '../../src/main/engine/engine.ts'
import { UserError } from '../../src/shared/errors.ts'
import type { StreamEvent } from '../../src/shared/events.ts'
import { removeContacts } from '../builders/index.ts'
import { FakeClock } from '../fakes/clock.ts'
import { fakePorts } from '../fakes/ports.ts'
import { activate, count, hourMs, mondayTen, openWorld, runUntil, setUp, type World } from './harness.ts'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function world(): World {
  const opened = openWorld()
  cleanups.push(() => opened.close())
  return opened
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('a database', () => {
  it('waits for the disk with every commit, as it is shipped', async () => {
    const engine = createEngine(emptyFolder(), fakePorts(new FakeClock(mondayTen)))
    cleanups.push(() => engine.stop())
    const { sqlite } = engine.context.db
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal')
    // 2 is FULL.
    expect(sqlite.pragma('synchronous', { simple: true })).toBe(2)
  })

  it('is read by nobody else, also one that was copied here', async () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'workspace.db'), '', { mode: 0o644 })
    chmodSync(folder, 0o755)
    const engine = createEngine(folder, fakePorts(new FakeClock(mondayTen)))
    cleanups.push(() => engine.stop())
    const files = readdirSync(folder).filter((name) => name.startsWith('workspace.db'))
    expect(files).toContain('workspace.db-wal')
    // Windows knows no such bits.
    const closed = process.platform === 'win32' ? 0o666 : 0o600
    expect(files.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual(files.map(() => closed))
  })

  it('from a newer version is refused and left as it is', async () => {
    const folder = emptyFolder()
    const ports = fakePorts(new FakeClock(mondayTen))
    await createEngine(folder, ports).stop()
    const path = join(folder, 'workspace.db')
    const sqlite = new Sqlite(path)
    sqlite.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('newer', 9_999_999_999_999)
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    sqlite.close()
    const before = readFileSync(path)
    expect(() => createEngine(folder, ports)).toThrow(/newer version/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('that is none is refused and left as it is', () => {
    const folder = emptyFolder()
    const path = join(folder, 'workspace.db')
    writeFileSync(path, 'not a database, but somebody may still want it'.repeat(100))
    const before = readFileSync(path)
    expect(() => createEngine(folder, fakePorts(new FakeClock(mondayTen)))).toThrow(UserError)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('is open in one engine only, and free again after a stop', async () => {
    const opened = world()
    expect(() => createEngine(opened.folder, fakePorts(new FakeClock(mondayTen)))).toThrow(/already open/)
    const folder = emptyFolder()
    const ports = fakePorts(new FakeClock(mondayTen))
    await createEngine(folder, ports).stop()
    await createEngine(folder, ports).stop()
  })
})

describe('a commit', () => {
  it('publishes its events after it, in order, and none when it fails', () => {
    const { engine } = world()
    const heard: StreamEvent[] = []
    engine.context.bus.subscribe((event) => {
      expect(engine.context.db.sqlite.inTransaction).toBe(false)
      heard.push(event)
    })
    engine.context.commit('test.two', (tx) => {
      tx.emit({ type: 'engine.changed', message: 'one' })
      tx.emit({ type: 'engine.changed', message: 'two' })
    })
    expect(() =>
      engine.context.commit('test.fails', (tx) => {
        tx.emit({ type: 'engine.changed', message: 'never' })
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(heard.map((event) => ('message' in event ? event.message : ''))).toEqual(['one', 'two'])
    expect(heard.map(({ seq }) => seq)).toEqual([...heard.map(({ seq }) => seq)].sort((a, b) => a - b))
  })

  it('in rehearsal changes nothing and tells nobody', async () => {
    const opened = world()
    await setUp(opened, { people: 2 })
    const heard: StreamEvent[] = []
    opened.engine.context.bus.subscribe((event) => heard.push(event))
    const affected = opened.engine.context.rehearse((tx) => {
      tx.emit({ type: 'contacts.changed' })
      return removeContacts(tx, 'all')
    })
    expect(affected).toBe(2)
    expect(count(opened, 'select count(*) from contacts')).toBe(2)
    expect(heard).toEqual([])
  })
})

describe('a full disk', () => {
  /** SQLite's own limit stands for the disk: it answers with the same SQLITE_FULL. */
  function fill(opened: World): () => void {
    const { sqlite } = opened.engine.context.db
    sqlite.exec('create table if not exists ballast (x)')
    sqlite.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`)
    // What is left on partly filled pages goes too.
    try {
      for (;;) sqlite.prepare('insert into ballast values (zeroblob(200))').run()
    } catch (error) {
      expect((error as { code?: string }).code).toBe('SQLITE_FULL')
    }
    return () => sqlite.pragma('max_page_count = 1073741823')
  }

  it('before a message is claimed sends nothing, and goes on when there is room', async () => {
    const opened = world()
    const { campaignId } = await setUp(opened, { people: 2, gapSeconds: 60 })
    activate(opened, campaignId)
    await opened.engine.drain()
    expect(opened.ports.mailer.delivered).toHaveLength(1)
    const room = fill(opened)
    opened.clock.jump(mondayTen + 90_000)
    await opened.engine.drain()
    room()
    await runUntil(opened, mondayTen + hourMs)
    expect(opened.ports.mailer.delivered).toHaveLength(2)
    expect(opened.ports.mailer.attempts).toHaveLength(2)
    expect(count(opened, 'select count(*) from ledger')).toBe(2)
  })

  it('after the server took the message keeps the outcome until it can be written down', async () => {
    let full = false
    const opened = openWorld({
      hooks: {
        before(name) {
          if (full && name === 'send.settle') throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
        },
      },
    })
    cleanups.push(() => opened.close())
    const { campaignId } = await setUp(opened, { people: 1 })
    activate(opened, campaignId)
    full = true
    const done = opened.engine.drain()
    await expect.poll(() => opened.ports.mailer.delivered.length).toBe(1)
    expect(count(opened, `select count(*) from sends where status = 'sending'`)).toBe(1)
    full = false
    opened.clock.advanceTo(mondayTen + 6_000)
    await done
    expect(opened.ports.mailer.attempts).toHaveLength(1)
    expect(count(opened, `select count(*) from sends where status = 'sent'`)).toBe(1)
    expect(count(opened, 'select count(*) from ledger')).toBe(1)
  })
})
