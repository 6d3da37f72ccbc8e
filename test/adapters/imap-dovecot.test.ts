/** The reader against a real Dovecot. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createImapReader, type ImapReaderOptions } from '../../src/main/engine/adapters/mail/imap.ts'
import { compileMail } from '../../src/main/engine/adapters/mail/mime.ts'
import type { FolderCursor, FolderRole, MailAccount, MailReader } from '../../src/main/engine/ports/mail.ts'

import { dovecotAvailable, type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import {
  type AccountOverrides,
  fakeAccount,
  fakeMail,
  quietLog,
  systemClock,
  testAuthority,
  testCertificate,
  until,
} from '../fakes/mail.ts'

let dovecot: FakeDovecot
let reader: MailReader
let user = ''
let users = 0
const ends: (() => unknown)[] = []

beforeAll(async () => {
  expect(dovecotAvailable(), 'Dovecot 2.3 is needed: apt-get install dovecot-imapd dovecot-lmtpd').toBe(true)
  dovecot = await startDovecot(testCertificate('localhost'))
})
afterAll(() => dovecot?.stop())
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A mailbox of its own for each test. */
function start(options: ImapReaderOptions = {}, overrides: AccountOverrides = {}): MailAccount {
  user = `user${++users}@sender.test`
  reader = createImapReader({ clock: systemClock, log: quietLog }, { ca: testAuthority(), ...options })
  ends.push(() => reader.close())
  return fakeAccount({ ...overrides, imap: { port: dovecot.imapPort, user, ...overrides.imap } })
}

const message = (id: string, body = 'hello') =>
  `From: Béla <bela@customer.test>\nTo: ${user}\nSubject: ${id}\nMessage-ID: <${id}@customer.test>\n\n${body}\n`

async function read(
  account: MailAccount,
  cursor: FolderCursor | null,
  more: { role?: FolderRole; limit?: number; maxBytes?: number } = {},
) {
  const batch = await reader.read(account, {
    role: 'inbox',
    cursor,
    sinceOnRenumber: Date.now() - 3_600_000,
    limit: 50,
    maxBytes: 100_000,
    ...more,
  })
  if (!batch) throw new Error('no such folder')
  return batch
}

const subjects = (batch: { messages: { source: Buffer }[] }) =>
  batch.messages.map((mail) => /^Subject: (.*)\r$/m.exec(mail.source.toString())?.[1])

describe('reading a folder', () => {
  it('starts with no cursor by telling where the folder stands, and reads what comes after', async () => {
    const account = start()
    await dovecot.deliver(message('old'), undefined, user)
    const first = await read(account, null)
    expect(first).toMatchObject({ messages: [], uidNext: 2, more: false })
    const cursor = { uidValidity: first.uidValidity, uid: first.uidNext - 1 }
    expect(await read(account, cursor)).toMatchObject({ messages: [], uidNext: 2, more: false })
    await dovecot.deliver(message('new'), undefined, user)
    const next = await read(account, cursor)
    expect(subjects(next)).toEqual(['new'])
    expect(next).toMatchObject({ uidNext: 3, more: false, uidValidity: first.uidValidity })
    expect(Math.abs((next.messages[0]?.internalDate ?? 0) - Date.now())).toBeLessThan(60_000)
    expect(await read(account, { ...cursor, uid: 2 })).toMatchObject({ messages: [], more: false })
  })

  it('reads in batches, oldest first, and cuts long messages off', async () => {
    const account = start()
    for (let i = 1; i <= 7; i++) await dovecot.deliver(message(`m${i}`, 'x'.repeat(5000)), undefined, user)
    const { uidValidity } = await read(account, null)
    const seen: (string | undefined)[] = []
    let cursor = { uidValidity, uid: 0 }
    let batches = 0
    for (let more = true; more; batches++) {
      const batch = await read(account, cursor, { limit: 3, maxBytes: 1000 })
      expect(batch.messages.every((mail) => mail.source.length <= 1000)).toBe(true)
      seen.push(...subjects(batch))
      cursor = { uidValidity, uid: batch.messages.at(-1)?.uid ?? cursor.uid }
      more = batch.more
    }
    expect(seen).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'])
    expect(batches).toBe(3)
  })

  it('reads again by date when the server has renumbered', async () => {
    const account = start()
    await dovecot.deliver(message('a'), undefined, user)
    await dovecot.deliver(message('b'), undefined, user)
    const { uidValidity } = await read(account, null)
    const batch = await read(account, { uidValidity: String(Number(uidValidity) - 1), uid: 4711 })
    expect(subjects(batch)).toEqual(['a', 'b'])
    expect(batch).toMatchObject({ uidValidity, uidNext: 3, more: false })
  })

  it('notices that a folder was made anew', async () => {
    const account = start()
    await dovecot.deliver(message('before'), 'Junk', user)
    const first = await read(account, null, { role: 'spam' })
    await reader.close()
    rmSync(join(dovecot.dir, 'mail', user, '.Junk'), { recursive: true })
    // Dovecot takes the second as UIDVALIDITY.
    const second = Math.floor(Date.now() / 1000)
    await until(() => Math.floor(Date.now() / 1000) > second)
    await dovecot.deliver(message('after'), 'Junk', user)
    const batch = await read(account, { uidValidity: first.uidValidity, uid: first.uidNext - 1 }, { role: 'spam' })
    expect(batch.uidValidity).not.toBe(first.uidValidity)
    expect(subjects(batch)).toEqual(['after'])
  })

  it('finds the spam folder, and says where there is none', async () => {
    const account = start()
    await dovecot.deliver(message('in spam'), 'Junk', user)
    const { uidValidity } = await read(account, null, { role: 'spam' })
    expect(subjects(await read(account, { uidValidity, uid: 0 }, { role: 'spam' }))).toEqual(['in spam'])
  })

  it('leaves messages unread, and keeps its connection', async () => {
    const account = start()
    await dovecot.deliver(message('a'), undefined, user)
    const { uidValidity } = await read(account, null)
    await read(account, { uidValidity, uid: 0 })
    const folder = join(dovecot.dir, 'mail', user)
    const files = [...readdirSync(join(folder, 'cur')), ...readdirSync(join(folder, 'new'))]
    expect(files).toHaveLength(1)
    expect(files[0]).not.toMatch(/:2,.*S/)
  })
})

describe('the Sent folder', () => {
  it('takes a copy, marked as read, and is asked for a Message-ID', async () => {
    const account = start()
    const mail = fakeMail()
    expect(await reader.isInSent(account, mail.messageId)).toBe(false)
    // A folder that is open for reading must not keep the mark from being set.
    await read(account, null)
    await reader.appendSent(account, await compileMail(mail))
    expect(await reader.isInSent(account, mail.messageId)).toBe(true)
    expect(await reader.isInSent(account, mail.messageId.slice(0, -5))).toBe(false)
    expect(await reader.isInSent(account, '<other@sender.test>')).toBe(false)
    const folder = join(dovecot.dir, 'mail', user, '.Sent', 'cur')
    expect(existsSync(folder) && readdirSync(folder)[0]).toMatch(/:2,.*S/)
  })
})

describe('watching', () => {
  it('calls at the start and at every new message', async () => {
    const account = start()
    let news = 0
    ends.push(reader.watch(account, () => news++))
    await until(() => news === 1)
    await dovecot.deliver(message('a'), undefined, user)
    await until(() => news === 2)
    await dovecot.deliver(message('b'), undefined, user)
    await until(() => news === 3)
  })

  it('goes on over many short IDLEs, and ends when told', async () => {
    const account = start({ maxIdleMs: 50 })
    let news = 0
    const stop = reader.watch(account, () => news++)
    await until(() => news === 1)
    const at = Date.now()
    await until(() => Date.now() - at > 300)
    await dovecot.deliver(message('a'), undefined, user)
    await until(() => news === 2)
    stop()
    await dovecot.deliver(message('b'), undefined, user)
    const { uidValidity } = await read(account, null)
    expect(subjects(await read(account, { uidValidity, uid: 0 }))).toEqual(['a', 'b'])
    expect(news).toBe(2)
  })
})

describe('signing in', () => {
  it('over TLS and STARTTLS', async () => {
    for (const [security, port] of [
      ['tls', dovecot.imapsPort ?? 0],
      ['starttls', dovecot.imapPort],
    ] as const) {
      const account = start({}, { imap: { host: 'localhost', security, port } })
      expect(await reader.verify(account)).toEqual({ ok: true, notes: [] })
      expect(await read(account, null)).toMatchObject({ messages: [] })
    }
  })

  it('refuses a certificate that nobody vouches for', async () => {
    const account = start({ ca: undefined }, { imap: { host: 'localhost', security: 'tls', port: dovecot.imapsPort ?? 0 } })
    expect(await reader.verify(account)).toMatchObject({ ok: false, stage: 'tls' })
    expect(await reader.verify({ ...account, allowInvalidCertificate: true })).toMatchObject({ ok: true })
  })

  it('with a wrong password is a permanent failure', async () => {
    const account = start({}, { imapCredential: { kind: 'password', password: 'wrong' } })
    await expect(read(account, null)).rejects.toMatchObject({ name: 'MailReadError', permanent: true })
    expect(await reader.verify(account)).toMatchObject({
      ok: false,
      stage: 'auth',
      response: expect.stringContaining('AUTHENTICATIONFAILED'),
    })
  })

  it('where nothing listens is a passing one', async () => {
    const account = start({}, { imap: { port: 1 } })
    await expect(read(account, null)).rejects.toMatchObject({ name: 'MailReadError', permanent: false })
  })
})
