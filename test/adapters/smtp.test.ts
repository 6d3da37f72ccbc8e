/** The mailer against real servers: kept connections, sign-in, TLS, and what may never be sent. */
import { afterEach, describe, expect, it } from 'vitest'
import { createSmtpMailer, type SmtpMailerOptions } from '../../src/main/engine/adapters/mail/smtp.ts'
import type { MailAccount, Mailer } from '../../src/main/engine/ports/mail.ts'

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
import { type FakeSmtp, type FaultySmtpScript, type SmtpOptions, startFaultySmtp, startSmtp } from '../fakes/smtp.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function mailerWith(options: SmtpMailerOptions = {}): Mailer {
  const mailer = createSmtpMailer(
    { clock: systemClock, log: quietLog },
    { connectMs: 2000, greetingMs: 1000, silenceMs: 2000, wholeMs: 4000, ca: testAuthority(), ...options },
  )
  ends.push(() => mailer.close())
  return mailer
}

async function good(options: SmtpOptions = {}): Promise<FakeSmtp> {
  const server = await startSmtp(options)
  ends.push(() => server.stop())
  return server
}

async function faulty(script: FaultySmtpScript) {
  const server = await startFaultySmtp(script)
  ends.push(() => server.stop())
  return server
}

function on(server: { port: number }, overrides: AccountOverrides = {}): MailAccount {
  return fakeAccount({ ...overrides, smtp: { port: server.port, ...overrides.smtp } })
}

describe('a kept connection', () => {
  it('carries message after message', async () => {
    const server = await good()
    const mailer = mailerWith()
    for (let i = 0; i < 5; i++) expect(await mailer.send(on(server), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(server.received).toHaveLength(5)
    expect(server.connections.made).toBe(1)
  })

  it('is one for each mailbox, and one message at a time', async () => {
    const server = await good()
    const mailer = mailerWith()
    const mails = Array.from({ length: 20 }, () => fakeMail())
    const outcomes = await Promise.all(mails.map((mail, i) => mailer.send(on(server, { mailboxId: i % 2 }), mail)))
    expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true)
    expect(new Set(server.received.map((mail) => mail.messageId)).size).toBe(20)
    expect(server.connections.made).toBe(2)
  })

  it('is made anew, before MAIL FROM, when the server closed it meanwhile', async () => {
    const server = await faulty({ idleCloseMs: 30 })
    const mailer = mailerWith()
    await mailer.send(on(server), fakeMail())
    await until(() => server.connections.open === 0)
    expect(await mailer.send(on(server), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(server.connections.made).toBe(2)
    expect(server.commands.filter((line) => line.startsWith('MAIL'))).toHaveLength(2)
    expect(server.accepted).toHaveLength(2)
  })

  it('is made anew when the server answers RSET with 421', async () => {
    const server = await faulty({
      fault: (connection) => (connection === 0 ? { at: 'rset', do: 'reply', code: 421, text: 'bye', close: true } : null),
    })
    const mailer = mailerWith({ probeAfterMs: 0 })
    await mailer.send(on(server), fakeMail())
    expect(await mailer.send(on(server), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(server.connections.made).toBe(2)
    expect(server.accepted).toHaveLength(2)
  })

  it('is made anew after words that nobody asked for', async () => {
    const server = await faulty({
      fault: (connection, message) => (connection === 0 && message === 0 ? { at: 'body', do: 'inject', bytes: '250 2.0.0 Ok\r\n' } : null),
    })
    const mailer = mailerWith()
    expect(await mailer.send(on(server), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(await mailer.send(on(server), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(server.accepted).toHaveLength(2)
    expect(server.connections.made).toBe(2)
  })

  it('goes on with RSET after a refused recipient', async () => {
    const server = await faulty({
      fault: (_, message) => (message === 0 ? { at: 'rcpt', do: 'reply', code: 550, text: '5.1.1 no' } : null),
    })
    const mailer = mailerWith()
    expect(await mailer.send(on(server), fakeMail())).toMatchObject({
      kind: 'refused',
      stage: 'rcpt',
      replyCode: 550,
      response: '550 5.1.1 no',
    })
    expect(await mailer.send(on(server), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(server.connections.made).toBe(1)
    expect(server.commands.filter((line) => line === 'RSET')).toHaveLength(1)
  })

  it('is closed when it is idle, and by close()', async () => {
    const server = await good()
    const mailer = mailerWith({ idleMs: 20 })
    await mailer.send(on(server), fakeMail())
    await until(() => server.connections.open === 0)
    const keeping = mailerWith()
    await keeping.send(on(server), fakeMail())
    expect(server.connections.open).toBe(1)
    await keeping.close(1)
    await until(() => server.connections.open === 0)
    expect(await keeping.send(on(server), fakeMail())).toMatchObject({ kind: 'accepted' })
  })

  it('is not cut by close() in the middle of a message', async () => {
    const server = await faulty({ fault: () => ({ at: 'body', do: 'slow', ms: 100 }) })
    const mailer = mailerWith()
    const sending = mailer.send(on(server), fakeMail())
    await until(() => server.seen.length === 1)
    await mailer.close(1)
    expect(await sending).toMatchObject({ kind: 'accepted' })
    await until(() => server.connections.open === 0)
  })
})

describe('sign-in', () => {
  const auth = { user: 'me@sender.test', password: 'correct-horse' }
  const smtp = { user: auth.user }

  it('passes with the right password', async () => {
    const server = await good({ auth })
    expect(await mailerWith().send(on(server, { smtp }), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(server.received[0]?.user).toBe(auth.user)
  })

  it('is refused with a wrong one', async () => {
    const server = await good({ auth: { ...auth, password: 'another' } })
    const mailer = mailerWith()
    expect(await mailer.send(on(server, { smtp }), fakeMail())).toMatchObject({ kind: 'refused', stage: 'auth', replyCode: 535 })
    expect(await mailer.verify(on(server, { smtp }))).toMatchObject({ ok: false, stage: 'auth', replyCode: 535 })
  })

  it('is refused, and no password sent, where none is offered', async () => {
    const server = await faulty({ extensions: ['PIPELINING'] })
    expect(await mailerWith().send(on(server, { smtp }), fakeMail())).toMatchObject({ kind: 'refused', stage: 'auth' })
    expect(server.commands.join()).not.toMatch(/AUTH|MAIL/)
  })

  it('takes an access token', async () => {
    const server = await good({ auth: { user: auth.user, accessToken: 'token-1' } })
    const account = (accessToken: string) => on(server, { smtp, smtpCredential: { kind: 'xoauth2', accessToken } })
    expect(await mailerWith().send(account('token-1'), fakeMail())).toMatchObject({ kind: 'accepted' })
    expect(await mailerWith().send(account('token-2'), fakeMail())).toMatchObject({ kind: 'refused', stage: 'auth', replyCode: 535 })
  })

  it('reports a lost connection as broken at auth', async () => {
    const server = await faulty({ extensions: ['AUTH PLAIN LOGIN'], fault: () => ({ at: 'auth', do: 'close' }) })
    expect(await mailerWith().send(on(server, { smtp }), fakeMail())).toMatchObject({ kind: 'broken', stage: 'auth' })
  })
})

describe('encryption', () => {
  const trusted = testCertificate('localhost')

  it.each(['tls', 'starttls'] as const)('%s with a trusted certificate', async (security) => {
    const server = await good({ security, ...trusted })
    expect(await mailerWith().send(on(server, { smtp: { security, host: 'localhost' } }), fakeMail())).toMatchObject({ kind: 'accepted' })
  })

  it.each([
    ['tls', 'expired', 'CERT_HAS_EXPIRED'],
    ['tls', 'other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['starttls', 'expired', 'CERT_HAS_EXPIRED'],
    ['starttls', 'other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('%s refuses a certificate that is %s', async (security, name, errorCode) => {
    const server = await good({ security, ...testCertificate(name) })
    const account = on(server, { smtp: { security, host: 'localhost' } })
    expect(await mailerWith().send(account, fakeMail())).toMatchObject({ kind: 'broken', stage: 'tls', errorCode })
    expect(server.received).toHaveLength(0)
    expect(await mailerWith().send({ ...account, allowInvalidCertificate: true }, fakeMail())).toMatchObject({ kind: 'accepted' })
  })

  it('refuses an authority that nobody knows', async () => {
    const server = await good({ security: 'tls', ...trusted })
    const mailer = mailerWith({ ca: undefined })
    expect(await mailer.send(on(server, { smtp: { security: 'tls', host: 'localhost' } }), fakeMail())).toMatchObject({
      kind: 'broken',
      stage: 'tls',
    })
  })

  it('says TLS where the port speaks plain SMTP, and nothing leaves where STARTTLS is missing', async () => {
    const plain = await good()
    const mailer = mailerWith()
    expect(await mailer.send(on(plain, { smtp: { security: 'tls' } }), fakeMail())).toMatchObject({ kind: 'broken', stage: 'tls' })
    expect(await mailer.send(on(plain, { smtp: { security: 'starttls' } }), fakeMail())).toMatchObject({ kind: 'refused', stage: 'tls' })
    expect(plain.received).toHaveLength(0)
  })

  it('waits in vain for a greeting where the port speaks TLS', async () => {
    const server = await good({ security: 'tls', ...trusted })
    expect(await mailerWith().send(on(server), fakeMail())).toMatchObject({
      kind: 'broken',
      stage: 'connect',
      errorCode: 'GREETING_TIMEOUT',
    })
  })

  it('opens no connection in clear beyond this machine', async () => {
    const outcome = await mailerWith().send(fakeAccount({ smtp: { host: 'mail.sender.test', port: 25 } }), fakeMail())
    expect(outcome).toMatchObject({ kind: 'broken', stage: 'connect', errorCode: 'UNENCRYPTED_REFUSED' })
  })
})

describe('no connection', () => {
  it('names what the system said', async () => {
    const server = await startSmtp()
    await server.stop()
    const mailer = mailerWith()
    expect(await mailer.send(on(server), fakeMail())).toMatchObject({ kind: 'broken', stage: 'connect', errorCode: 'ECONNREFUSED' })
    expect(await mailer.verify(on(server))).toMatchObject({ ok: false, stage: 'connect', errorCode: 'ECONNREFUSED', replyCode: null })
  })

  it('is tried anew by the next call', async () => {
    const first = await startSmtp()
    const mailer = mailerWith()
    await mailer.send(on(first), fakeMail())
    await first.stop()
    expect(await mailer.send(on(first), fakeMail())).toMatchObject({ kind: 'broken', stage: 'connect' })
    const second = await good({ port: first.port })
    expect(await mailer.send(on(second), fakeMail())).toMatchObject({ kind: 'accepted' })
  })
})

describe('messages', () => {
  it('arrive byte for byte as compiled', async () => {
    const server = await good()
    const mailer = mailerWith()
    const mail = fakeMail({ text: '.\n..\n.dot\n\nend', html: '<p>.</p>' })
    await mailer.send(on(server), mail)
    expect(server.received[0]?.raw).toBe((await mailer.compile(mail)).toString())
    expect(server.received[0]?.envelope).toEqual({ from: 'me@sender.test', to: ['bela@customer.test'] })
  })

  it('of several megabytes arrive whole', async () => {
    const server = await good()
    const text = `${'a long line of words '.repeat(20)}\n`.repeat(10_000)
    expect(await mailerWith().send(on(server), fakeMail({ text, html: '' }))).toMatchObject({ kind: 'accepted' })
    expect(server.received[0]?.raw.length).toBeGreaterThan(4_000_000)
  })

  it('beyond the announced size are refused before anything is sent', async () => {
    const server = await good({ maxSize: 1000 })
    expect(await mailerWith().send(on(server), fakeMail({ text: 'x'.repeat(2000) }))).toMatchObject({
      kind: 'refused',
      stage: 'mail',
      replyCode: 552,
    })
    expect(server.received).toHaveLength(0)
  })

  it('to an address beyond ASCII need SMTPUTF8', async () => {
    const mail = () => fakeMail({ to: { name: '', address: 'bêla@customer.test' } })
    const without = await faulty({ extensions: ['PIPELINING'] })
    expect(await mailerWith().send(on(without), mail())).toMatchObject({ kind: 'refused', stage: 'rcpt', replyCode: 553 })
    expect(without.commands.join()).not.toContain('MAIL')
    const server = await faulty({ extensions: ['SMTPUTF8'] })
    expect(await mailerWith().send(on(server), mail())).toMatchObject({ kind: 'accepted' })
    expect(server.commands.find((line) => line.startsWith('MAIL'))).toContain('SMTPUTF8')
  })

  it.each([
    ['subject', { subject: 'hi\r\nBcc: all@customer.test' }],
    ['name', { to: { name: 'a\nb', address: 'bela@customer.test' } }],
    ['address', { to: { name: '', address: 'bela@customer.test>\r\nRCPT TO:<x@y.test' } }],
    ['second address', { to: { name: '', address: 'bela@customer.test,x@y.test' } }],
    ['message id', { messageId: '<a@b>\r\nX: y' }],
    ['reference', { references: ['<a@b>', '<c@d>\r\nX: y'] }],
    ['unsubscribe address', { unsubscribeMailto: 'mailto:me@sender.test>\r\nX: y' }],
  ])('with a line break in the %s never leave', async (_, overrides) => {
    const server = await good()
    expect(await mailerWith().send(on(server), fakeMail(overrides))).toMatchObject({ kind: 'refused', stage: 'mail', replyCode: 554 })
    expect(server.connections.made).toBe(0)
  })
})
