import { notFound, UserError } from '../../../shared/errors.ts'
import type { CheckResult, Credential, Mailbox, MailboxInput, MailServer } from '../../../shared/schemas/mailboxes.ts'
import { releaseHeld } from '../changes/replan.ts'
import type { EngineContext } from '../context.ts'
import {
  campaignsHearing,
  campaignsUsing,
  findMailbox,
  forgetNumbers,
  insertMailbox,
  listMailboxes,
  type MailboxRow,
  mailboxByEmail,
  pausedByPerson,
  removeMailbox,
  serversOf,
  toApi,
  updateMailbox,
} from '../db/mailboxes.ts'
import { discoverMailbox } from '../discover-mailbox.ts'
import { deleteSecrets, loadAccount, saveSecrets, secretName } from '../mail-account.ts'
import type { ConnectionProbe, MailAccount } from '../ports.ts'
import { parseAddress } from '../rules/address.ts'
import { checkResult } from '../rules/connection-problem.ts'
import { isLoopback, mayConnect } from '../rules/unencrypted.ts'
import { os } from './base.ts'

const notFinished = 'The settings were not saved completely. Enter the password again.'

export const mailboxes = {
  list: os.mailboxes.list.handler(({ context }) => toApi(context.db, listMailboxes(context.db), context.ports.clock.now())),

  get: os.mailboxes.get.handler(({ input, context }) => show(context, input.id)),

  create: os.mailboxes.create.handler(async ({ input, context }) => {
    const { credential, imapCredential, ...settings } = input
    const email = checkAddress(input.email)
    checkEncryption(input)
    const { ports } = context
    // Nothing signs in before the password is stored: until then the row is paused and says why.
    const row = context.commit('mailbox.prepare', (tx) => {
      refuseSecond(mailboxByEmail(tx, email), email)
      const { smtp, imap } = settings
      const values = { ...settings, email, smtp: JSON.stringify(smtp), imap: JSON.stringify(imap), auth: credential.kind }
      return insertMailbox(tx, { ...values, status: 'paused', reason: notFinished, nextSyncAt: Number.MAX_SAFE_INTEGER })
    })
    try {
      await saveSecrets(ports.secrets, row.id, { credential, imapCredential })
    } catch (error) {
      context.commit('mailbox.undo', (tx) => removeMailbox(tx, row.id))
      throw error
    }
    context.commit('mailbox.create', (tx) => {
      updateMailbox(tx, row.id, { status: 'active', reason: '', nextSyncAt: tx.at })
      tx.emit({ type: 'mailbox.changed', mailboxId: row.id, message: `${email} was added` })
    })
    return show(context, row.id)
  }),

  update: os.mailboxes.update.handler(async ({ input, context }) => {
    const { id, credential, imapCredential, ...changes } = input
    const before = need(context, id)
    const email = changes.email === undefined ? before.email : checkAddress(changes.email)
    const old = serversOf(before)
    const smtp = changes.smtp ?? old.smtp
    const imap = changes.imap ?? old.imap
    const allowUnencrypted = changes.allowUnencrypted ?? before.allowUnencrypted
    checkEncryption({ smtp, imap, allowUnencrypted })
    const ownImap = (await context.ports.secrets.get(secretName(id, 'imap'))) !== null
    const imapGiven = imapCredential ?? (ownImap ? undefined : credential)
    if ((!credential && movesAway(old.smtp, smtp)) || (!imapGiven && movesAway(old.imap, imap))) throw passwordNeeded(before.email)
    await saveSecrets(context.ports.secrets, id, { credential, imapCredential })
    context.commit('mailbox.update', (tx) => {
      const now = need(tx, id)
      const other = mailboxByEmail(tx, email)
      if (other?.id !== id) refuseSecond(other, email)
      const servers = { smtp: JSON.stringify(smtp), imap: JSON.stringify(imap) }
      const auth = credential?.kind ?? before.auth
      updateMailbox(tx, id, {
        ...changes,
        ...servers,
        email,
        auth,
        ...freshStart(now, tx.at),
        ...(changesConnection(input) ? { testedAt: null } : {}),
      })
      if (old.imap.host !== imap.host || old.imap.user !== imap.user) forgetNumbers(tx, id)
      releaseHeld(tx)
      tx.emit({ type: 'mailbox.changed', mailboxId: id, message: 'Settings were changed' })
    })
    if (changesConnection(input)) await closeConnections(context, id)
    return show(context, id)
  }),

  remove: os.mailboxes.remove.handler(async ({ input, context }) => {
    context.commit('mailbox.remove', (tx) => {
      const row = need(tx, input.id)
      const using = campaignsUsing(tx, input.id)
      if (using.length > 0) throw stillUsed(row, using)
      const hearing = campaignsHearing(tx, input.id)
      if (hearing.length > 0) throw stillHeard(row, hearing)
      removeMailbox(tx, input.id)
      tx.emit({ type: 'mailbox.changed', mailboxId: input.id, message: `${row.email} was removed` })
    })
    await closeConnections(context, input.id)
    await deleteSecrets(context.ports.secrets, input.id)
    return { ok: true as const }
  }),

  test: os.mailboxes.test.handler(async ({ input, context }) => {
    const row = need(context, input.id)
    const account = await loadAccount(context.db, context.ports.secrets, input.id)
    const checks = await probe(context, account, row.preset as Mailbox['preset'])
    const ok = checks.every((check) => check.ok)
    context.commit('mailbox.test', (tx) => {
      if (ok && findMailbox(tx, input.id)) updateMailbox(tx, input.id, { testedAt: tx.at })
      tx.emit({ type: 'mailbox.changed', mailboxId: input.id, message: ok ? 'The connection test passed' : 'The connection test failed' })
    })
    return { ok, checks, warnings: show(context, input.id).warnings }
  }),

  testDraft: os.mailboxes.testDraft.handler(async ({ input, context }) => {
    const email = checkAddress(input.email)
    const checks = await probe(context, draftAccount(input, email), input.preset)
    return { ok: checks.every((check) => check.ok), checks, warnings: [] }
  }),

  discover: os.mailboxes.discover.handler(({ input, context }) => discoverMailbox(context.ports.discovery, input.email, input)),

  pause: os.mailboxes.pause.handler(({ input, context }) => {
    context.commit('mailbox.pause', (tx) => {
      need(tx, input.id)
      updateMailbox(tx, input.id, { status: 'paused', reason: pausedByPerson })
      tx.emit({ type: 'mailbox.paused', mailboxId: input.id, message: pausedByPerson })
    })
    return show(context, input.id)
  }),

  resume: os.mailboxes.resume.handler(({ input, context }) => {
    context.commit('mailbox.resume', (tx) => {
      const row = need(tx, input.id)
      updateMailbox(tx, input.id, { status: 'active', ...cleared(row, tx.at) })
      tx.emit({ type: 'mailbox.changed', mailboxId: input.id, message: 'It goes on' })
    })
    return show(context, input.id)
  }),
}

function need(context: Pick<EngineContext, 'db'> | EngineContext['db'], id: number): MailboxRow {
  const row = findMailbox('db' in context ? context.db : context, id)
  if (!row) throw notFound('mailbox', id)
  return row
}

function show(context: EngineContext, id: number): Mailbox {
  const [mailbox] = toApi(context.db, [need(context, id)], context.ports.clock.now())
  if (!mailbox) throw notFound('mailbox', id)
  return mailbox
}

/** A limit or a rest that was being waited out ends too; the gap stays. */
function cleared(row: MailboxRow, at: number) {
  const nextSendAt = Math.min(row.nextSendAt, at + (row.gapSeconds + row.gapJitterSeconds) * 1000)
  return { nextSendAt, reason: '', failuresInRow: 0, syncError: null, syncFailures: 0, nextSyncAt: at }
}

/** New settings deserve a new try, except where a person wanted rest. */
function freshStart(before: MailboxRow, at: number) {
  const wanted = before.status === 'paused' && before.reason === pausedByPerson
  return { ...cleared(before, at), ...(wanted ? { reason: pausedByPerson } : { status: 'active' as const }) }
}

const connectionSettings = ['smtp', 'imap', 'credential', 'imapCredential', 'allowUnencrypted', 'allowInvalidCertificate'] as const

function changesConnection(input: Record<string, unknown>): boolean {
  return connectionSettings.some((setting) => input[setting] !== undefined)
}

function checkAddress(input: string): string {
  const address = parseAddress(input)
  if (!address.ok) throw new UserError('BAD_REQUEST', address.problem)
  return address.email
}

function checkEncryption(settings: { smtp: MailServer; imap: MailServer; allowUnencrypted: boolean }): void {
  for (const server of [settings.smtp, settings.imap]) {
    if (mayConnect(server, settings.allowUnencrypted)) continue
    throw new UserError(
      'BAD_REQUEST',
      `The connection to ${server.host} would not be encrypted: password and mail could be read on the way.`,
      {
        advice: 'Choose TLS or STARTTLS, or allow unencrypted connections for this mailbox if you mean it.',
      },
    )
  }
}

/** A stored password goes to no server that it was not entered for. */
function movesAway(from: MailServer, to: MailServer): boolean {
  return to.user !== '' && from.host.toLowerCase() !== to.host.toLowerCase() && !isLoopback(to.host)
}

function passwordNeeded(email: string): UserError {
  return new UserError('PRECONDITION_FAILED', `The server changes, so the password of ${email} has to be entered again.`, {
    advice: 'Send it along with the new server: a stored password is used only where it was entered for.',
  })
}

function refuseSecond(other: MailboxRow | null, email: string): void {
  if (other) throw new UserError('CONFLICT', `There is a mailbox for ${email} already.`, { advice: 'Change that one instead.' })
}

/** Their answers come to this mailbox: without it they could be neither read nor obeyed. */
function stillHeard(row: MailboxRow, names: string[]): UserError {
  return new UserError('CONFLICT', `${row.email} has written to people who are still in: ${listed(names)}. Their answers come to it.`, {
    advice: 'Remove it once they are through, or take them out of these campaigns first. Paused, it only reads.',
    details: { campaigns: names },
  })
}

function listed(names: string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
}

function stillUsed(row: MailboxRow, names: string[]): UserError {
  return new UserError('CONFLICT', `${row.email} is still used by: ${listed(names)}.`, {
    advice: 'Choose another mailbox in these campaigns, or cancel them first.',
    details: { campaigns: names },
  })
}

function draftAccount(input: MailboxInput, email: string): MailAccount {
  const { smtp, imap, credential, imapCredential = credential, allowUnencrypted, allowInvalidCertificate } = input
  return {
    mailboxId: 0,
    email,
    smtp,
    imap,
    smtpCredential: credential,
    imapCredential,
    allowUnencrypted,
    allowInvalidCertificate,
    saveCredential: async () => {},
  }
}

/** Both sign-ins, at the same time. */
async function probe(context: EngineContext, account: MailAccount, preset: Mailbox['preset']): Promise<CheckResult[]> {
  const { mailer, reader } = context.ports
  const check = (part: 'smtp' | 'imap', server: MailServer, credential: Credential, facts: ConnectionProbe) =>
    checkResult({ preset, part, server, auth: credential.kind }, facts)
  const [smtp, imap] = await Promise.all([mailer.verify(account), reader.verify(account)])
  return [check('smtp', account.smtp, account.smtpCredential, smtp), check('imap', account.imap, account.imapCredential, imap)]
}

async function closeConnections({ ports }: EngineContext, id: number): Promise<void> {
  await Promise.all([ports.mailer.close(id), ports.reader.close(id)])
}
