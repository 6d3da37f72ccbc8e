import { appendFileSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { suppressionLogFile } from '../../src/main/engine/db/contacts/suppression-log.ts'
import { isSuppressed, workspaceId } from '../../src/main/engine/db/contacts/suppressions.ts'
import { removeSuppressions } from '../builders/index.ts'
import { activate, api, count, dayMs, hourMs, mondayTen, openWorld, reopen, rows, runUntil, setUp, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>

beforeEach(() => {
  world = openWorld()
  client = api(world)
})
afterEach(async () => {
  await world.close()
})

const logPath = () => join(world.folder, suppressionLogFile)
const blocked = (address: string) => isSuppressed(world.engine.context.db, workspaceId(world.engine.context.db), address)

function restart(): void {
  reopen(world)
  client = api(world)
}

/** Copies the database as a backup program would, or puts the copy back. */
function backUp(): () => void {
  const { sqlite } = world.engine.context.db
  sqlite.pragma('wal_checkpoint(TRUNCATE)')
  const path = join(world.folder, 'workspace.db')
  copyFileSync(path, `${path}.backup`)
  return () => {
    sqlite.close()
    for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
    copyFileSync(`${path}.backup`, path)
    restart()
  }
}

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'nothing'
}

describe('suppressions', () => {
  it('block an address in any spelling, a domain, and the domains below it', async () => {
    await client.suppressions.add({ value: 'Ann@ACME.example' })
    await client.suppressions.add({ kind: 'domain', value: '@Lumen.example' })
    expect(blocked('ann@acme.example')).toBe(true)
    expect(blocked('bob@acme.example')).toBe(false)
    expect(blocked('bob@lumen.example')).toBe(true)
    expect(blocked('bob@eu.lumen.example')).toBe(true)
    expect(blocked('bob@notlumen.example')).toBe(false)
  })

  it('are listed newest first, page by page, and found by value', async () => {
    for (let i = 0; i < 5; i++) await client.suppressions.add({ value: `p${i}@acme.example` })
    const first = await client.suppressions.list({ limit: 2 })
    expect(first.items.map((item) => item.value)).toEqual(['p4@acme.example', 'p3@acme.example'])
    expect(first.total).toBe(5)
    const second = await client.suppressions.list({ limit: 3, cursor: first.nextCursor ?? undefined })
    expect(second.items.map((item) => item.value)).toEqual(['p2@acme.example', 'p1@acme.example', 'p0@acme.example'])
    expect(second.nextCursor).toBeNull()
    expect((await client.suppressions.list({ search: 'P3' })).items).toHaveLength(1)
    expect((await client.suppressions.list({ search: '%' })).total).toBe(0)
    expect(await refusal(client.suppressions.list({ cursor: 'x' }))).toBe('BAD_REQUEST')
  })

  it('are one for each address, and the stronger reason stays', async () => {
    const manual = await client.suppressions.add({ value: 'ann@acme.example', note: 'asked by phone' })
    expect((await client.suppressions.add({ value: 'ANN@acme.example' })).id).toBe(manual.id)
    const stronger = await client.suppressions.add({ value: 'ann@acme.example', reason: 'unsubscribed' })
    expect(stronger).toMatchObject({ reason: 'unsubscribed', note: '' })
    expect((await client.suppressions.add({ value: 'ann@acme.example', reason: 'manual' })).reason).toBe('unsubscribed')
    expect((await client.suppressions.list({})).total).toBe(1)
  })

  it('only those that nobody asked for can be lifted', async () => {
    const byHand = await client.suppressions.add({ value: 'ann@acme.example' })
    await client.suppressions.remove({ id: byHand.id })
    expect(blocked('ann@acme.example')).toBe(false)
    expect(await refusal(client.suppressions.remove({ id: byHand.id }))).toBe('NOT_FOUND')
    for (const reason of ['unsubscribed', 'complained'] as const) {
      const { id } = await client.suppressions.add({ value: `${reason}@acme.example`, reason })
      expect(await refusal(client.suppressions.remove({ id }))).toBe('CONFLICT')
      expect(blocked(`${reason}@acme.example`)).toBe(true)
    }
    restart()
    expect(blocked('ann@acme.example')).toBe(false)
    expect(blocked('complained@acme.example')).toBe(true)
  })

  it('refuse what is no address or domain', async () => {
    expect(await refusal(client.suppressions.add({ value: 'nobody' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.suppressions.add({ kind: 'domain', value: 'not a domain' }))).toBe('BAD_REQUEST')
    expect(await refusal(client.suppressions.add({ kind: 'domain', value: 'a@b.example' }))).toBe('BAD_REQUEST')
  })

  it('stop what is planned, in the same commit', async () => {
    const { campaignId } = await setUp(world, { people: 2, steps: [{}, { delayDays: 1 }] })
    activate(world, campaignId)
    await runUntil(world, mondayTen + hourMs)
    await client.suppressions.add({ kind: 'domain', value: 'company1.example' })
    await runUntil(world, mondayTen + 3 * dayMs)
    expect(world.ports.mailer.delivered.map((sent) => sent.mail.to.address).filter((to) => to.startsWith('person1'))).toHaveLength(1)
  })
})

describe('suppressions outlive', () => {
  it('the deletion of the contact and its import anew', async () => {
    const ann = await client.contacts.create({ email: 'ann@acme.example' })
    await client.suppressions.add({ value: 'ann@acme.example', reason: 'unsubscribed' })
    await client.contacts.remove({ id: ann.id })
    await client.contacts.import({ content: 'email\nAnn@acme.example\nbob@acme.example\n' })
    await world.engine.drain()
    const { items } = await client.contacts.list({ sort: 'email', order: 'asc' })
    expect(items.map((item) => [item.email, item.suppressed])).toEqual([
      ['Ann@acme.example', true],
      ['bob@acme.example', false],
    ])
  })

  it('an older database that is put back: added, strengthened and lifted ones are as they were', async () => {
    const lifted = await client.suppressions.add({ value: 'lifted@acme.example' })
    await client.suppressions.add({ value: 'both@acme.example' })
    const ann = await client.contacts.create({ email: 'erased@acme.example' })
    const restore = backUp()
    await client.suppressions.add({ value: 'new@acme.example', reason: 'unsubscribed' })
    await client.suppressions.add({ value: 'both@acme.example', reason: 'complained' })
    await client.suppressions.add({ kind: 'domain', value: 'lumen.example' })
    await client.suppressions.remove({ id: lifted.id })
    await client.contacts.remove({ id: ann.id, erase: true })
    restore()
    expect(blocked('new@acme.example')).toBe(true)
    expect(blocked('bob@lumen.example')).toBe(true)
    expect(blocked('erased@acme.example')).toBe(true)
    expect(blocked('lifted@acme.example')).toBe(false)
    const both = (await client.suppressions.list({ search: 'both@acme.example' })).items[0]
    expect(both).toMatchObject({ reason: 'complained', value: 'both@acme.example' })
    expect(await refusal(client.suppressions.remove({ id: both?.id ?? 0 }))).toBe('CONFLICT')
    expect((await client.suppressions.list({ search: 'new@acme.example' })).items).toMatchObject([{ value: null, reason: 'unsubscribed' }])
  })

  it('a database file that is gone altogether cannot be matched, but the log is kept as it is', async () => {
    await client.suppressions.add({ value: 'ann@acme.example' })
    const before = readFileSync(logPath(), 'utf8')
    restart()
    expect(readFileSync(logPath(), 'utf8')).toBe(before)
    expect(before).toMatch(/^[0-9a-f]{64} email manual 2026-11-23T09:00:00.000Z\n$/)
    expect(before).not.toContain('ann')
  })

  it('a log that is gone, torn or full of rubbish', async () => {
    await client.suppressions.add({ value: 'ann@acme.example' })
    rmSync(logPath())
    restart()
    expect(existsSync(logPath())).toBe(true)
    appendFileSync(logPath(), 'rubbish\n\u0000\n0123 email manual 2026\nffff')
    await client.suppressions.add({ value: 'bob@acme.example' })
    restart()
    expect(blocked('ann@acme.example')).toBe(true)
    expect(blocked('bob@acme.example')).toBe(true)
    expect(count(world, 'select count(*) from suppressions')).toBe(2)
    const lines = readFileSync(logPath(), 'utf8').split('\n')
    expect(lines.filter((line) => /^[0-9a-f]{64} email manual \S+$/.test(line))).toHaveLength(2)
  })

  it('a crash between the commit and the log, and between lifting and the log', async () => {
    const { id } = await client.suppressions.add({ value: 'ann@acme.example' })
    writeFileSync(logPath(), '')
    restart()
    expect(readFileSync(logPath(), 'utf8')).toContain(' email manual ')
    world.engine.context.commit('test.crash', (tx) => removeSuppressions(tx, id))
    restart()
    // On the safe side: a person lifts it once more.
    expect(blocked('ann@acme.example')).toBe(true)
    expect(rows(world, 'select note from suppressions')).toEqual([{ note: 'Kept from before the database was restored.' }])
  })
})
