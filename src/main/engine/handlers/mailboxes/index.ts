import { notFound } from '../../../../shared/errors.ts'
import type { Mailbox } from '../../../../shared/schemas/mailboxes.ts'
import { discoverMailbox } from '../../accounts/discover-mailbox.ts'
import { deleteSecrets, loadAccount, saveSecrets, secretName } from '../../accounts/mail-account.ts'
import type { EngineContext } from '../../context.ts'
import type { Tx } from '../../db/core/commit.ts'
import {
  campaignsHearing,
  campaignsUsing,
  findMailbox,
  forgetNumbers,
  insertMailbox,
  listMailboxes,
  type MailboxRow,
  mailboxByEmail,
  serversOf,
  toApi,
  updateMailbox,
} from '../../db/mailboxes/mailboxes.ts'
import { releaseHeld } from '../../lifecycle/enrollment/replan.ts'
import { addMailbox, pauseMailboxByHand, removeMailbox, resumeMailbox, tryNewSettings } from '../../lifecycle/mailbox/verbs.ts'
import { os } from '../base.ts'
import { closeConnections, draftAccount, forgetSignIns, mailToSelf, probe, resolveCredential } from './connection.ts'
import { listProviders } from './providers.ts'
import { checkAddress, checkEncryption, movesAway, passwordNeeded, refuseSecond, stillHeard, stillUsed } from './refusals.ts'

const notFinished = 'The settings were not saved completely. Enter the password again.'

export const mailboxes = {
  list: os.mailboxes.list.handler(({ context }) => toApi(context.db, listMailboxes(context.db), context.ports.clock.now())),

  get: os.mailboxes.get.handler(({ input, context }) => show(context, input.id)),

  create: os.mailboxes.create.handler(async ({ input, context }) => {
    const { credential: given, imapCredential: givenImap, ...settings } = input
    const email = checkAddress(input.email)
    checkEncryption(input)
    const credential = resolveCredential(context, given)
    const imapCredential = resolveCredential(context, givenImap)
    const tested = context.testedDrafts.has({ ...input, email })
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
      addMailbox(tx, row, tested)
    })
    forgetSignIns(context, given, givenImap)
    return show(context, row.id)
  }),

  update: os.mailboxes.update.handler(async ({ input, context }) => {
    const { id, credential: given, imapCredential: givenImap, ...changes } = input
    const credential = resolveCredential(context, given)
    const imapCredential = resolveCredential(context, givenImap)
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
    const allowInvalidCertificate = changes.allowInvalidCertificate ?? before.allowInvalidCertificate
    const tested = context.testedDrafts.has({ email, smtp, imap, credential: given, imapCredential: givenImap, allowInvalidCertificate })
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
        ...(changesConnection(input) ? { testedAt: tested ? tx.at : null } : {}),
      })
      tryNewSettings(tx, now)
      if (old.imap.host !== imap.host || old.imap.user !== imap.user) forgetNumbers(tx, id)
      releaseHeld(tx)
      tx.emit({ type: 'mailbox.changed', mailboxId: id, message: 'Settings were changed' })
    })
    forgetSignIns(context, given, givenImap)
    if (changesConnection(input)) await closeConnections(context, id)
    return show(context, id)
  }),

  remove: os.mailboxes.remove.handler(async ({ input, context }) => {
    const take = (tx: Tx) => {
      const row = need(tx, input.id)
      const using = campaignsUsing(tx, input.id)
      if (using.length > 0) throw stillUsed(row, using)
      const hearing = campaignsHearing(tx, input.id)
      if (hearing.length > 0) throw stillHeard(row, hearing)
      removeMailbox(tx, input.id)
      tx.emit({ type: 'mailbox.changed', mailboxId: input.id, message: `${row.email} was removed` })
    }
    // Its passwords go first: once it is gone, nobody could have them removed.
    context.rehearse(take)
    await closeConnections(context, input.id)
    await deleteSecrets(context.ports.secrets, input.id)
    context.commit('mailbox.remove', take)
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
    const parts = input.part ? [input.part] : undefined
    const checks = await probe(context, draftAccount(context, input, email), input.preset, parts)
    for (const { part, ok } of checks) if (ok) context.testedDrafts.remember({ ...input, email }, part)
    return { ok: checks.every((check) => check.ok), checks, warnings: [] }
  }),

  discover: os.mailboxes.discover.handler(({ input, context }) => discoverMailbox(context.ports.discovery, input.email, input)),

  providers: os.mailboxes.providers.handler(({ input, context }) => listProviders(context.ports.signIn, input.email ?? '')),

  startSignIn: os.mailboxes.startSignIn.handler(({ input, context }) => context.signIns.start(input)),

  signIn: os.mailboxes.signIn.handler(({ input, context }) => context.signIns.status(input.signInId)),

  cancelSignIn: os.mailboxes.cancelSignIn.handler(({ input, context }) => {
    context.signIns.forget(input.signInId)
    return { ok: true as const }
  }),

  mailToSelf: os.mailboxes.mailToSelf.handler(({ input, context }) => mailToSelf(context, need(context, input.id))),

  pause: os.mailboxes.pause.handler(({ input, context }) => {
    context.commit('mailbox.pause', (tx) => {
      need(tx, input.id)
      pauseMailboxByHand(tx, input.id)
    })
    return show(context, input.id)
  }),

  resume: os.mailboxes.resume.handler(({ input, context }) => {
    context.commit('mailbox.resume', (tx) => {
      resumeMailbox(tx, need(tx, input.id))
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

const connectionSettings = ['smtp', 'imap', 'credential', 'imapCredential', 'allowUnencrypted', 'allowInvalidCertificate'] as const

function changesConnection(input: Record<string, unknown>): boolean {
  return connectionSettings.some((setting) => input[setting] !== undefined)
}
