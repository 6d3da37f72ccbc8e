import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadAccount } from '../../src/main/engine/accounts/mail-account.ts'
import { createImapReader } from '../../src/main/engine/adapters/mail/imap.ts'
import { createSmtpMailer } from '../../src/main/engine/adapters/mail/smtp.ts'
import { createEngine, type Engine } from '../../src/main/engine/engine.ts'
import { guardStates } from '../builders/state-guard.ts'
import { type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import { quietLog, systemClock, until } from '../fakes/mail.ts'
import { fakePorts } from '../fakes/ports.ts'
import { type FakeSmtp, startSmtp } from '../fakes/smtp.ts'

let dovecot: FakeDovecot
let smtp: FakeSmtp
let engine: Engine
let folder: string

beforeAll(async () => {
  dovecot = await startDovecot()
  smtp = await startSmtp({ auth: { user: dovecot.user, password: dovecot.password } })
  folder = mkdtempSync(join(tmpdir(), 'campaign-desk-answers-'))
  const ports = {
    ...fakePorts(systemClock),
    log: quietLog,
    mailer: createSmtpMailer({ clock: systemClock, log: quietLog }),
    reader: createImapReader({ clock: systemClock, log: quietLog }),
  }
  engine = createEngine(folder, ports, { zone: 'Europe/Berlin' })
  guardStates(engine.context.db.sqlite)
  await engine.start()
})
afterAll(async () => {
  await engine?.stop()
  await smtp?.stop()
  await dovecot?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('answers through real servers: it arrives in the thread, is filed in Sent once, and their next mail comes back to it', async () => {
  const client = createRouterClient(engine.router, { context: () => engine.context })
  const loopback = { host: '127.0.0.1', security: 'none' as const, user: dovecot.user }
  const mailbox = await client.mailboxes.create({
    ...{ email: dovecot.user, senderName: 'Sam Sender', signature: 'Sam', dailyCap: 100, gapSeconds: 0, gapJitterSeconds: 0 },
    smtp: { ...loopback, port: smtp.port },
    imap: { ...loopback, port: dovecot.imapPort },
    credential: { kind: 'password', password: dovecot.password },
    allowUnencrypted: true,
    postalAddress: 'Street 1, 10115 Berlin',
  })
  const contact = await client.contacts.create({ email: 'grace@hopper.example', fullName: 'Grace Hopper' })
  const campaign = await client.campaigns.create({ name: 'Real' })
  await client.campaigns.update({
    ...{ id: campaign.id, version: campaign.version, mailboxIds: [mailbox.id] },
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: 'Europe/Berlin', startDate: null },
  })
  await client.sequences.add({ id: campaign.id, subject: 'A question', body: 'Hello Grace' })
  await client.recipients.add({ id: campaign.id, contactIds: [contact.id] })
  await client.campaigns.activate({ id: campaign.id })
  await until(() => smtp.received.length === 1, 15_000)
  const first = smtp.received[0]
  const reply = (n: number, to: string, text: string, from = 'grace@hopper.example') =>
    [
      `From: Grace <${from}>`,
      `To: ${dovecot.user}`,
      'Subject: Re: A question',
      `Message-ID: <grace-${n}@hopper.example>`,
      `References: <unknown@elsewhere.example> ${to}`,
      '',
      text,
      '',
    ].join('\n')
  await dovecot.deliver(reply(1, first?.messageId ?? '', 'Tell me more.'))
  await until(async () => (await client.inbox.list({})).total === 1, 15_000)
  const [thread] = (await client.inbox.list({})).items
  const id = thread?.id ?? 0
  await client.inbox.answer({ id, body: 'Gladly: äöü €' })
  await until(() => smtp.received.length === 2, 20_000)
  const answer = smtp.received[1]
  expect(answer).toMatchObject({
    envelope: { to: ['grace@hopper.example'] },
    inReplyTo: '<grace-1@hopper.example>',
    subject: 'Re: A question',
  })
  expect(answer?.headers.references).toBe(`${first?.messageId} <grace-1@hopper.example>`)
  expect(answer?.headers).not.toHaveProperty('list-unsubscribe')
  // From another address, by the References to the answer alone.
  await dovecot.deliver(reply(2, answer?.messageId ?? '', 'Good.', 'grace@private.example'))
  await until(async () => (await client.inbox.get({ id })).messages === 4, 15_000)
  const { conversation, email } = await client.inbox.get({ id })
  expect(conversation.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'campaign sent',
    'reply received',
    'answer sent',
    'reply received',
  ])
  expect(email).toBe('grace@hopper.example')
  const rows = engine.context.db.sqlite.prepare('select kind, count(*) as n from ledger group by kind order by kind').all()
  expect(rows).toEqual([
    { kind: 'answer', n: 1 },
    { kind: 'message', n: 1 },
    { kind: 'reply', n: 2 },
  ])
  const jobs = () => engine.context.db.sqlite.prepare('select count(*) from jobs').pluck().get()
  await until(() => jobs() === 0, 10_000)
  expect((await client.inbox.list({})).total).toBe(1)
  expect((await inSent(mailbox.id)).filter((source) => source.includes(answer?.messageId ?? '?'))).toHaveLength(1)
}, 90_000)

async function inSent(mailboxId: number): Promise<string[]> {
  const { db, ports } = engine.context
  const account = await loadAccount(db, ports.secrets, mailboxId)
  const request = { role: 'sent' as const, sinceOnRenumber: 0, limit: 50, maxBytes: 100_000 }
  const start = await ports.reader.read(account, { ...request, cursor: null })
  const batch = await ports.reader.read(account, { ...request, cursor: { uidValidity: start?.uidValidity ?? '', uid: 0 } })
  return (batch?.messages ?? []).map(({ source }) => source.toString())
}
