import { join } from 'node:path'
import { createInvented } from '../../src/main/engine/adapters/providers/invented.ts'
import type { Clock, Log, Random, Secrets } from '../../src/main/engine/ports/machine.ts'
import type {
  ConnectionProbe,
  FetchedPicture,
  FolderBatch,
  FolderRole,
  MailAccount,
  Mailer,
  MailReader,
  OutgoingMail,
  Pictures,
  ReadRequest,
} from '../../src/main/engine/ports/mail.ts'
import type { Ports } from '../../src/main/engine/ports/ports.ts'
import type { SendOutcome } from '../../src/main/engine/rules/sending/send-outcome.ts'
import { workerUrl } from '../../src/main/paths.ts'
import { noProviders } from '../../src/main/sandbox/ports.ts'

/** Reproducible randomness (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('')
  return { next, uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}` }
}

export function memorySecrets(): Secrets & { values: Map<string, string> } {
  const values = new Map<string, string>()
  return {
    values,
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => {
      values.set(name, value)
    },
    delete: async (name) => {
      values.delete(name)
    },
  }
}

/** Says only what went wrong: a test that swallows an error hides a bug. */
export const errorLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields, message) => {
    process.stderr.write(`${message} ${JSON.stringify(fields)}\n`)
  },
}

/** A log that keeps what was said, to look for secrets in it. */
export function keepingLog(): Log & { lines: string[] } {
  const lines: string[] = []
  const keep = (fields: Record<string, unknown>, message: string) => {
    lines.push(`${message} ${JSON.stringify(fields)}`)
  }
  return { lines, debug: keep, info: keep, warn: keep, error: keep }
}

export interface Delivered {
  mailboxId: number
  mail: OutgoingMail
  at: number
}

/**
 * A mail server at the other end of the port. `answer` decides each attempt; what it accepts, or loses the answer of,
 * is delivered.
 */
export class FakeMailer implements Mailer {
  delivered: Delivered[] = []
  attempts: Delivered[] = []
  answer: (mail: OutgoingMail, attempt: number) => SendOutcome = () => ({ kind: 'accepted', response: '250 2.0.0 OK' })
  /** Called while a message is on its way. */
  during: (mail: OutgoingMail) => void | Promise<void> = () => {}
  /** A broken line after the message was handed over delivers it all the same, unless this says no. */
  deliversWhenBroken = true

  private clock: Clock
  constructor(clock: Clock) {
    this.clock = clock
  }

  async send(account: MailAccount, mail: OutgoingMail): Promise<SendOutcome> {
    const entry = { mailboxId: account.mailboxId, mail, at: this.clock.now() }
    this.attempts.push(entry)
    await this.during(mail)
    const outcome = this.answer(mail, this.attempts.length)
    if (outcome.kind === 'accepted' || (outcome.kind === 'broken' && outcome.stage === 'body' && this.deliversWhenBroken)) {
      this.delivered.push(entry)
    }
    return outcome
  }

  async compile(mail: OutgoingMail): Promise<Buffer> {
    return Buffer.from(`Message-ID: ${mail.messageId}\r\nSubject: ${mail.subject}\r\n\r\n${mail.text}`)
  }

  async verify(): Promise<ConnectionProbe> {
    return { ok: true, notes: [] }
  }

  async close(): Promise<void> {}
}

interface StoredMail {
  uid: number
  source: Buffer
  internalDate: number
}

/** A mailbox in memory, with UIDs, renumbering and an outage. Shared by all accounts unless a test makes several. */
export class FakeReader implements MailReader {
  private folders = new Map<string, { uidValidity: number; uidNext: number; mails: StoredMail[] }>()
  private watchers = new Set<() => void>()
  down: Error | null = null

  private clock: Clock
  constructor(clock: Clock) {
    this.clock = clock
  }

  private folder(mailboxId: number, role: FolderRole) {
    const key = `${mailboxId}/${role}`
    let folder = this.folders.get(key)
    if (!folder) {
      folder = { uidValidity: 1000, uidNext: 1, mails: [] }
      this.folders.set(key, folder)
    }
    return folder
  }

  /** Mail arrives. */
  deliver(mailboxId: number, source: string, role: FolderRole = 'inbox'): void {
    const folder = this.folder(mailboxId, role)
    folder.mails.push({ uid: folder.uidNext++, source: Buffer.from(source.replace(/\r?\n/g, '\r\n')), internalDate: this.clock.now() })
    for (const watcher of this.watchers) watcher()
  }

  /** The server gives every message a new UID, and says so. */
  renumber(mailboxId: number, role: FolderRole = 'inbox'): void {
    const folder = this.folder(mailboxId, role)
    folder.uidValidity++
    folder.uidNext = 1
    for (const mail of folder.mails) mail.uid = folder.uidNext++
  }

  async read(account: MailAccount, request: ReadRequest): Promise<FolderBatch | null> {
    if (this.down) throw this.down
    const folder = this.folder(account.mailboxId, request.role)
    const uidValidity = String(folder.uidValidity)
    if (request.cursor === null) return { uidValidity, messages: [], uidNext: folder.uidNext, more: false }
    const cursor = request.cursor
    const same = cursor.uidValidity === uidValidity
    const fresh = folder.mails.filter((mail) => (same ? mail.uid > cursor.uid : mail.internalDate >= request.sinceOnRenumber))
    return {
      uidValidity,
      messages: fresh.slice(0, request.limit).map((mail) => ({ ...mail, source: mail.source.subarray(0, request.maxBytes) })),
      uidNext: folder.uidNext,
      more: fresh.length > request.limit,
    }
  }

  others = async () => []
  readOther = async () => null

  async isInSent(account: MailAccount, messageId: string): Promise<boolean> {
    if (this.down) throw this.down
    return this.folder(account.mailboxId, 'sent').mails.some((mail) => mail.source.includes(messageId))
  }

  async appendSent(account: MailAccount, raw: Buffer): Promise<void> {
    if (this.down) throw this.down
    this.deliver(account.mailboxId, raw.toString(), 'sent')
  }

  sent(mailboxId: number): string[] {
    return this.folder(mailboxId, 'sent').mails.map((mail) => mail.source.toString())
  }

  watch(_account: MailAccount, onNews: () => void): () => void {
    this.watchers.add(onNews)
    return () => this.watchers.delete(onNews)
  }

  async verify(): Promise<ConnectionProbe> {
    return { ok: true, notes: [] }
  }

  async close(): Promise<void> {}
}

/** Servers with pictures, by address; all others are not there. */
export class FakePictures implements Pictures {
  files = new Map<string, Uint8Array>()
  asked: string[] = []

  async fetch(url: string): Promise<FetchedPicture | null> {
    this.asked.push(url)
    const bytes = this.files.get(url)
    return bytes ? { type: 'image/png', bytes } : null
  }
}

export interface FakePorts extends Ports {
  mailer: FakeMailer
  reader: FakeReader
  secrets: ReturnType<typeof memorySecrets>
  pictures: FakePictures
}

/** All ports as fakes around one clock. */
export function fakePorts(clock: Clock, seed = 1): FakePorts {
  return {
    clock,
    random: seededRandom(seed),
    secrets: memorySecrets(),
    log: { ...errorLog },
    mailer: new FakeMailer(clock),
    reader: new FakeReader(clock),
    discovery: { fetchText: async () => null, srv: async () => [], mx: async () => [] },
    pictures: new FakePictures(),
    signIn: {
      client: () => null,
      listen: async ({ host }) => ({ redirectUri: `http://${host}:1`, answer: new Promise(() => {}), close() {} }),
      exchange: async () => ({ ok: false, message: 'There is no provider here.' }),
    },
    providers: noProviders,
    invented: createInvented(clock),
    workerUrl,
    migrationsFolder: join(import.meta.dirname, '../../resources/migrations'),
  }
}
