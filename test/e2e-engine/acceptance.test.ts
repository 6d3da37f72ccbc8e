/**
 * A campaign from the file of contacts to its end, through the HTTP API alone: a real headless host in a process of its
 * own, against a real SMTP server and a real Dovecot that it knows only by host, port and password. Both speak TLS.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test } from 'vitest'
import type { Action, CampaignStats, CampaignStatus, Recipient } from '../../src/shared/schemas/campaigns.ts'
import type { ContactImport } from '../../src/shared/schemas/contacts.ts'
import type { MailboxTest } from '../../src/shared/schemas/mailboxes.ts'
import type { Credits } from '../../src/shared/schemas/workspace.ts'
import { dovecotAvailable, type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import { testCertificate, until } from '../fakes/mail.ts'
import { type FakeSmtp, type ReceivedMail, startSmtp } from '../fakes/smtp.ts'
import { type Headless, startHeadless } from './headless.ts'
import { answer, bounce, outOfOffice, unsubscribe } from './letters.ts'

const user = 'sam@sender.test'
const password = 'correct-horse-battery-9f2c'
const people = ['ana', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gia', 'hugo', 'ida', 'jon']
const stopped = ['ana', 'cleo', 'dan']
const steps = 3
const addressOf = (name: string) => `${name}@${name}-works.test`

/** A file as people have them: semicolons, a column of their own, somebody twice, and a row that is no contact. */
const csv = [
  'E-Mail;Vorname;Nachname;Firma;Stadt',
  ...people.map((name) => `${addressOf(name)};${name.toUpperCase()};Doe;${name} works;Köln`),
  `ANA@ana-works.test;ANA;Doe;ana works;Köln`,
  'not an address;Nobody;;;',
  '',
].join('\r\n')

test('a campaign set up through the HTTP API alone runs to its end', { timeout: 120_000 }, async (context) => {
  needDovecot(context)
  const folder = mkdtempSync(join(tmpdir(), 'acceptance-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { key, cert } = testCertificate('localhost')
  const dovecot = await startDovecot({ user, password, key, cert })
  onTestFinished(() => dovecot.stop())
  const door = createDoor(people.length)
  const smtp = await startSmtp({ security: 'starttls', key, cert, auth: { user, password }, onMessage: door.pass })
  onTestFinished(() => smtp.stop())
  // The authority that signed both certificates, made known as an operator would.
  const host = await startHeadless(folder, { NODE_EXTRA_CA_CERTS: join(import.meta.dirname, '../fixtures/tls/test-only-ca.crt') })
  onTestFinished(() => host.stop())
  const { call } = host

  await importContacts(host)
  const mailboxId = await addMailbox(host, smtp, dovecot)
  await call('PUT', '/api/credits', { limit: 1000 })
  const campaignId = await addCampaign(host, mailboxId)
  const campaign = `/api/campaigns/${campaignId}`
  const stats = () => call<CampaignStats>('GET', `${campaign}/stats`)
  const status = async () => (await call<{ status: CampaignStatus }>('GET', campaign)).status

  // The first message to the last person waits at the server's door until the campaign is paused.
  await call('POST', `${campaign}/activate`, {})
  await until(() => door.someoneWaits(), 30_000)
  await call('POST', `${campaign}/pause`, {})
  door.open()
  await until(async () => (await stats()).sent === people.length, 10_000)
  expect(await status()).toBe('paused')
  expect(smtp.received.map(recipientOf).sort(), 'the first step went to everybody').toEqual(people.map(addressOf))

  const firstTo = (name: string) => messagesTo(smtp, name)[0] ?? missing(name)
  const toldAt = performance.now()
  await dovecot.deliver(answer(firstTo('ana'), 'Yes, call me on Tuesday.'))
  await dovecot.deliver(outOfOffice(firstTo('ben')))
  await dovecot.deliver(bounce(firstTo('cleo')))
  await dovecot.deliver(unsubscribe(firstTo('dan')))
  // The next sweep is five minutes away: only IDLE brings it in so soon.
  const heard = { replied: 1, bounced: 1, optedOut: 1, autoReplies: 1, active: people.length - stopped.length }
  await until(async () => matches(await stats(), heard), 20_000)
  const secondsToHear = (performance.now() - toldAt) / 1000

  await call('POST', `${campaign}/resume`, {})
  await until(async () => (await status()) === 'completed', 30_000)

  const messages = people.length + (people.length - stopped.length) * (steps - 1)
  expect(smtp.received.length).toBe(messages)
  expect(new Set(smtp.received.map((mail) => mail.messageId)).size).toBe(messages)
  for (const name of people) expectSequence(messagesTo(smtp, name), stopped.includes(name) ? 1 : steps)
  expect(await stats()).toMatchObject({
    recipients: people.length,
    sent: messages,
    replied: 1,
    bounced: 1,
    optedOut: 1,
    completed: people.length - stopped.length,
    scheduled: 0,
    unconfirmed: 0,
    creditsUsed: messages + 1,
  })
  expect(await call<Credits>('GET', '/api/credits')).toMatchObject({ used: messages + 1, inFlight: 0, left: 1000 - messages - 1 })
  const ledger = await call<{ total: number }>('GET', '/api/credits/ledger')
  expect(ledger.total, 'a line for every message and for the answer').toBe(messages + 1)
  const { items: suppressed } = await call<{ items: { value: string }[] }>('GET', '/api/suppressions')
  expect(suppressed.map(({ value }) => value).sort()).toEqual([addressOf('cleo'), addressOf('dan')])
  await expectTimeLines(host, campaign)
  await until(() => copiesInSent(dovecot) === messages, 20_000)

  await host.stop()
  expectNoSecret(host, folder)
  process.stdout.write(`answers were heard within ${secondsToHear.toFixed(1)} s of their delivery\n`)
})

function needDovecot(context: TestContext): void {
  if (dovecotAvailable()) return
  const problem = 'No Dovecot 2.3 on this machine: the campaign against a real IMAP server was not run (apt: dovecot-imapd dovecot-lmtpd).'
  if (process.env.CI === 'true' || process.env.DOVECOT_PATH) throw new Error(problem)
  process.stdout.write(`SKIPPED: ${problem}\n`)
  context.skip(problem)
}

/** Lets all messages pass but the one of that number, which waits until the door is opened. */
function createDoor(number: number) {
  let seen = 0
  let waiting = false
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return {
    open: () => open(),
    someoneWaits: () => waiting,
    async pass(): Promise<null> {
      if (++seen === number) {
        waiting = true
        await opened
      }
      return null
    },
  }
}

async function importContacts({ call }: Headless): Promise<void> {
  const started = await call<ContactImport>('POST', '/api/contacts/import?fileName=leads.csv&duplicates=merge', csv)
  const read = () => call<ContactImport>('GET', `/api/contacts/import/${started.id}`)
  await until(async () => (await read()).finishedAt !== null, 20_000)
  expect(await read()).toMatchObject({ status: 'done', created: people.length, merged: 1, rejected: 1 })
  const rejected = await call<{ items: { line: number; reason: string }[] }>('GET', `/api/contacts/import/${started.id}/rejected`)
  expect(rejected.items).toMatchObject([{ line: people.length + 3 }])
}

async function addMailbox({ call }: Headless, smtp: FakeSmtp, dovecot: FakeDovecot): Promise<number> {
  const { id } = await call<{ id: number }>('POST', '/api/mailboxes', {
    email: user,
    senderName: 'Sam Sender',
    smtp: { host: '127.0.0.1', port: smtp.port, security: 'starttls', user },
    imap: { host: '127.0.0.1', port: dovecot.imapsPort, security: 'tls', user },
    credential: { kind: 'password', password },
    dailyCap: 1000,
    gapSeconds: 0,
    gapJitterSeconds: 0,
    postalAddress: 'Sender Ltd, 1 Main Street, Berlin',
  })
  const tested = await call<MailboxTest>('POST', `/api/mailboxes/${id}/test`, {})
  expect(tested.checks.map(({ part, ok, message }) => ({ part, ok, message }))).toMatchObject([
    { part: 'smtp', ok: true },
    { part: 'imap', ok: true },
  ])
  return id
}

async function addCampaign({ call }: Headless, mailboxId: number): Promise<number> {
  const { id } = await call<{ id: number }>('POST', '/api/campaigns', {
    name: 'Autumn',
    mailboxIds: [mailboxId],
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: 'Europe/Berlin' },
  })
  const path = `/api/campaigns/${id}/sequences`
  const [town] = await call<string[]>('GET', '/api/contacts/fields')
  expect(town?.toLowerCase(), 'the column of their own is a variable').toBe('stadt')
  await call('POST', path, {
    subject: 'A question about {{companyName}}',
    body: `Hello {{firstName}}, how is work in {{${town}}}? Step 1.`,
  })
  await call('POST', path, { body: 'Hello {{firstName}}, did you see my question? Step 2.' })
  await call('POST', path, { body: 'Hello {{firstName}}, I will not ask again. Step 3.' })
  expect(await call('POST', `/api/campaigns/${id}/recipients`, { all: true })).toMatchObject({ added: people.length })
  expect(await call('GET', `/api/campaigns/${id}/review`)).toMatchObject({ ready: true, recipients: people.length })
  return id
}

function recipientOf(mail: ReceivedMail): string {
  return mail.envelope.to.join()
}

function messagesTo(smtp: FakeSmtp, name: string): ReceivedMail[] {
  return smtp.received.filter((mail) => recipientOf(mail) === addressOf(name))
}

function missing(name: string): never {
  throw new Error(`${name} got nothing`)
}

function matches(stats: CampaignStats, wanted: Partial<CampaignStats>): boolean {
  return Object.entries(wanted).every(([name, n]) => stats[name as keyof CampaignStats] === n)
}

/** So many steps in their order, as one thread, signed in as the mailbox, and with the way out that the law asks for. */
function expectSequence(mails: ReceivedMail[], count: number): void {
  const [first] = mails
  if (!first) throw new Error('nothing was sent')
  expect(mails.map((mail) => /Step (\d)\./.exec(mail.raw)?.[1])).toEqual(Array.from({ length: count }, (_, i) => String(i + 1)))
  expect(mails.map((mail) => mail.inReplyTo)).toEqual(['', ...mails.slice(0, -1).map((mail) => mail.messageId)])
  for (const mail of mails) {
    expect(mail.user).toBe(user)
    expect(mail.envelope.from).toBe(user)
    expect(mail.subject.replace(/^Re: /, '')).toBe(first.subject)
    expect(mail.headers['list-unsubscribe']).toMatch(/^<mailto:sam@sender\.test\?subject=unsubscribe/)
    expect(mail.raw).not.toContain('{{')
  }
}

/** Each person's story can be read: what was sent, and what came back, in words and in order. */
async function expectTimeLines({ call }: Headless, campaign: string): Promise<void> {
  const { items } = await call<{ items: Recipient[] }>('GET', `${campaign}/recipients?limit=100`)
  const linesOf = async (name: string) => {
    const one = items.find(({ email }) => email === addressOf(name)) ?? missing(name)
    const actions = await call<Action[]>('GET', `${campaign}/recipients/${one.id}/actions`)
    expect(actions.map(({ seq }) => seq)).toEqual(actions.map(({ seq }) => seq).toSorted((a, b) => a - b))
    for (const action of actions) expect(action.message, `${name}: ${action.type}`).not.toBe('')
    return { one, actions, types: actions.map(({ type }) => type) }
  }
  const ana = await linesOf('ana')
  expect(ana.one).toMatchObject({ status: 'replied', stepsSent: 1, nextSendAt: null, waiting: null })
  expect(ana.types.filter((type) => type === 'send.sent')).toHaveLength(1)
  expect(ana.actions.find(({ type }) => type === 'send.sent')?.body).toContain('how is work in Köln? Step 1.')
  expect(ana.actions.find(({ type }) => type === 'reply.received')?.body).toContain('Yes, call me on Tuesday.')
  const ben = await linesOf('ben')
  expect(ben.one).toMatchObject({ status: 'completed', stepsSent: steps })
  expect(ben.types).toContain('reply.automatic')
  expect((await linesOf('cleo')).types).toContain('bounce.received')
  expect((await linesOf('cleo')).one.reason).toContain('550 5.1.1 No such user')
  expect((await linesOf('dan')).types).toContain('unsubscribe.received')
  expect((await linesOf('eva')).types.filter((type) => type === 'send.sent')).toHaveLength(steps)
}

function copiesInSent({ dir }: FakeDovecot): number {
  return ['cur', 'new'].reduce((n, part) => n + readdirSync(join(dir, 'mail', user, '.Sent', part)).length, 0)
}

/** In no answer, no log and no file that is kept; nor as the base64 that SMTP and IMAP carry. */
function expectNoSecret({ said }: Headless, folder: string): void {
  const secrets = [password, Buffer.from(password).toString('base64'), Buffer.from(`\0${user}\0${password}`).toString('base64')]
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['workspace.db', 'campaign-desk.log', 'secrets.json']))
  for (const secret of secrets) {
    expect(
      said.filter((text) => text.includes(secret)),
      'in what was said',
    ).toEqual([])
    const holding = files.filter(({ name, parentPath }) => readFileSync(join(parentPath, name)).includes(secret))
    expect(holding.map(({ name }) => name)).toEqual([])
  }
}
