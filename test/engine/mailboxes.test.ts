/** Mailboxes through the API: settings, secrets, tests and when they may be removed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { loadAccount } from '../../src/main/engine/accounts/mail-account.ts'
import { createImapReader } from '../../src/main/engine/adapters/mail/imap.ts'
import { createSmtpMailer } from '../../src/main/engine/adapters/mail/smtp.ts'
import type { mailboxInput } from '../../src/shared/schemas/mailboxes.ts'
import { addCursor, addMailboxDay, alterCampaign, alterMailbox, type Row } from '../builders/index.ts'
import { type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import { quietLog, systemClock } from '../fakes/mail.ts'
import { keepingLog } from '../fakes/ports.ts'
import { startSmtp } from '../fakes/smtp.ts'
import { api, count, openWorld, rows, setUp, type World } from './harness.ts'

let world: World
let client: ReturnType<typeof api>
const log = keepingLog()
const password = 'a-secret-that-nobody-sees'

beforeEach(() => {
  world = openWorld()
  world.ports.log = log
  client = api(world)
})
afterEach(() => world.close())

type Input = z.input<typeof mailboxInput>
const server = { host: '127.0.0.1', port: 2525, security: 'none' as const, user: 'ana@sender.example' }
const input = (overrides: Partial<Input> = {}): Input => ({
  email: 'Ana@Sender.example',
  senderName: 'Ana Roe',
  smtp: server,
  imap: { ...server, port: 1430 },
  credential: { kind: 'password', password },
  ...overrides,
})
const account = (id: number) => loadAccount(world.engine.context.db, world.ports.secrets, id)
const eventTypes = () => rows<{ type: string }>(world, 'select type from events order by seq').map(({ type }) => type)

describe('adding a mailbox', () => {
  it('keeps the settings, and the secret elsewhere', async () => {
    const made = await client.mailboxes.create(input())
    expect(made).toMatchObject({
      email: 'Ana@sender.example',
      status: 'active',
      reason: '',
      auth: 'password',
      sentToday: 0,
      testedAt: null,
      nextSendAt: null,
      dailyCap: 50,
    })
    expect(await client.mailboxes.list()).toEqual([made])
    expect(await client.mailboxes.get({ id: made.id })).toEqual(made)
    expect(await account(made.id)).toMatchObject({ smtpCredential: { password }, imapCredential: { password } })
    expect(eventTypes()).toContain('mailbox.changed')
    expect(rows(world, 'select next_sync_at as at from mailboxes')).toEqual([{ at: world.clock.now() }])
  })

  it('shows the secret to nobody', async () => {
    const made = await client.mailboxes.create(input())
    await client.mailboxes.test({ id: made.id })
    expect(JSON.stringify([made, await client.mailboxes.list()])).not.toContain(password)
    const { sqlite } = world.engine.context.db
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    expect(sqlite.serialize().includes(password)).toBe(false)
    expect(log.lines.join()).not.toContain(password)
  })

  it('warns of what should be known', async () => {
    const made = await client.mailboxes.create(input({ gapSeconds: 0, allowInvalidCertificate: true }))
    expect(made.warnings).toEqual([
      expect.stringContaining('without a pause'),
      expect.stringContaining('postal address'),
      expect.stringContaining('not been tested'),
      expect.stringContaining('Invalid certificates'),
    ])
    const calm = await client.mailboxes.update({
      id: made.id,
      gapSeconds: 60,
      postalAddress: '1 Main Street',
      allowInvalidCertificate: false,
    })
    expect(calm.warnings).toEqual([expect.stringContaining('not been tested')])
  })

  it('refuses what is no address, a second one for it, and clear text beyond this machine', async () => {
    await expect(client.mailboxes.create(input({ email: 'ana at sender' }))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await client.mailboxes.create(input())
    await expect(client.mailboxes.create(input({ email: 'ANA@sender.example' }))).rejects.toMatchObject({ code: 'CONFLICT' })
    const far = { ...server, host: 'mail.sender.example' }
    await expect(client.mailboxes.create(input({ email: 'b@sender.example', smtp: far }))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const willed = await client.mailboxes.create(input({ email: 'b@sender.example', smtp: far, allowUnencrypted: true }))
    expect(willed.warnings).toContainEqual(expect.stringContaining('not encrypted'))
  })

  it('leaves no mailbox behind when the secret cannot be stored', async () => {
    world.ports.secrets.set = async () => {
      throw new Error('the keychain is locked')
    }
    await expect(client.mailboxes.create(input())).rejects.toThrow()
    expect(await client.mailboxes.list()).toEqual([])
  })

  it('is not usable before the secret is stored', async () => {
    let seen: unknown
    const { set } = world.ports.secrets
    world.ports.secrets.set = async (name, value) => {
      seen = rows(world, 'select status, reason <> ? as said from mailboxes', '')
      await set(name, value)
    }
    await client.mailboxes.create(input())
    expect(seen).toEqual([{ status: 'paused', said: 1 }])
  })

  it('tells the sign-in by token and a second one for IMAP', async () => {
    const credential = { kind: 'xoauth2' as const, accessToken: 'a', refreshToken: 'r', tokenUrl: 'https://login.example/token' }
    const shared = await client.mailboxes.create(input({ credential }))
    expect(shared.auth).toBe('xoauth2')
    const both = await account(shared.id)
    await both.saveCredential('imap', { ...credential, accessToken: 'b' })
    expect(both.smtpCredential).toMatchObject({ accessToken: 'b' })
    expect(await account(shared.id)).toMatchObject({ smtpCredential: { accessToken: 'b' }, imapCredential: { accessToken: 'b' } })
    const own = await client.mailboxes.create(input({ email: 'b@sender.example', imapCredential: { kind: 'password', password: 'imap' } }))
    expect(await account(own.id)).toMatchObject({ smtpCredential: { password }, imapCredential: { password: 'imap' } })
  })
})

describe('changing a mailbox', () => {
  it('clears what went wrong, and wants a new test when the connection changes', async () => {
    const { id } = await client.mailboxes.create(input())
    const failed = { reason: 'Five failed', failuresInRow: 5, syncError: 'no', syncFailures: 3 }
    const broken = { status: 'paused', ...failed, testedAt: 1 } as const
    alterMailbox(world.engine.context.db, id, broken)
    expect(await client.mailboxes.update({ id, signature: 'Ana' })).toMatchObject({
      status: 'active',
      reason: '',
      syncError: null,
      testedAt: '1970-01-01T00:00:00.001Z',
    })
    expect(count(world, 'select failures_in_row + sync_failures from mailboxes')).toBe(0)
    alterMailbox(world.engine.context.db, id, broken)
    const changed = await client.mailboxes.update({ id, smtp: { ...server, port: 2526 } })
    expect(changed).toMatchObject({ status: 'active', testedAt: null, smtp: { port: 2526 }, signature: 'Ana' })
  })

  it('leaves a mailbox paused that a person paused', async () => {
    const { id } = await client.mailboxes.create(input())
    expect(await client.mailboxes.pause({ id })).toMatchObject({ status: 'paused', reason: 'Paused by you.' })
    expect(await client.mailboxes.update({ id, dailyCap: 5 })).toMatchObject({ status: 'paused', reason: 'Paused by you.', dailyCap: 5 })
    expect(await client.mailboxes.resume({ id })).toMatchObject({ status: 'active', reason: '' })
    expect(eventTypes()).toContain('mailbox.paused')
  })

  it('sends a stored password to no server that it was not entered for', async () => {
    const { id } = await client.mailboxes.create(input())
    const elsewhere = { host: 'mail.other.example', port: 465, security: 'tls' as const, user: 'ana' }
    for (const part of [{ smtp: elsewhere }, { imap: elsewhere }]) {
      await expect(client.mailboxes.update({ id, ...part })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    }
    const moved = await client.mailboxes.update({ id, smtp: elsewhere, imap: elsewhere, credential: { kind: 'password', password: 'new' } })
    expect(moved).toMatchObject({ smtp: elsewhere, imap: elsewhere })
    expect(await account(id)).toMatchObject({ smtpCredential: { password: 'new' } })
  })

  it('forgets the numbers of the old folders when another mailbox stands behind it, but not when they were read', async () => {
    const { id } = await client.mailboxes.create(input())
    addCursor(world.engine.context.db, { mailboxId: id, uidValidity: '7', uid: 42, updatedAt: 1000 })
    await client.mailboxes.update({ id, imap: { ...server, port: 1431 } })
    expect(rows(world, 'select uid_validity, uid, updated_at from cursors')).toEqual([{ uid_validity: '7', uid: 42, updated_at: 1000 }])
    await client.mailboxes.update({ id, imap: { ...server, user: 'another' } })
    expect(rows(world, 'select uid_validity, uid, updated_at from cursors')).toEqual([{ uid_validity: '', uid: 0, updated_at: 1000 }])
  })

  it('closes kept connections when the connection changes', async () => {
    const { id } = await client.mailboxes.create(input())
    const closed: string[] = []
    const keep = (what: string) => async (mailboxId?: number) => void closed.push(`${what} ${mailboxId}`)
    Object.assign(world.ports.mailer, { close: keep('smtp') })
    Object.assign(world.ports.reader, { close: keep('imap') })
    await client.mailboxes.update({ id, dailyCap: 10 })
    expect(closed).toEqual([])
    await client.mailboxes.update({ id, credential: { kind: 'password', password: 'new' } })
    expect(closed).toEqual([`smtp ${id}`, `imap ${id}`])
  })

  it('is refused for one that is not there', async () => {
    await expect(client.mailboxes.update({ id: 99, dailyCap: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(client.mailboxes.get({ id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(client.mailboxes.test({ id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(client.mailboxes.pause({ id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(client.mailboxes.remove({ id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('removing a mailbox', () => {
  it.each(['draft', 'scheduled', 'active', 'paused'] as const)('is refused while a campaign that is %s uses it', async (status) => {
    const { campaignId, mailboxIds } = await setUp(world)
    alterCampaign(world.engine.context.db, campaignId, { status })
    const refusal = client.mailboxes.remove({ id: mailboxIds[0] ?? 0 })
    await expect(refusal).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('Test') })
  })

  it('is refused where its passwords cannot be removed, and can be tried again', async () => {
    const { campaignId, mailboxIds } = await setUp(world)
    const id = mailboxIds[0] ?? 0
    alterCampaign(world.engine.context.db, campaignId, { status: 'completed' })
    const remove = world.ports.secrets.delete.bind(world.ports.secrets)
    world.ports.secrets.delete = async () => {
      throw new Error('The keychain is locked')
    }
    await expect(client.mailboxes.remove({ id })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect(await client.mailboxes.list()).toHaveLength(1)
    world.ports.secrets.delete = remove
    expect(await client.mailboxes.remove({ id })).toEqual({ ok: true })
    expect([...world.ports.secrets.values.keys()]).toEqual([])
  })

  it('removes its secrets, and leaves what was sent', async () => {
    const { campaignId, mailboxIds } = await setUp(world)
    const id = mailboxIds[0] ?? 0
    alterCampaign(world.engine.context.db, campaignId, { status: 'completed' })
    expect(await client.mailboxes.remove({ id })).toEqual({ ok: true })
    expect([...world.ports.secrets.values.keys()]).toEqual([])
    expect(await client.mailboxes.list()).toEqual([])
    expect(count(world, 'select count(*) from mailboxes where removed_at is not null')).toBe(1)
    await expect(account(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await client.mailboxes.create(input({ email: 'sam0@sender.example' }))).toMatchObject({ email: 'sam0@sender.example' })
  })
})

describe('what left today', () => {
  it('is counted by the local day of the workspace', async () => {
    const { id } = await client.mailboxes.create(input())
    addMailboxDay(world.engine.context.db, { mailboxId: id, day: '2026-11-23', claimed: 7 })
    addMailboxDay(world.engine.context.db, { mailboxId: id, day: '2026-11-24', claimed: 2 })
    expect((await client.mailboxes.get({ id })).sentToday).toBe(7)
    // 23:30 UTC is the next day in Berlin.
    world.clock.jump(Date.parse('2026-11-23T23:30:00Z'))
    expect((await client.mailboxes.get({ id })).sentToday).toBe(2)
  })
})

describe('the connection test', () => {
  let dovecot: FakeDovecot

  it('signs in to real servers and says what is wrong', async () => {
    const smtp = await startSmtp({ auth: { user: server.user, password } })
    dovecot = await startDovecot({ password })
    try {
      const mailer = createSmtpMailer({ clock: systemClock, log: quietLog })
      const reader = createImapReader({ clock: systemClock, log: quietLog })
      Object.assign(world.ports.mailer, { verify: mailer.verify })
      Object.assign(world.ports.reader, { verify: reader.verify })
      const here = { smtp: { ...server, port: smtp.port }, imap: { ...server, port: dovecot.imapPort } }
      const { id } = await client.mailboxes.create(input(here))
      const good = await client.mailboxes.test({ id })
      expect(good).toMatchObject({
        ok: true,
        checks: [
          { part: 'smtp', ok: true },
          { part: 'imap', ok: true },
        ],
      })
      expect((await client.mailboxes.get({ id })).testedAt).toBe(new Date(world.clock.now()).toISOString())
      expect(good.warnings.join()).not.toContain('not been tested')

      await client.mailboxes.update({ id, credential: { kind: 'password', password: 'wrong' } })
      const bad = await client.mailboxes.test({ id })
      expect(bad).toMatchObject({ ok: false, checks: [{ problem: 'wrong_password' }, { problem: 'wrong_password' }] })
      expect((await client.mailboxes.get({ id })).testedAt).toBeNull()

      const draft = await client.mailboxes.testDraft(input({ ...here, imap: { ...server, port: 1 } }))
      expect(draft).toMatchObject({ ok: false, checks: [{ ok: true }, { problem: 'connection_refused' }] })
    } finally {
      await Promise.all([smtp.stop(), dovecot.stop()])
    }
  })

  it('says so when the password is not on this machine', async () => {
    const { id } = await client.mailboxes.create(input())
    world.ports.secrets.values.clear()
    await expect(client.mailboxes.test({ id })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  })
})

describe('a mailbox that has just been tried', () => {
  it('is saved as tested, but only with exactly those settings, and not for long', async () => {
    for (const part of ['smtp', 'imap'] as const) {
      expect(await client.mailboxes.testDraft({ ...input(), part })).toMatchObject({ ok: true, checks: [{ part }] })
    }
    const made = await client.mailboxes.create(input({ dailyCap: 20, signature: 'Ana' }))
    expect(made).toMatchObject({ testedAt: new Date(world.clock.now()).toISOString(), mend: null })
    const other = await client.mailboxes.create(input({ email: 'b@sender.example' }))
    expect(other).toMatchObject({ testedAt: null, mend: 'test' })
    await client.mailboxes.testDraft(input({ credential: { kind: 'password', password: 'new' } }))
    world.clock.jump(world.clock.now() + 16 * 60_000)
    const late = await client.mailboxes.update({ id: made.id, credential: { kind: 'password', password: 'new' } })
    expect(late.testedAt).toBeNull()
    await client.mailboxes.testDraft(input({ credential: { kind: 'password', password: 'newer' } }))
    const soon = await client.mailboxes.update({ id: made.id, credential: { kind: 'password', password: 'newer' } })
    expect(soon.testedAt).toBe(new Date(world.clock.now()).toISOString())
  })

  it('is not counted as tested when one of the two refused', async () => {
    world.ports.reader.verify = async () => ({ ok: false, stage: 'auth', replyCode: null, response: 'NO', errorCode: '', error: 'NO' })
    expect(await client.mailboxes.testDraft(input())).toMatchObject({ ok: false, checks: [{ ok: true }, { ok: false }] })
    expect((await client.mailboxes.create(input())).testedAt).toBeNull()
  })
})

describe('what puts it right', () => {
  it.each<[Partial<Row<'mailboxes'>>, string | null]>([
    [{ status: 'paused', reason: 'Paused by you.' }, 'resume'],
    [{ status: 'paused', reason: 'The mail server refused to let this mailbox send (535 no)' }, 'password'],
    [{ status: 'paused', reason: 'The mail server refused to let this mailbox send (535 no)', auth: 'xoauth2' }, 'sign_in'],
    [{ status: 'paused', reason: "The mail server's certificate is not trusted (x)" }, 'test'],
    [{ status: 'paused', reason: '5 messages in a row failed.', failuresInRow: 5 }, 'test'],
    [{ testedAt: 1, syncError: 'It did not answer' }, 'test'],
    [{ testedAt: null }, 'test'],
    [{ testedAt: 1 }, null],
  ])('%j: %s', async (change, mend) => {
    const { id } = await client.mailboxes.create(input())
    alterMailbox(world.engine.context.db, id, change)
    expect((await client.mailboxes.get({ id })).mend).toBe(mend)
  })
})

describe('a message to oneself', () => {
  it('leaves without a credit, and says what happened', async () => {
    const { id } = await client.mailboxes.create(input({ signature: 'Ana Roe\nStudio' }))
    expect(await client.mailboxes.mailToSelf({ id })).toEqual({
      ok: true,
      message: expect.stringContaining('on its way to Ana@sender.example'),
    })
    expect(world.ports.mailer.delivered).toMatchObject([
      { mail: { to: { address: 'Ana@sender.example' }, text: expect.stringContaining('Studio'), unsubscribeMailto: null } },
    ])
    expect(count(world, 'select count(*) from ledger') + count(world, 'select count(*) from sends')).toBe(0)
    world.ports.mailer.answer = () => ({ kind: 'refused', stage: 'auth', replyCode: 535, response: '5.7.8 no' })
    expect(await client.mailboxes.mailToSelf({ id })).toEqual({ ok: false, message: expect.stringMatching(/^It was not sent\. .*535/) })
  })
})

describe('the known providers', () => {
  it('come with their servers for an address, and how one signs in', async () => {
    const providers = await client.mailboxes.providers({ email: 'ana@studio.example' })
    expect(providers.map(({ preset, password, signIn }) => [preset, password, signIn])).toEqual([
      ['gmail', 'app', 'google'],
      ['microsoft365', 'ending', 'microsoft'],
      ['outlook', 'refused', 'microsoft'],
      ['icloud', 'app', null],
      ['fastmail', 'app', null],
      ['zoho', 'own', null],
      ['yahoo', 'app', null],
    ])
    for (const { smtp, imap, signInReady, helpUrl } of providers) {
      expect([smtp.user, imap.user, signInReady]).toEqual(['ana@studio.example', 'ana@studio.example', false])
      expect(helpUrl).toMatch(/^https:/)
    }
  })
})

describe('discovery', () => {
  it('answers for known providers and refuses what is no address', async () => {
    expect(await client.mailboxes.discover({ email: 'ana@gmail.com' })).toMatchObject({ preset: 'gmail' })
    expect(await client.mailboxes.discover({ email: 'ana@nowhere.example' })).toBeNull()
    await expect(client.mailboxes.discover({ email: 'nobody' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
