/** The sync stage alone, on a real database, with a mail server in memory at its edge. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSignIns } from '../../src/main/engine/accounts/sign-ins.ts'
import { createTestedDrafts } from '../../src/main/engine/accounts/tested-drafts.ts'
import type { EngineContext } from '../../src/main/engine/context.ts'
import { type Bus, createBus } from '../../src/main/engine/db/core/bus.ts'
import { type CommitHooks, createCommit, rehearsal } from '../../src/main/engine/db/core/commit.ts'
import { openDatabase } from '../../src/main/engine/db/core/open.ts'
import { createSyncStage } from '../../src/main/engine/pipeline/receive/sync.ts'
import type { FolderBatch, MailAccount, MailReader, ReadRequest } from '../../src/main/engine/ports/mail.ts'
import { suppressionHash } from '../../src/main/engine/rules/contacts/suppression-hash.ts'
import { createRunner, type Runner } from '../../src/main/engine/runner/runner.ts'
import type { Stage } from '../../src/main/engine/runner/stage.ts'
import * as build from '../builders/index.ts'
import { guardStates } from '../builders/state-guard.ts'
import { FakeClock } from '../fakes/clock.ts'
import { fakeAccount } from '../fakes/mail.ts'
import { fakePorts, keepingLog } from '../fakes/ports.ts'

const workspaceId = '11111111-2222-4333-8444-555555555555'
export const mondayTen = Date.parse('2026-11-23T09:00:00Z')
export const minuteMs = 60_000

interface StoredMail {
  uid: number
  source: Buffer
  internalDate: number | null
}

/** Two folders of one account, with the ways in which real servers misbehave. */
export class ServerMail implements MailReader {
  folders: Record<'inbox' | 'spam', { uidValidity: number; uidNext: number; mails: StoredMail[] } | null> = {
    inbox: { uidValidity: 1, uidNext: 100, mails: [] },
    spam: { uidValidity: 1, uidNext: 1, mails: [] },
  }
  others = async () => [...this.elsewhere].map(([path, { uidValidity, uidNext }]) => ({ path, uidValidity: String(uidValidity), uidNext }))
  elsewhere = new Map<string, { uidValidity: number; uidNext: number; mails: StoredMail[] }>()
  requests: ReadRequest[] = []
  /** How many messages of other folders were handed out. */
  handedOut = 0
  watching: { account: MailAccount; onNews: () => void }[] = []
  /** Runs before each reading; may throw, or change what is there. */
  before: (request: ReadRequest, count: number) => void = () => {}
  /** Changes what is answered. */
  answer: (batch: FolderBatch, request: ReadRequest) => FolderBatch | null = (batch) => batch
  private clock: FakeClock

  constructor(clock: FakeClock) {
    this.clock = clock
  }

  deliver(source: string | Buffer, role: 'inbox' | 'spam' = 'inbox', internalDate: number | null = this.clock.now()): number {
    const folder = this.folders[role]
    if (!folder) throw new Error(`there is no ${role}`)
    const uid = folder.uidNext++
    folder.mails.push({ uid, source: typeof source === 'string' ? Buffer.from(source.replace(/\r?\n/g, '\r\n')) : source, internalDate })
    return uid
  }

  /** Out of spam into the inbox, under a new UID. */
  rescue(uid: number): void {
    const { inbox, spam } = this.folders
    const mail = spam?.mails.find((one) => one.uid === uid)
    if (!mail || !spam || !inbox) throw new Error('no such mail')
    spam.mails = spam.mails.filter((one) => one !== mail)
    inbox.mails.push({ ...mail, uid: inbox.uidNext++ })
  }

  /** What a filter, a phone or a person does: under a new UID, with the date that it had. */
  move(uid: number, path: string): void {
    const mail = this.folders.inbox?.mails.find((one) => one.uid === uid)
    const folder = this.elsewhere.get(path) ?? { uidValidity: 7, uidNext: 1, mails: [] }
    if (!mail || !this.folders.inbox) throw new Error('no such mail')
    this.folders.inbox.mails = this.folders.inbox.mails.filter((one) => one !== mail)
    folder.mails.push({ ...mail, uid: folder.uidNext++ })
    this.elsewhere.set(path, folder)
  }

  async readOther(_account: MailAccount, path: string, request: Omit<ReadRequest, 'role'>): Promise<FolderBatch | null> {
    const folder = this.elsewhere.get(path)
    if (!folder || request.cursor === null) return null
    const { cursor } = request
    const uidValidity = String(folder.uidValidity)
    const after = cursor.uidValidity === uidValidity ? cursor.uid : 0
    const fresh = folder.mails.filter((mail) => mail.uid > after && (mail.internalDate ?? 0) >= request.sinceOnRenumber)
    this.handedOut += Math.min(fresh.length, request.limit)
    return {
      uidValidity,
      messages: fresh.slice(0, request.limit),
      uidNext: folder.uidNext,
      more: fresh.length > request.limit,
    }
  }

  renumber(role: 'inbox' | 'spam' = 'inbox'): void {
    const folder = this.folders[role]
    if (!folder) return
    folder.uidValidity++
    folder.uidNext = 1
    for (const mail of folder.mails) mail.uid = folder.uidNext++
  }

  async read(_account: MailAccount, request: ReadRequest): Promise<FolderBatch | null> {
    this.requests.push(request)
    this.before(request, this.requests.length)
    const folder = this.folders[request.role as 'inbox' | 'spam']
    if (!folder) return null
    const { cursor } = request
    const uidValidity = String(folder.uidValidity)
    const fresh =
      cursor === null
        ? []
        : folder.mails
            .filter((mail) =>
              cursor.uidValidity === uidValidity ? mail.uid > cursor.uid : (mail.internalDate ?? 0) >= request.sinceOnRenumber,
            )
            .sort((a, b) => a.uid - b.uid)
    const messages = fresh.slice(0, request.limit).map((mail) => ({ ...mail, source: mail.source.subarray(0, request.maxBytes) }))
    return this.answer({ uidValidity, messages, uidNext: folder.uidNext, more: fresh.length > request.limit }, request)
  }

  watch(account: MailAccount, onNews: () => void): () => void {
    const watch = { account, onNews }
    this.watching.push(watch)
    return () => {
      this.watching = this.watching.filter((other) => other !== watch)
    }
  }

  isInSent = async () => false
  appendSent = async () => {}
  verify = async () => ({ ok: true as const, notes: [] })
  close = async () => {}
}

export interface SyncWorld {
  folder: string
  clock: FakeClock
  server: ServerMail
  log: ReturnType<typeof keepingLog>
  accounts: Map<number, MailAccount | Error>
  ctx: EngineContext
  stage: Stage
  runner: Runner
  bus: Bus
  drain(): Promise<void>
  /** Moves the clock on until every mailbox is due, and reads. */
  sweep(): Promise<void>
  /** What `kill -9` leaves, started anew. */
  reopen(hooks?: CommitHooks): void
  close(): Promise<void>
}

/** @param edge another mail server than the one in memory, at another time */
export function openSyncWorld(hooks: CommitHooks = {}, edge: { reader?: MailReader; at?: number } = {}): SyncWorld {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-desk-sync-'))
  const clock = new FakeClock(edge.at ?? mondayTen)
  const server = new ServerMail(clock)
  const log = keepingLog()
  const accounts = new Map<number, MailAccount | Error>()

  function start(startHooks: CommitHooks) {
    const ports = { ...fakePorts(clock), reader: edge.reader ?? server, log }
    const db = openDatabase(folder, ports.migrationsFolder)
    guardStates(db.sqlite)
    const bus = createBus((error) => log.error({ error: String(error) }, 'a listener failed'))
    let runner: Runner | null = null
    const commit = createCommit(db, clock, bus, log, () => runner?.wake(), startHooks)
    const ctx: EngineContext = {
      folder,
      db,
      commit,
      rehearse: rehearsal(db, clock),
      bus,
      ports,
      signIns: createSignIns(ports),
      testedDrafts: createTestedDrafts(clock),
      awakeSince: { at: clock.now() },
      drain: async () => runner?.drain(),
      executeNext: () => Promise.reject(new Error('not here')),
    }
    const stage = createSyncStage(ctx, {
      async loadAccount(mailboxId) {
        const account = accounts.get(mailboxId) ?? fakeAccount({ mailboxId })
        if (account instanceof Error) throw account
        return account
      },
    })
    runner = createRunner([stage], clock, log, () => {})
    return { ctx, stage, runner, bus }
  }

  const world: SyncWorld = {
    folder,
    clock,
    server,
    log,
    accounts,
    ...start({}),
    drain: () => world.runner.drain(),
    async sweep() {
      const due = value<number>(world, 'select max(next_sync_at) from mailboxes where removed_at is null')
      clock.jump(Math.max(clock.now(), due))
      await world.runner.drain()
    },
    reopen(again = {}) {
      if (world.ctx.db.sqlite.open) world.ctx.db.sqlite.close()
      server.watching = []
      Object.assign(world, start(again))
    },
    async close() {
      await world.runner.stop()
      if (world.ctx.db.sqlite.open) world.ctx.db.sqlite.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  build.addWorkspace(world.ctx.db, { id: workspaceId, createdAt: mondayTen })
  if (hooks.before || hooks.after) world.reopen(hooks)
  return world
}

export function all<T = Record<string, unknown>>(world: SyncWorld, text: string, ...values: unknown[]): T[] {
  return world.ctx.db.sqlite.prepare(text).all(...values) as T[]
}

export function one<T = Record<string, unknown>>(world: SyncWorld, text: string, ...values: unknown[]): T {
  return world.ctx.db.sqlite.prepare(text).get(...values) as T
}

export function value<T = unknown>(world: SyncWorld, text: string, ...values: unknown[]): T {
  return world.ctx.db.sqlite
    .prepare(text)
    .pluck()
    .get(...values) as T
}

const server = { host: '127.0.0.1', port: 1143, security: 'none', user: '' } as const

export function addMailbox(world: SyncWorld, email = 'lena@studio.example'): number {
  return build.addMailbox(world.ctx.db, { email, smtp: server, imap: server, dailyCap: 100, createdAt: world.clock.now() })
}

/** What has always been there. */
const old = { createdAt: 1, updatedAt: 1 }

/** A running campaign of two steps. */
export function addCampaign(world: SyncWorld, mailboxId: number, { stopByCompany }: { stopByCompany?: boolean } = {}): number {
  const { db } = world.ctx
  const campaignId = build.addCampaign(db, { status: 'active', stopByCompany, optOutLine: 'Just reply "unsubscribe".', ...old })
  build.addCampaignMailboxes(db, campaignId, [mailboxId])
  for (const position of [1, 2]) build.addStep(db, { campaignId, position, subject: 'Hello', body: 'Hi', delayDays: 1, ...old })
  return campaignId
}

export interface Person {
  contactId: number
  enrollmentId: number
  sendId: number
  nextSendId: number | null
  messageId: string
  email: string
}

let messages = 0

/** Somebody who was sent the first message, and is to get the second tomorrow. */
export function addPerson(
  world: SyncWorld,
  campaignId: number,
  mailboxId: number,
  email: string,
  options: { firstStatus?: 'sent' | 'sending' | 'unconfirmed' | 'none'; ago?: number } = {},
): Person {
  const { clock } = world
  const { db } = world.ctx
  const key = email.toLowerCase()
  const known = value<number | undefined>(world, 'select id from contacts where email_key = ?', key)
  const contactId = known ?? build.addContact(db, { email, ...old })
  const addressHash = suppressionHash(workspaceId, 'email', key)
  const enrollmentId = build.addEnrollment(db, { campaignId, contactId, addressHash, status: 'active', mailboxId, ...old })
  const messageId = `<${(++messages).toString(16).padStart(8, '0')}-5b1d-4c0e-8a57-1d2e3f4a5b6c@studio.example>`
  const stepIds = all<{ id: number }>(world, 'select id from steps where campaign_id = ? order by position', campaignId).map(({ id }) => id)
  const status = options.firstStatus ?? 'sent'
  const at = clock.now() - (options.ago ?? 60 * minuteMs)
  const planned = (stepId: number | undefined, dueAt: number) =>
    build.addSend(db, { campaignId, enrollmentId, stepId: stepId ?? 0, mailboxId, dueAt, createdAt: 1 })
  if (status === 'none') {
    const sendId = planned(stepIds[0], clock.now() + 60 * minuteMs)
    return { contactId, enrollmentId, sendId, nextSendId: null, messageId: '', email }
  }
  const left = { status, messageId, dueAt: at, claimedAt: at, sentAt: status === 'sent' ? at : null }
  const sendId = build.addSend(db, { campaignId, enrollmentId, stepId: stepIds[0] ?? 0, mailboxId, createdAt: 1, ...left })
  build.addDraft(db, { sendId, to: email, writtenAt: at })
  const nextSendId = status === 'sent' ? planned(stepIds[1], clock.now() + 24 * 60 * minuteMs) : null
  return { contactId, enrollmentId, sendId, nextSendId, messageId, email }
}

let answers = 0

/** A mail from a person. `inReplyTo: null` begins a new thread. */
export function mailFrom(
  from: string,
  options: { inReplyTo?: string | null; subject?: string; text?: string; headers?: string; id?: string | null } = {},
): string {
  const id = options.id === undefined ? `<answer-${++answers}@mail.example>` : options.id
  return [
    `From: Somebody <${from}>`,
    'To: lena@studio.example',
    `Subject: ${options.subject ?? 'Re: Hello'}`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    ...(id === null ? [] : [`Message-ID: ${id}`]),
    ...(options.inReplyTo ? [`In-Reply-To: ${options.inReplyTo}`, `References: ${options.inReplyTo}`] : []),
    ...(options.headers ? [options.headers] : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    options.text ?? 'Yes, tell me more.',
    '',
  ].join('\n')
}

/** A delivery report of one failed or delayed recipient. */
export function report(
  person: { email: string; messageId: string },
  status: string,
  options: { withId?: boolean; action?: string; id?: string } = {},
): string {
  const boundary = 'report-boundary'
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mail.example>',
    'To: lena@studio.example',
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: ${options.id ?? `<report-${++answers}@mail.example>`}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary=${boundary}`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain',
    '',
    'It did not work.',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.example',
    '',
    `Final-Recipient: rfc822; ${person.email}`,
    `Action: ${options.action ?? 'failed'}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${status} said the server`,
    '',
    ...(options.withId === false
      ? []
      : [`--${boundary}`, 'Content-Type: text/rfc822-headers', '', `Message-ID: ${person.messageId}`, `To: ${person.email}`, '']),
    `--${boundary}--`,
    '',
  ].join('\n')
}
