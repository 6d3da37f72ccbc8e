/** The reader against servers that lie, stall, renumber and break off: no loop, no crash, nothing passed over. */
import { afterEach, describe, expect, it } from 'vitest'
import { createImapReader, type ImapReaderOptions } from '../../src/main/engine/adapters/mail/imap.ts'
import type { FolderCursor, MailReader } from '../../src/main/engine/ports/mail.ts'

import { type ImapScript, type ScriptedImap, startScriptedImap } from '../fakes/imap-scripted.ts'
import { fakeAccount, quietLog, systemClock, until } from '../fakes/mail.ts'

let server: ScriptedImap
let reader: MailReader

async function start(script: ImapScript, options: ImapReaderOptions = {}): Promise<void> {
  server = await startScriptedImap(script)
  const quick = { connectMs: 500, greetingMs: 500, silenceMs: 300, wholeMs: 1000, backoffMs: 10, maxBackoffMs: 50 }
  reader = createImapReader({ clock: systemClock, log: quietLog }, { ...quick, ...options })
}

afterEach(async () => {
  await reader.close()
  await server.stop()
})

const account = () => fakeAccount({ imap: { port: server.port } })
const read = (cursor: FolderCursor | null, limit = 10) =>
  reader.read(account(), { role: 'inbox', cursor, sinceOnRenumber: Date.UTC(2026, 10, 20), limit, maxBytes: 1000 })
const at = (uid: number) => ({ uidValidity: '1', uid })
const uidsOf = (batch: Awaited<ReturnType<typeof read>>) => batch?.messages.map((mail) => mail.uid)

describe('a server that lies about messages', () => {
  it('gives the last message for a range beyond it', async () => {
    await start({ folder: { found: [7], uidNext: 8, exists: 7 } })
    expect(await read(at(7))).toMatchObject({ messages: [], uidNext: 8, more: false })
  })

  it('lists UIDs that are impossible, repeated and out of order', async () => {
    await start({ folder: { found: [9, 0, 8, 8, 9, 4_294_967_296, 10], uidNext: 11, exists: 3 } })
    expect(uidsOf(await read(at(7)))).toEqual([8, 9, 10])
  })

  it('answers with other messages, the same one twice, and UID 0', async () => {
    const source = 'Message-ID: <8@x>\r\n\r\n8'
    await start({
      folder: { found: [8], uidNext: 9, exists: 8, fetched: () => [0, 3, 8, 8, 99].map((uid) => ({ uid, source })) },
    })
    const batch = await read(at(7))
    expect(uidsOf(batch)).toEqual([8])
    expect(batch?.messages[0]?.source.toString()).toBe(source)
  })

  it('sends more of a message than was asked for', async () => {
    await start({ folder: { found: [8], uidNext: 9, exists: 8, fetched: () => [{ uid: 8, source: 'x'.repeat(50_000) }] } })
    expect((await read(at(7)))?.messages[0]?.source).toHaveLength(1000)
  })

  it('says EXISTS and has nothing', async () => {
    await start({ folder: { found: [], exists: 4000, uidNext: 9 } })
    expect(await read(at(7))).toMatchObject({ messages: [], uidNext: 9, more: false })
  })

  it('lists thousands that are gone when they are asked for, without end', async () => {
    const found = Array.from({ length: 5000 }, (_, index) => index + 8)
    await start({
      folder: { found, uidNext: 5008, exists: 5000, fetched: () => [] },
      answer: (command, tag) => (/SEARCH UID [\d,]+$/.test(command) ? `* SEARCH\r\n${tag} OK done\r\n` : null),
    })
    expect(await read(at(7))).toMatchObject({ messages: [], more: false })
    expect(server.commands.length).toBeLessThan(100)
  })

  it('lists one message that it never hands out: the others are read, and it is told of', async () => {
    await start({
      folder: {
        found: [8, 9, 10],
        uidNext: 11,
        exists: 3,
        fetched: (uids) => uids.filter((uid) => uid !== 9).map((uid) => ({ uid, source: `${uid}` })),
      },
    })
    const batch = await read(at(7))
    expect(batch?.messages.map((mail) => mail.source.toString())).toEqual(['8', '', '10'])
    expect(uidsOf(batch)).toEqual([8, 9, 10])
  })

  it('refuses the whole batch for the sake of one message', async () => {
    await start({
      folder: { found: [8, 9, 10], uidNext: 11, exists: 3 },
      answer: (command, tag) => (/FETCH \S*(,9|^9)|FETCH 9 |FETCH 8:10/.test(command) ? `${tag} NO [SERVERBUG] cannot\r\n` : null),
    })
    const batch = await read(at(7))
    expect(uidsOf(batch)).toEqual([8, 9, 10])
    expect(batch?.messages.map((mail) => mail.source.length > 0)).toEqual([true, false, true])
  })

  it('does not say UIDNEXT', async () => {
    await start({ folder: { found: [41], uidNext: null, exists: 5 } })
    expect(await read(null)).toMatchObject({ uidNext: 42 })
    server.folder.found = []
    expect(await read(null)).toMatchObject({ uidNext: 1 })
  })

  it('says a UIDNEXT that is too low', async () => {
    await start({ folder: { found: [41], uidNext: 3, exists: 5 } })
    expect(await read(at(40))).toMatchObject({ uidNext: 42 })
  })

  it('refuses to search', async () => {
    await start({ answer: (command, tag) => (command.startsWith('UID SEARCH') ? `${tag} NO [SERVERBUG] no\r\n` : null) })
    await expect(read(at(7))).rejects.toMatchObject({ name: 'MailReadError', permanent: false })
  })

  it('renumbers every time: each reading ends', async () => {
    await start({ folder: { found: [1, 2, 3], uidNext: 4, exists: 3 } })
    for (let validity = 2; validity < 5; validity++) {
      server.folder.uidValidity = validity
      const batch = await read({ uidValidity: String(validity - 1), uid: 3 }, 2)
      expect(uidsOf(batch)).toEqual([1, 2])
      expect(batch?.uidValidity).toBe(String(validity))
    }
    expect(server.commands.filter((command) => command.includes('SINCE'))).toHaveLength(3)
    expect(server.commands.find((command) => command.includes('SINCE'))).toContain('19-Nov-2026')
  })

  it('claims to hold a Message-ID that it does not', async () => {
    await start({
      folder: { found: [5], exists: 5 },
      answer: (command, tag) =>
        command.includes('HEADER.FIELDS')
          ? `* 5 FETCH (UID 5 BODY[HEADER.FIELDS (MESSAGE-ID)] {27}\r\nMessage-ID: <other@x.y>\r\n\r\n)\r\n${tag} OK done\r\n`
          : null,
    })
    expect(await reader.isInSent(account(), '<mine@x.y>')).toBe(false)
    expect(await reader.isInSent(account(), '<other@x.y>')).toBe(true)
  })
})

describe('a server that stalls or breaks off', () => {
  it.each(
    ['EXAMINE', 'UID SEARCH', 'UID FETCH', 'LOGIN', 'CAPABILITY'].flatMap((where) => [
      { where, how: 'hang' as const },
      { where, how: 'close' as const },
    ]),
  )('at $where ($how): the reading fails in time, and the next one is a new connection', async ({ where, how }) => {
    await start({
      folder: { found: [8], uidNext: 9, exists: 8 },
      answer: (command, _, connection) => (connection === 0 && command.startsWith(where) ? how : null),
    })
    const startedMs = performance.now()
    await expect(read(at(7))).rejects.toMatchObject({ name: 'MailReadError', permanent: false })
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    expect(uidsOf(await read(at(7)))).toEqual([8])
  })

  it('before the greeting', async () => {
    await start({})
    server.breakOff()
    expect(await reader.verify(account())).toMatchObject({ ok: true })
    await server.stop()
    expect(await reader.verify(account())).toMatchObject({ ok: false, stage: 'connect', errorCode: 'ECONNREFUSED' })
  })

  it('between two readings', async () => {
    await start({ folder: { found: [8], uidNext: 9, exists: 8 } })
    expect(uidsOf(await read(at(7)))).toEqual([8])
    server.breakOff()
    await until(() => server.connections.open === 0)
    expect(uidsOf(await read(at(7)))).toEqual([8])
    expect(server.connections.made).toBe(2)
  })

  it('silently between two readings: it is asked first', async () => {
    let silent = false
    await start(
      {
        folder: { found: [8], uidNext: 9, exists: 8 },
        answer: (_command, _tag, connection) => (silent && connection === 0 ? 'hang' : null),
      },
      { probeAfterMs: 0 },
    )
    expect(uidsOf(await read(at(7)))).toEqual([8])
    silent = true
    expect(uidsOf(await read(at(7)))).toEqual([8])
    expect(server.connections.made).toBe(2)
  })
})

describe('a sign-in', () => {
  it.each([
    ['[AUTHENTICATIONFAILED] Invalid credentials (Failure)', true],
    ['[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)', true],
    ['LOGIN failed.', true],
    ['[UNAVAILABLE] Temporary authentication failure', false],
    ['[LIMIT] Too many simultaneous connections. (Failure)', false],
  ])('refused with %s', async (words, permanent) => {
    await start({ answer: (command, tag) => (command.startsWith('LOGIN') ? `${tag} NO ${words}\r\n` : null) })
    await expect(read(at(7))).rejects.toMatchObject({ name: 'MailReadError', permanent })
    expect(await reader.verify(account())).toMatchObject({
      ok: false,
      stage: 'auth',
      response: expect.stringContaining(words.replace(/^\[\w+\] /, '').slice(0, 12)),
    })
  })

  it('without STARTTLS where it is required sends no password', async () => {
    await start({})
    const probe = await reader.verify(fakeAccount({ imap: { port: server.port, security: 'starttls' } }))
    expect(probe).toMatchObject({ ok: false, stage: 'tls' })
    expect(server.commands.join()).not.toMatch(/LOGIN|AUTHENTICATE/)
  })

  it('in clear beyond this machine is not made', async () => {
    await start({})
    const probe = await reader.verify(fakeAccount({ imap: { host: 'imap.sender.test', port: 143 } }))
    expect(probe).toMatchObject({ ok: false, stage: 'connect', errorCode: 'UNENCRYPTED_REFUSED' })
  })
})

describe('watching', () => {
  it('connects anew when the server breaks off, and calls each time', async () => {
    await start({})
    let news = 0
    const stop = reader.watch(account(), () => news++)
    await until(() => news === 1)
    server.breakOff()
    await until(() => news === 2)
    server.tell('* 5 EXISTS')
    await until(() => news === 3)
    stop()
    await until(() => server.connections.open === 0)
  })

  it('does not ask often with a wrong password', async () => {
    await start(
      { answer: (command, tag) => (command.startsWith('LOGIN') ? `${tag} NO [AUTHENTICATIONFAILED] no\r\n` : null) },
      { maxBackoffMs: 60_000 },
    )
    const stop = reader.watch(account(), () => {})
    await until(() => server.connections.made === 1 && server.connections.open === 0)
    const since = Date.now()
    await until(() => Date.now() - since > 150)
    expect(server.connections.made).toBe(1)
    stop()
  })

  it('does not run in circles when IDLE is refused', async () => {
    await start({ answer: (command, tag) => (command.startsWith('IDLE') ? `${tag} BAD what?\r\n` : null) })
    let news = 0
    const stop = reader.watch(account(), () => news++)
    await until(() => news === 1)
    const since = Date.now()
    await until(() => Date.now() - since > 200)
    expect(server.commands.filter((command) => command === 'IDLE').length).toBeLessThan(3)
    stop()
  })
})

describe('the folders into which mail may have been moved', () => {
  const lines = (list: string[]) => list.map((line) => `* LIST ${line}\r\n`).join('')
  const status = (command: string, tag: string) => {
    const path = /^STATUS "?([^"(]+?)"? \(/.exec(command)?.[1]
    if (path === 'Refused') return `${tag} NO not for you\r\n`
    if (path === 'Stalls') return `* STATUS "Stalls" ()\r\n${tag} OK done\r\n`
    return path === undefined ? null : `* STATUS "${path}" (UIDNEXT 12 UIDVALIDITY 3)\r\n${tag} OK done\r\n`
  }
  const listing = (list: string[]): ImapScript => ({
    answer(command, tag) {
      // The library asks for the root first.
      if (/^LIST "" ""/.test(command)) return `* LIST (\\Noselect) "/" ""\r\n${tag} OK done\r\n`
      return command.startsWith('LIST') ? `${lines(list)}${tag} OK done\r\n` : status(command, tag)
    },
  })

  it('are all but those that are read anyway, that are ours, or that may not be looked into', async () => {
    await start(
      listing([
        ...['(\\HasNoChildren) "/" INBOX', '(\\Sent) "/" Sent', '(\\Junk) "/" Junk', '(\\Drafts) "/" Drafts'],
        ...['(\\Noselect) "/" Clients', '() "/" Clients/Anna', '() "/" Refused', '() "/" Stalls', '(\\Archive) "/" Archive'],
      ]),
    )
    expect(await reader.others(account())).toEqual([
      { path: 'Archive', uidNext: 12, uidValidity: '3' },
      { path: 'Clients/Anna', uidNext: 12, uidValidity: '3' },
    ])
  })

  it('are two where one folder holds everything but spam and bin', async () => {
    await start(
      listing([
        ...['(\\HasNoChildren) "/" INBOX', '(\\Sent) "/" Sent', '(\\Junk) "/" Spam', '(\\Important) "/" Important', '() "/" Label'],
        ...['(\\All) "/" All', '(\\Trash) "/" Bin', '(\\Flagged) "/" Starred'],
      ]),
    )
    expect((await reader.others(account())).map(({ path }) => path)).toEqual(['All', 'Bin'])
  })

  it('are a hundred at most', async () => {
    await start(listing(['() "/" INBOX', ...Array.from({ length: 150 }, (_, n) => `() "/" F${n}`), '(\\Trash) "/" Bin']), { wholeMs: 5000 })
    const paths = (await reader.others(account())).map(({ path }) => path)
    expect(paths).toHaveLength(100)
    expect(paths[0]).toBe('Bin')
  })

  it('give nothing where one is gone, refuses, or does not search', async () => {
    await start({
      answer: (command, tag) => (/^(?:EXAMINE|SELECT)/.test(command) ? `${tag} NO there is none\r\n` : null),
    })
    const request = { cursor: at(7), sinceOnRenumber: Date.UTC(2026, 10, 20), limit: 10, maxBytes: 1000 }
    expect(await reader.readOther(account(), 'Gone', request)).toBeNull()
  })

  it('are read from a date on', async () => {
    const searches: string[] = []
    await start({
      folder: { found: [9], uidNext: 10, exists: 9 },
      answer(command) {
        if (command.includes('SEARCH')) searches.push(command)
        return null
      },
    })
    const request = { cursor: at(7), sinceOnRenumber: Date.UTC(2026, 10, 20), limit: 10, maxBytes: 1000 }
    await reader.readOther(account(), 'Archive', request)
    expect(searches[0]).toMatch(/SINCE 19-Nov-2026/)
    expect(searches[0]).toMatch(/UID 8:\*/)
  })
})
