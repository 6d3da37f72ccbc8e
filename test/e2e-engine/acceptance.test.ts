/**
 * The main job from outside: a campaign set up through the HTTP API alone, as its document describes it, against a real
 * IMAP and a real SMTP server; answers come in through IDLE, and the campaign runs to its end.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dovecotAvailable, type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import { type FakeSmtp, type ReceivedMail, startSmtp } from '../fakes/smtp.ts'

const root = join(import.meta.dirname, '../..')
const password = 'nobody-may-see-this'

interface Greeting {
  url: string
  token: string
}

let data: string
let smtp: FakeSmtp
let dovecot: FakeDovecot
let host: ChildProcess
let greeting: Greeting
let said = ''
let answers = ''

beforeEach(async () => {
  if (!dovecotAvailable()) throw new Error('Dovecot is needed here: apt-get install dovecot-imapd dovecot-lmtpd')
  data = mkdtempSync(join(tmpdir(), 'campaign-desk-'))
  smtp = await startSmtp()
  dovecot = await startDovecot({ password })
  host = spawn(process.execPath, [join(root, 'src/main/headless.ts'), 'serve', '--json', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  host.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  if (!host.stdout) throw new Error('no output')
  const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string]
  greeting = JSON.parse(line) as Greeting
})

afterEach(async () => {
  const gone = once(host, 'exit')
  host.kill('SIGTERM')
  await gone
  await Promise.all([smtp.stop(), dovecot.stop()])
  rmSync(data, { recursive: true, force: true })
})

async function api<T>(method: string, path: string, body?: unknown, type = 'application/json'): Promise<T> {
  const response = await fetch(`${greeting.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${greeting.token}`, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: type === 'application/json' ? JSON.stringify(body) : String(body) }),
  })
  const text = await response.text()
  answers += text
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}

interface Stats {
  sent: number
  replied: number
  bounced: number
  optedOut: number
  autoReplies: number
}

const stats = (id: number) => api<Stats>('GET', `/campaigns/${id}/stats`)

function mailTo(address: string): ReceivedMail {
  const mail = smtp.received.find(({ envelope }) => envelope.to.includes(address))
  if (!mail) throw new Error(`${address} got nothing`)
  return mail
}

/** An answer to the first message of a person, as a mail program writes it. */
function answer(address: string, headers: string[], text: string): string {
  return [
    `From: ${address}`,
    'To: sam@sender.example',
    `Message-ID: <${address.replace('@', '.')}.answer@elsewhere.example>`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0100',
    `In-Reply-To: ${mailTo(address).messageId}`,
    ...headers,
    '',
    text,
  ].join('\n')
}

function bounce(address: string): string {
  return [
    'From: MAILER-DAEMON@mx.example',
    'To: sam@sender.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Message-ID: <dsn@mx.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b1',
    '',
    '--b1',
    'Content-Type: text/plain',
    '',
    'The message could not be delivered.',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    `Final-Recipient: rfc822; ${address}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '',
    '--b1',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${mailTo(address).messageId}`,
    `To: ${address}`,
    '--b1--',
    '',
  ].join('\n')
}

async function setUp(): Promise<number> {
  const login = { kind: 'password', password: dovecot.password }
  const mailbox = await api<{ id: number }>('POST', '/mailboxes', {
    email: 'sam@sender.example',
    senderName: 'Sam Sender',
    smtp: { host: '127.0.0.1', port: smtp.port, security: 'none', user: '' },
    imap: { host: '127.0.0.1', port: dovecot.imapPort, security: 'none', user: dovecot.user },
    credential: login,
    dailyCap: 1000,
    gapSeconds: 0,
    gapJitterSeconds: 0,
    postalAddress: '1 Main Street, Springfield',
  })
  expect(await api('POST', `/mailboxes/${mailbox.id}/test`)).toMatchObject({ ok: true })

  const people = ['anna', 'ben', 'cara', 'dan', 'eve', 'finn']
  const csv = `first name;email;company;favourite tea\n${people.map((name) => `${name};${name}@${name}.example;${name} Ltd;green`).join('\n')}\n`
  const started = await api<{ id: number }>('POST', '/contacts/import?fileName=people.csv', csv, 'text/csv')
  await expect.poll(() => api('GET', `/contacts/import/${started.id}`), { timeout: 20_000 }).toMatchObject({ status: 'done', created: 6 })

  const campaign = await api<{ id: number }>('POST', '/campaigns', {
    name: 'Tea',
    mailboxIds: [mailbox.id],
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone: 'Europe/Berlin' },
  })
  const sequences = `/campaigns/${campaign.id}/sequences`
  await api('POST', sequences, { subject: 'Tea for {{firstName}}', body: 'Some {{favouriteTea}} tea at {{companyName}}?' })
  await api('POST', sequences, { body: 'Still {{firstName}}?', delayHours: 1 })
  await api('POST', sequences, { body: 'Last, {{customerName}}.', delayHours: 1 })
  expect(await api('POST', `/campaigns/${campaign.id}/recipients`, { all: true })).toMatchObject({ added: 6 })
  expect(await api('GET', `/campaigns/${campaign.id}/review`)).toMatchObject({ ready: true, recipients: 6, messages: 18 })
  return campaign.id
}

describe('a campaign through the HTTP API alone', () => {
  it('leaves from a real mailbox, stops whoever answered, and runs to its end', async () => {
    const id = await setUp()
    await api('POST', `/campaigns/${id}/activate`)
    await expect.poll(async () => (await stats(id)).sent, { timeout: 30_000 }).toBe(6)

    await dovecot.deliver(answer('anna@anna.example', ['Subject: Re: Tea'], 'Yes please.'))
    await dovecot.deliver(answer('ben@ben.example', ['Subject: Out of office', 'Auto-Submitted: auto-replied'], 'I am away.'))
    await dovecot.deliver(answer('cara@cara.example', ['Subject: Re: Tea'], 'Please unsubscribe me.'), 'Junk')
    await dovecot.deliver(bounce('dan@dan.example'))
    await expect.poll(() => stats(id), { timeout: 30_000 }).toMatchObject({ replied: 1, autoReplies: 1, optedOut: 1, bounced: 1 })

    // The two steps that are left are due at once, instead of in an hour; asked beforehand, it says whom that moves.
    const steps = await api<{ id: number }[]>('GET', `/campaigns/${id}/sequences`)
    const change = { kind: 'editStep', stepId: steps[1]?.id, step: { delayHours: 0 } }
    expect(await api('POST', `/campaigns/${id}/preview-change`, { change })).toMatchObject({ recipientsAffected: 3, messagesMoved: 3 })
    for (const step of steps.slice(1)) await api('PUT', `/campaigns/${id}/sequences/${step.id}`, { delayHours: 0 })
    await expect.poll(async () => (await api<{ status: string }>('GET', `/campaigns/${id}`)).status, { timeout: 30_000 }).toBe('completed')

    const got = (name: string) => smtp.received.filter(({ envelope }) => envelope.to.includes(`${name}@${name}.example`)).length
    expect(['anna', 'ben', 'cara', 'dan', 'eve', 'finn'].map(got)).toEqual([1, 3, 1, 1, 3, 3])
    expect(await api('GET', '/credits')).toMatchObject({ limit: 200, used: 13, inFlight: 0 })
    expect(await api('GET', '/suppressions')).toMatchObject({ total: 2 })

    const { items } = await api<{ items: { id: number; email: string }[] }>('GET', `/campaigns/${id}/recipients`)
    const anna = items.find(({ email }) => email === 'anna@anna.example')
    const story = await api<{ type: string; body: string | null }[]>('GET', `/campaigns/${id}/recipients/${anna?.id}/actions`)
    expect(story.find(({ type }) => type === 'reply.received')?.body).toContain('Yes please.')
    expect(story.find(({ type }) => type === 'send.sent')?.body).toContain('Some green tea at anna Ltd?')

    expect(said).not.toContain(dovecot.password)
    expect(answers).not.toContain(dovecot.password)
    for (const file of filesIn(data)) expect(readFileSync(file).includes(dovecot.password), file).toBe(false)
  }, 120_000)
})

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}
