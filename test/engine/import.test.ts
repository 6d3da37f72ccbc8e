import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rejectedCsv } from '../../src/main/engine/db/contacts/imports.ts'
import type { StreamEvent } from '../../src/shared/events.ts'
import type { ContactImport, ImportInput } from '../../src/shared/schemas/contacts.ts'
import { alterImport } from '../builders/index.ts'
import { api, count, dayMs, openWorld, rows, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>

beforeEach(() => {
  world = openWorld()
  client = api(world)
})
afterEach(async () => {
  await world.close()
})

function upload(content: string | Buffer): string {
  const uploadId = randomUUID()
  mkdirSync(join(world.folder, 'uploads'), { recursive: true })
  writeFileSync(join(world.folder, 'uploads', uploadId), content)
  return uploadId
}

async function importFile(content: string | Buffer, options: Partial<ImportInput> = {}): Promise<ContactImport> {
  const { id } = await client.contacts.import({ uploadId: upload(content), ...options })
  await world.engine.drain()
  return client.contacts.getImport({ id })
}

async function rejected(id: number): Promise<[line: number, reason: string][]> {
  return (await client.contacts.rejected({ id, limit: 500 })).items.map((item) => [item.line, item.reason])
}

async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await call
  } catch (error) {
    return error as { code: string; message: string }
  }
  return { code: 'nothing', message: '' }
}

const people = [
  ['Vorname', 'Nachname', 'Firma', 'E-Mail', 'Kanal'],
  ['Jürgen', 'Groß', 'Müller & Söhne', 'juergen@mueller.example', 'Fernsehen €'],
  ['Ann', 'Lee', 'Acme, Inc; "Best" | x', 'ann@acme.example', ''],
]
const written = (delimiter: string, end = '\r\n') =>
  people.map((row) => row.map((cell) => (/[",;|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)).join(end) + end

describe('files of every kind', () => {
  const bytes: [name: string, encoding: string, make: (text: string) => Buffer][] = [
    ['UTF-8', 'utf-8', (text) => Buffer.from(text)],
    ['UTF-8 with a byte order mark', 'utf-8', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE with a byte order mark', 'utf-16le', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16LE without', 'utf-16le', (text) => Buffer.from(text, 'utf16le')],
    ['UTF-16BE with a byte order mark', 'utf-16be', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16BE without', 'utf-16be', (text) => Buffer.from(text, 'utf16le').swap16()],
    ['Windows-1252', 'windows-1252', (text) => iconv.encode(text, 'windows-1252')],
  ]
  const delimiters = [',', ';', '\t', '|'] as const
  const cases = bytes.flatMap(([name, encoding, make]) => delimiters.map((delimiter) => ({ name, encoding, make, delimiter })))

  it.each(cases)('$name, $delimiter', async ({ encoding, make, delimiter }) => {
    const file = make(written(delimiter))
    const analysis = await client.contacts.analyzeImport({ uploadId: upload(file) })
    expect(analysis).toMatchObject({ encoding, delimiter, hasHeader: true, header: people[0], problems: [], sizeBytes: file.length })
    expect(analysis.sample).toEqual(people.slice(1))
    expect(analysis.mapping.map((entry) => entry.field)).toEqual(['firstName', 'lastName', 'companyName', 'email', 'custom:kanal'])
    expect(await importFile(file)).toMatchObject({
      status: 'done',
      reason: '',
      rowsRead: 2,
      created: 2,
      merged: 0,
      rejected: 0,
      bytesRead: file.length,
    })
    const { items } = await client.contacts.list({ sort: 'createdAt', order: 'asc' })
    expect(items.map((item) => [item.firstName, item.lastName, item.companyName, item.email, item.customFields.kanal ?? ''])).toEqual(
      people.slice(1),
    )
  })

  it('a Windows-1252 character that comes after a megabyte of plain English', async () => {
    const filler = Array.from({ length: 40_000 }, (_, i) => `Person ${i},p${i}@acme.example`).join('\n')
    const file = iconv.encode(`Name,Email\n${filler}\nJürgen,j@acme.example\n`, 'windows-1252')
    expect(file.length).toBeGreaterThan(1024 * 1024)
    expect(await importFile(file)).toMatchObject({ status: 'done', created: 40_001 })
    expect((await client.contacts.list({ search: 'jürgen' })).items[0]?.fullName).toBe('Jürgen')
  }, 60_000)

  it('a header that is missing, and lone CRs', async () => {
    const analysis = await client.contacts.analyzeImport({ content: 'Ann,ann@acme.example\rBob,bob@acme.example' })
    expect(analysis).toMatchObject({
      hasHeader: false,
      header: [],
      sample: [
        ['Ann', 'ann@acme.example'],
        ['Bob', 'bob@acme.example'],
      ],
    })
    expect(analysis.problems.join()).toMatch(/no names/)
    const { id } = await client.contacts.import({
      uploadId: analysis.uploadId,
      mapping: [
        { column: 0, field: 'firstName' },
        { column: 1, field: 'email' },
      ],
    })
    await world.engine.drain()
    expect(await client.contacts.getImport({ id })).toMatchObject({ created: 2, rejected: 0 })
    expect((await client.contacts.list({ search: 'ann' })).items[0]).toMatchObject({ firstName: 'Ann', customFields: {} })
  })
})

describe('files that are none', () => {
  it.each([
    ['an empty one', Buffer.alloc(0), /empty/],
    ['a byte order mark alone', Buffer.from('\ufeff'), /empty/],
    ['blank lines', Buffer.from('\n\n\r\n'), /No row/],
    ['a workbook', Buffer.from('PK\x03\x04\x14\x00\x06\x00\x08'), /workbook/],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49]), /not a text file/],
    ['no address anywhere', Buffer.from('a,b\nc,d\n'), /No column is mapped to email/],
  ])('%s is refused, and nothing is imported', async (_name, file, message) => {
    const answer = await refusal(client.contacts.import({ uploadId: upload(file) }))
    expect(answer).toMatchObject({ code: 'BAD_REQUEST' })
    expect(answer.message).toMatch(message)
    expect(await client.contacts.listImports()).toEqual([])
    expect((await client.contacts.analyzeImport({ uploadId: upload(file) })).problems).not.toEqual([])
  })

  it('a header alone is done with nothing', async () => {
    expect((await client.contacts.analyzeImport({ content: 'name,email\n' })).problems.join()).toMatch(/no rows/)
    expect(await importFile('name,email\n')).toMatchObject({ status: 'done', rowsRead: 0, created: 0 })
  })

  it('an upload that is not there, given twice, or no mapping that works', async () => {
    expect(await refusal(client.contacts.import({ uploadId: randomUUID() }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(client.contacts.import({}))).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await refusal(client.contacts.import({ uploadId: '../../../../etc/passwd/aaaaaaaaaaaaaaaa' }))).toMatchObject({
      code: 'BAD_REQUEST',
    })
    const uploadId = upload('email\nann@acme.example\n')
    const twice = [
      { column: 0, field: 'email' as const },
      { column: 1, field: 'email' as const },
    ]
    expect(await refusal(client.contacts.import({ uploadId, mapping: twice }))).toMatchObject({ code: 'BAD_REQUEST' })
    await client.contacts.import({ uploadId })
    expect(await refusal(client.contacts.import({ uploadId }))).toMatchObject({ code: 'CONFLICT' })
  })
})

describe('rows that are not taken', () => {
  it('are kept with the line of the file and the reason', async () => {
    const done = await importFile(
      [
        'name,email,note',
        '"Ann\nMarie",ann@acme.example,x',
        'Bob,bob@acme.example,"two',
        'lines"',
        'Cleo,nobody,x',
        '"Dora,dora@acme.example,x',
        '"Emil" x,emil@acme.example,x',
        'Fay,fay@acme.example,x,one,too,many',
        '',
        'Gus,gus@acme.example',
        '"Hal\r\nBcc: x@y.example",hal@acme.example,x',
        'Ida,"ida@acme.example\r\nBcc: x@y.example",x',
      ].join('\n'),
    )
    expect(done).toMatchObject({ status: 'done', created: 2, rejected: 7, rowsRead: 9 })
    expect(await rejected(done.id)).toEqual([
      [2, expect.stringMatching(/line break/)],
      [6, expect.stringMatching(/no @/)],
      [7, expect.stringMatching(/quote/)],
      [8, expect.stringMatching(/quote/)],
      [9, expect.stringMatching(/6 columns, the header has 3/)],
      [12, expect.stringMatching(/line break/)],
      [14, expect.stringMatching(/line break/)],
    ])
    const { items } = await client.contacts.list({ sort: 'email', order: 'asc' })
    expect(items.map((item) => [item.email, item.customFields])).toEqual([
      ['bob@acme.example', { note: 'two lines' }],
      ['gus@acme.example', {}],
    ])
  })

  it('come page by page, and as a CSV file that no spreadsheet runs', async () => {
    const bad = Array.from({ length: 1_200 }, (_, i) => `=HYPERLINK("x${i}"),nobody${i}`)
    const done = await importFile(['name,email', ...bad].join('\n'))
    expect(done).toMatchObject({ created: 0, rejected: 1_200 })
    const first = await client.contacts.rejected({ id: done.id, limit: 2 })
    expect(first).toMatchObject({ total: 1_200, items: [{ line: 2 }, { line: 3, row: '=HYPERLINK("x1"),nobody1' }] })
    expect((await client.contacts.rejected({ id: done.id, limit: 2, cursor: first.nextCursor ?? '' })).items).toMatchObject([
      { line: 4 },
      { line: 5 },
    ])
    const records = parse([...rejectedCsv(world.engine.context.db, done.id)].join('')) as string[][]
    expect(records).toHaveLength(1_201)
    expect(records[0]).toEqual(['line', 'reason', 'row'])
    expect(records[1200]).toEqual(['1201', 'The address has no @.', `'=HYPERLINK("x1199"),nobody1199`])
    expect(await refusal(client.contacts.rejected({ id: 999 }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a row of 10,000 columns, one with more, and one of 20 MB', async () => {
    const wide = `w@acme.example${','.repeat(9_999)}`
    const done = await importFile(
      ['email,name', wide, `x@acme.example${',y'.repeat(10_000)}`, 'z'.repeat(20_000_000), 'a@acme.example,Ann'].join('\n'),
    )
    expect(done).toMatchObject({ status: 'done', created: 2, rejected: 2 })
    expect((await rejected(done.id)).map(([line]) => line)).toEqual([3, 4])
    expect(rows<{ n: number }>(world, 'select max(length(row)) as n from import_rejects')[0]?.n).toBe(4_000)
  })

  it('a header of 10,000 columns', async () => {
    const header = ['email', ...Array.from({ length: 9_999 }, (_, i) => `c${i}`)].join(',')
    const analysis = await client.contacts.analyzeImport({ content: `${header}\nann@acme.example,1,2,3\n` })
    expect(analysis.header).toHaveLength(10_000)
    expect(analysis.problems.join()).toMatch(/more columns/)
    await client.contacts.import({ uploadId: analysis.uploadId })
    await world.engine.drain()
    expect((await client.contacts.list({})).items[0]?.customFields).toEqual({ c0: '1', c1: '2', c2: '3' })
  })
})

describe('addresses that are there already', () => {
  const before = 'first name,last name,company,email,channel,size\nAnn,Lee,Acme,Ann@acme.example,youtube,L\nBob,Moe,,bob@acme.example,,\n'
  const after =
    'first name,last name,company,email,channel,age\n,Ray,,ANN@ACME.example,tv,9\nBea,,Lumen,bob@acme.example,,\nCleo,,,cleo@acme.example,,\ncleo2,,,Cleo@acme.example,,\n'

  it('are merged: what the file has replaces, what it leaves empty stays', async () => {
    const first = await importFile(before, { tags: ['old'] })
    const second = await importFile(after, { tags: ['new'] })
    expect(second).toMatchObject({ created: 1, merged: 3, skipped: 0 })
    const { items } = await client.contacts.list({ sort: 'email', order: 'asc' })
    expect(items).toMatchObject([
      {
        email: 'Ann@acme.example',
        fullName: 'Ann Ray',
        companyName: 'Acme',
        customFields: { channel: 'tv', size: 'L', age: '9' },
        tags: ['new', 'old'],
      },
      { email: 'bob@acme.example', fullName: 'Bea Moe', companyName: 'Lumen', tags: ['new', 'old'] },
      { email: 'cleo@acme.example', firstName: 'cleo2', fullName: 'cleo2', tags: ['new'] },
    ])
    expect((await client.contacts.list({ importId: second.id })).total).toBe(3)
    expect((await client.contacts.list({ importId: first.id })).total).toBe(0)
    expect((await client.contacts.list({ search: 'ray' })).total).toBe(1)
    expect((await client.contacts.list({ search: 'moe' })).total).toBe(1)
    expect(await client.contacts.fields()).toEqual(['age', 'channel', 'size'])
  })

  it('are skipped: what is there stays as it is', async () => {
    await importFile(before)
    const kept = await client.contacts.list({ sort: 'email', order: 'asc' })
    expect(await importFile(after, { duplicates: 'skip', tags: ['new'] })).toMatchObject({ created: 1, merged: 0, skipped: 3 })
    const { items } = await client.contacts.list({ sort: 'email', order: 'asc' })
    expect(items.slice(0, 2)).toEqual(kept.items)
    expect(items[2]).toMatchObject({ firstName: 'Cleo', tags: ['new'] })
  })

  it('a full name that was written by hand stays unless the file has its own', async () => {
    const ann = await client.contacts.create({ email: 'ann@acme.example', firstName: 'Ann', fullName: 'Dr. Ann' })
    await importFile('first name,last name,email\nAnn,Lee,ann@acme.example\n')
    expect((await client.contacts.get({ id: ann.id })).fullName).toBe('Dr. Ann')
    await importFile('full name,email\nProf. Ann,ann@acme.example\n')
    expect((await client.contacts.get({ id: ann.id })).fullName).toBe('Prof. Ann')
  })

  it('tags come from the file too', async () => {
    await importFile('email,tags\nann@acme.example,vip; press\nbob@acme.example,\n', { tags: ['all'] })
    expect(await client.contacts.tags()).toEqual([
      { tag: 'all', count: 2 },
      { tag: 'press', count: 1 },
      { tag: 'vip', count: 1 },
    ])
  })
})

describe('the course of an import', () => {
  const many = (total: number) => `name,email\n${Array.from({ length: total }, (_, i) => `P${i},p${i}@d${i % 97}.example`).join('\n')}\n`

  it('is told as it goes, and its file is removed', async () => {
    const heard: StreamEvent[] = []
    world.engine.context.bus.subscribe((event) => heard.push(event))
    const done = await importFile(many(3_000))
    expect(done).toMatchObject({ status: 'done', created: 3_000, finishedAt: expect.any(String) })
    const said = heard.filter((event) => event.type === 'import.changed').map((event) => ('message' in event ? event.message : ''))
    expect(said).toEqual(['A file was handed in', 'The import has begun', 'The import is done'])
    const progress = heard.filter((event) => event.type === 'progress')
    expect(progress.length).toBeGreaterThan(0)
    expect(progress[0]).toMatchObject({ import: { id: done.id, status: 'running' }, seq: expect.any(Number) })
    expect(heard.some((event) => event.type === 'contacts.changed')).toBe(true)
    expect(readdirSync(join(world.folder, 'uploads'))).toEqual([])
  })

  it('one after the other', async () => {
    const ids: number[] = []
    for (let i = 0; i < 3; i++)
      ids.push((await client.contacts.import({ content: `email\np${i}@acme.example\n`, fileName: `f${i}.csv` })).id)
    expect((await client.contacts.listImports()).map((item) => item.status)).toEqual(['queued', 'queued', 'queued'])
    await client.contacts.cancelImport({ id: ids[1] ?? 0 })
    await world.engine.drain()
    expect((await client.contacts.listImports()).map((item) => [item.fileName, item.status])).toEqual([
      ['f2.csv', 'done'],
      ['f1.csv', 'cancelled'],
      ['f0.csv', 'done'],
    ])
    expect((await client.contacts.list({})).total).toBe(2)
    expect(readdirSync(join(world.folder, 'uploads'))).toEqual([])
    expect(await refusal(client.contacts.cancelImport({ id: ids[0] ?? 0 }))).toMatchObject({ code: 'CONFLICT' })
    expect(await refusal(client.contacts.cancelImport({ id: 999 }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('ends when it is cancelled, keeps what was imported and says how much', async () => {
    const { id } = await client.contacts.import({ content: many(60_000) })
    const cancelled = new Promise<ContactImport>((resolve, reject) => {
      const end = world.engine.context.bus.subscribe((event) => {
        if (event.type !== 'progress' || event.import.created === 0) return
        end()
        client.contacts.cancelImport({ id }).then(resolve, reject)
      })
    })
    await world.engine.drain()
    const answer = await cancelled
    expect(answer.status).toBe('cancelled')
    const after = await client.contacts.getImport({ id })
    expect(after).toEqual(answer)
    expect(after.created).toBeGreaterThan(0)
    expect(after.created).toBeLessThan(60_000)
    expect(after.reason).toContain(after.created.toLocaleString('en'))
    expect((await client.contacts.list({})).total).toBe(after.created)
    expect(readdirSync(join(world.folder, 'uploads'))).toEqual([])
  })

  it('fails with a reason when its file is gone', async () => {
    const said: string[] = []
    world.ports.log.error = (_fields, message) => said.push(message)
    const uploadId = upload('email\nann@acme.example\n')
    const { id } = await client.contacts.import({ uploadId })
    world.engine.context.commit('test.move', (tx) => alterImport(tx, 'all', { uploadPath: 'uploads/none' }))
    await world.engine.drain()
    expect(await client.contacts.getImport({ id })).toMatchObject({ status: 'failed', reason: expect.stringMatching(/gone/) })
    expect(said).toEqual(['import failed'])
  })

  it('uploads that nobody imported are removed after a day', async () => {
    const fresh = upload('x')
    const old = upload('x')
    const needed = upload('email\nann@acme.example\n')
    const past = new Date(world.clock.now() - 2 * dayMs)
    for (const name of [old, needed]) utimesSync(join(world.folder, 'uploads', name), past, past)
    utimesSync(join(world.folder, 'uploads', fresh), new Date(world.clock.now()), new Date(world.clock.now()))
    await client.contacts.import({ uploadId: needed })
    await world.engine.start()
    const exists = (name: string) => existsSync(join(world.folder, 'uploads', name))
    expect([exists(fresh), exists(old)]).toEqual([true, false])
    await world.engine.drain()
    expect(count(world, 'select count(*) from contacts')).toBe(1)
  })
})
