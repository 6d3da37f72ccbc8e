import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { openWorkerDatabase } from '../../src/main/engine/db/core/open.ts'
import { writersOf } from '../../src/main/engine/db/core/write-intent.ts'
import { type ImportEnd, runImport } from '../../src/main/engine/pipeline/import/run.ts'
import type { ImportInput } from '../../src/shared/schemas/contacts.ts'
import { alterImport } from '../builders/index.ts'
import { api, count, openWorld, reopen, rows, type World } from './harness.ts'

const worlds: World[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

function open(): World {
  const world = openWorld()
  worlds.push(world)
  return world
}

async function queue(world: World, content: string, options: Partial<ImportInput> = {}): Promise<number> {
  const uploadId = randomUUID()
  mkdirSync(join(world.folder, 'uploads'), { recursive: true })
  writeFileSync(join(world.folder, 'uploads', uploadId), content)
  return (await api(world).contacts.import({ uploadId, ...options })).id
}

class Crash extends Error {}

/** Runs the import on a connection of its own, as the worker does, and dies before the given batch. */
async function runHere(
  world: World,
  importId: number,
  dieBefore: number,
  prepare?: (db: ReturnType<typeof openWorkerDatabase>) => void,
): Promise<ImportEnd | 'died'> {
  world.engine.context.commit('test.start', (tx) => alterImport(tx, importId, { status: 'running' }))
  const db = openWorkerDatabase(world.folder)
  prepare?.(db)
  let batches = 0
  try {
    const end = await runImport({
      db,
      folder: world.folder,
      importId,
      at: world.clock.now(),
      giveWay() {
        if (++batches >= dieBefore) throw new Crash('killed')
      },
      onProgress() {},
    })
    return end.status === 'failed' && end.error.includes('killed') ? 'died' : end
  } finally {
    db.sqlite.close()
  }
}

const contents = (world: World) => ({
  contacts: rows(world, 'select email, first_name, full_name, custom_fields, import_id from contacts order by email_key'),
  tags: rows(world, 'select t.tag, c.email from contact_tags t join contacts c on c.id = t.contact_id order by t.tag, c.email'),
  rejects: rows(world, 'select line, reason, row from import_rejects order by id'),
  import: rows(world, 'select rows_read, created, merged, skipped, rejected from imports'),
  found: rows(world, `select rowid from contacts_search where contacts_search match '"p"*' order by rowid`).length,
})

/** Good rows, doubles, broken quotes and rubbish, reproducibly. */
function file(size: number): string {
  const lines = ['first name,email,channel']
  for (let i = 0; i < size; i++) {
    if (i % 7 === 3) lines.push(`P${i},nobody`)
    else if (i % 11 === 5) lines.push(`"P${i},p${i}@acme.example`)
    else lines.push(`P${i},p${i % 13 === 6 ? i - 6 : i}@d${i % 5}.example,"c ""${i % 3}"""`)
  }
  return lines.join('\n')
}

describe('an import that dies in the middle', () => {
  it.each(['merge', 'skip'] as const)(
    'ends as if it had not, at any batch and any number of times (%s)',
    async (duplicates) => {
      const content = file(2_000)
      const whole = open()
      await queue(whole, content, { duplicates, tags: ['t'] })
      await whole.engine.drain()
      const expected = contents(whole)
      expect(expected.contacts.length).toBeGreaterThan(1_000)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), async (deaths) => {
          const world = open()
          const id = await queue(world, content, { duplicates, tags: ['t'] })
          for (const dieBefore of deaths) {
            await runHere(world, id, dieBefore)
            reopen(world)
          }
          await world.engine.start()
          await world.engine.drain()
          expect((await api(world).contacts.getImport({ id })).status).toBe('done')
          expect(contents(world)).toEqual(expected)
        }),
        { numRuns: 8 },
      )
    },
    120_000,
  )

  it('also where a large file is written in another order', async () => {
    const filler = 'x'.repeat(600)
    const content = `first name,email,note\n${Array.from({ length: 9_000 }, (_, i) => (i % 50 === 9 ? `P${i},bad` : `P${i},p${(i * 7919) % 8_000}@d${i % 31}.example,${filler}`)).join('\n')}`
    expect(content.length).toBeGreaterThan(5_000_000)
    const whole = open()
    await queue(whole, content)
    await whole.engine.drain()
    const world = open()
    const id = await queue(world, content)
    for (const dieBefore of [2, 5, 9]) {
      expect(await runHere(world, id, dieBefore)).toBe('died')
      reopen(world)
    }
    await world.engine.start()
    await world.engine.drain()
    expect(contents(world)).toEqual(contents(whole))
  }, 120_000)

  it('goes on when the engine was stopped meanwhile', async () => {
    const world = open()
    const content = `name,email\n${Array.from({ length: 60_000 }, (_, i) => `P${i},p${i}@acme.example`).join('\n')}`
    const id = await queue(world, content)
    const begun = new Promise<void>((resolve) => {
      world.engine.context.bus.subscribe((event) => {
        if (event.type === 'progress' && event.import.created > 0) resolve()
      })
    })
    await world.engine.start()
    await begun
    await world.engine.stop()
    reopen(world)
    const before = await api(world).contacts.getImport({ id })
    expect(before).toMatchObject({ status: 'running' })
    expect(before.created).toBeGreaterThan(0)
    expect(before.created).toBeLessThan(60_000)
    await world.engine.start()
    await world.engine.drain()
    expect(await api(world).contacts.getImport({ id })).toMatchObject({ status: 'done', created: 60_000, merged: 0, rowsRead: 60_000 })
    expect(count(world, 'select count(*) from contacts')).toBe(60_000)
  }, 120_000)

  it('two of them on the same import cannot both write', async () => {
    const world = open()
    const id = await queue(world, file(500))
    const ends = await Promise.all([runHere(world, id, 1_000), runHere(world, id, 1_000)])
    expect(ends.map((end) => (end === 'died' ? end : end.status)).sort()).toEqual(['done', 'stopped'])
    const [row] = rows<{ rows_read: number; created: number }>(world, 'select rows_read, created from imports')
    expect(row?.created).toBe(count(world, 'select count(*) from contacts'))
  })
})

describe('a full disk', () => {
  it('fails with a reason, keeps what was committed, and the same file takes in the rest', async () => {
    const world = open()
    const content = `name,email,note\n${Array.from({ length: 4_000 }, (_, i) => `P${i},p${i}@acme.example,${'x'.repeat(100)}`).join('\n')}`
    const id = await queue(world, content)
    const end = await runHere(world, id, 10_000, (db) => {
      const pages = db.sqlite.pragma('page_count', { simple: true }) as number
      db.sqlite.pragma(`max_page_count = ${pages + 150}`)
    })
    expect(end).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^The disk is full\./) })
    const [row] = rows<{ rows_read: number; created: number }>(world, 'select rows_read, created from imports')
    expect(row?.created).toBeGreaterThan(0)
    expect(row?.created).toBe(row?.rows_read)
    expect(count(world, 'select count(*) from contacts')).toBe(row?.created)
    world.engine.context.commit('test.fail', (tx) => alterImport(tx, 'all', { status: 'failed' }))
    const again = await queue(world, content)
    await world.engine.drain()
    expect(await api(world).contacts.getImport({ id: again })).toMatchObject({
      status: 'done',
      merged: row?.created,
      created: 4_000 - (row?.created ?? 0),
    })
  })
})

describe('the host', () => {
  it('is let through between batches', () => {
    const world = open()
    const { commit, db } = world.engine.context
    const writers = writersOf(db)
    expect(Atomics.load(writers, 0)).toBe(0)
    expect(commit('test.inside', () => Atomics.load(writers, 0))).toBe(1)
    expect(() =>
      commit('test.throws', () => {
        throw new Crash('x')
      }),
    ).toThrow(Crash)
    expect(Atomics.load(writers, 0)).toBe(0)
  })
})
