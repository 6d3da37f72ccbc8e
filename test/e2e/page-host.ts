/** The headless host as its users start it, with a mailbox of its own: a real Dovecot and a real SMTP server. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type FakeDovecot, startDovecot } from '../fakes/dovecot.ts'
import type { ClockMove } from '../fakes/moved-clock.ts'
import { type FakeSmtp, type ReceivedMail, startSmtp } from '../fakes/smtp.ts'
import { daylight } from './zones.ts'

const root = join(import.meta.dirname, '../..')

export interface PageHost {
  /** The address that signs a browser in. */
  pageUrl(): string
  smtp: FakeSmtp
  dovecot: FakeDovecot
  /** The folder of all that it keeps. */
  data: string
  /** The SMTP server takes each message of this function's choice, and never answers. */
  holdAnswer(holds: (mail: ReceivedMail) => boolean): void
  /** Calls the HTTP API; throws with the answer's text where it is an error. */
  api<T = { id: number }>(method: string, path: string, body?: unknown): Promise<T>
  /** Ends the host's process. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** The process stands still, as a machine does that is short of breath, until what is returned is called. */
  freeze(): () => void
  /** Starts it again, on the same folder and port. A new size of the largest file holds from then on. */
  start(limit?: { largestFile: number | null }): Promise<void>
  /** Its clock goes ahead by so much at once, as one that is set. Only where it was started with a clock that can be moved. */
  ahead(ms: number): Promise<void>
  close(): Promise<void>
}

interface Greeting {
  url: string
  token: string
}

interface Options {
  /** The SMTP server wants the user and password of the mailbox; else it takes mail from anybody. */
  signIn?: boolean
  /** No file grows beyond so many bytes: the kernel refuses the write, as it does on a full disk. Null: no limit. */
  largestFile?: number | null
  /** More of its environment: where the services are that it asks. */
  environment?: Record<string, string>
  /** Its clock can be set ahead of the machine's. */
  movableClock?: boolean
}

export async function startPageHost(options: Options = {}): Promise<PageHost> {
  const { signIn = false, largestFile = null, environment = {}, movableClock = false } = options
  let aheadMs = 0
  let limit = largestFile
  let holds: (mail: ReceivedMail) => boolean = () => false
  const dovecot = await startDovecot()
  const auth = signIn ? { user: dovecot.user, password: dovecot.password } : undefined
  const smtp = await startSmtp({ auth, onMessage: (mail) => (holds(mail) ? new Promise(() => {}) : null) })
  const data = mkdtempSync(join(tmpdir(), 'cd-page-'))
  let child: ChildProcess | null = null
  let greeting: Greeting | null = null

  function said(): Greeting {
    if (!greeting) throw new Error('the host was never started')
    return greeting
  }

  async function start(to?: { largestFile: number | null }): Promise<void> {
    if (to) limit = to.largestFile
    const port = greeting ? new URL(greeting.url).port : '0'
    const clock = movableClock ? ['--import', join(root, 'test/fakes/moved-clock.ts')] : []
    const args = [...clock, join(root, 'out/headless/headless.js'), 'serve', '--json', '--data', data, '--port', port]
    const command =
      limit === null ? [process.execPath] : ['sh', '-c', `ulimit -f ${Math.ceil(limit / 512)}; exec "$@"`, 'sh', process.execPath]
    const [program = '', ...before] = command
    const line = movableClock ? (['ipc'] as const) : []
    child = spawn(program, [...before, ...args], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit', ...line],
    })
    if (movableClock) await setClock(child)
    greeting = await firstLine(child)
  }

  async function setClock(of: ChildProcess): Promise<void> {
    const heard = once(of, 'message')
    of.send({ aheadMs } satisfies ClockMove)
    await heard
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  function freeze(): () => void {
    const frozen = child
    frozen?.kill('SIGSTOP')
    return () => frozen?.kill('SIGCONT')
  }

  await start()
  return {
    pageUrl: () => `${said().url}/?token=${said().token}`,
    smtp,
    dovecot,
    data,
    holdAnswer: (chosen) => {
      holds = chosen
    },
    async api<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${said().url}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${said().token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    },
    stop,
    freeze,
    start,
    async ahead(ms) {
      if (!movableClock || !child) throw new Error('this host was started without a clock that can be moved')
      aheadMs += ms
      await setClock(child)
    },
    async close() {
      await stop()
      await Promise.all([smtp.stop(), dovecot.stop()])
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function firstLine(child: ChildProcess): Promise<Greeting> {
  if (!child.stdout) throw new Error('the host has no output')
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the host ended with ${code} before it was ready`)
  })
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  ended.catch(() => {})
  return JSON.parse(line) as Greeting
}

export interface Seed {
  campaignId: number
  emails: string[]
}

const people = ['Ada Lovelace', 'Grace Hopper', 'Radia Perlman', 'Barbara Liskov']

/** A workspace with a tested mailbox, and a draft of two steps for four people that may send at any hour. */
export async function seed(host: PageHost, zone = daylight): Promise<Seed> {
  const { api, smtp, dovecot } = host
  await api('PUT', '/workspace', { name: 'Studio North', zone, postalAddress: '1 High Street, Northtown' })
  const server = { host: '127.0.0.1', security: 'none' }
  const mailbox = await api('POST', '/mailboxes', {
    email: dovecot.user,
    senderName: 'Sam North',
    smtp: { ...server, port: smtp.port, user: '' },
    imap: { ...server, port: dovecot.imapPort, user: dovecot.user },
    credential: { kind: 'password', password: dovecot.password },
    dailyCap: 500,
    gapSeconds: 0,
    gapJitterSeconds: 0,
  })
  await api('POST', `/mailboxes/${mailbox.id}/test`)
  const campaign = await api('POST', '/campaigns', {
    name: 'Autumn outreach',
    mailboxIds: [mailbox.id],
    schedule: { days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00', zone },
  })
  await api('POST', `/campaigns/${campaign.id}/sequences`, {
    subject: 'A question, {{firstName}}',
    body: 'Hello {{firstName}},\n\nhow are you?',
  })
  await api('POST', `/campaigns/${campaign.id}/sequences`, { body: 'Just once more.', delayDays: 3 })
  const emails: string[] = []
  for (const fullName of people) {
    const [firstName = '', lastName = ''] = fullName.split(' ')
    const email = `${firstName.toLowerCase()}@${lastName.toLowerCase()}.example`
    await api('POST', '/contacts', { email, firstName, lastName, companyName: `${lastName} Ltd` })
    emails.push(email)
  }
  await api('POST', `/campaigns/${campaign.id}/recipients`, { emails })
  return { campaignId: campaign.id, emails }
}
