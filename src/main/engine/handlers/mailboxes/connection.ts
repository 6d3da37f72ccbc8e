import type { CheckResult, Credential, CredentialInput, Mailbox, MailboxInput, MailServer } from '../../../../shared/schemas/mailboxes.ts'
import { loadAccount } from '../../accounts/mail-account.ts'
import type { EngineContext } from '../../context.ts'
import type { MailboxRow } from '../../db/mailboxes/mailboxes.ts'
import type { ConnectionProbe, MailAccount } from '../../ports/mail.ts'

import { checkResult } from '../../rules/mailboxes/connection-problem.ts'
import { classifyDelivery } from '../../rules/sending/delivery.ts'
import { textToHtml } from '../../rules/writing/text-to-html.ts'

type Part = 'smtp' | 'imap'
const both: readonly Part[] = ['smtp', 'imap']

/**
 * The credential that is meant: a sign-in is replaced by the tokens that it brought.
 * @throws UserError PRECONDITION_FAILED where a sign-in is not done, or forgotten
 */
export function resolveCredential(ctx: EngineContext, given: CredentialInput): Credential
export function resolveCredential(ctx: EngineContext, given: CredentialInput | undefined): Credential | undefined
export function resolveCredential(ctx: EngineContext, given: CredentialInput | undefined): Credential | undefined {
  return given?.kind === 'signIn' ? ctx.signIns.credential(given.signInId) : given
}

/** Sign-ins that a mailbox has taken are held no longer. */
export function forgetSignIns(ctx: EngineContext, ...given: (CredentialInput | undefined)[]): void {
  for (const one of given) if (one?.kind === 'signIn') ctx.signIns.forget(one.signInId)
}

/** Settings that are not saved, as an account to be tried. A token that is renewed meanwhile stays with its sign-in. */
export function draftAccount(ctx: EngineContext, input: MailboxInput, email: string): MailAccount {
  const { smtp, imap, allowUnencrypted, allowInvalidCertificate } = input
  const given = { smtp: input.credential, imap: input.imapCredential ?? input.credential }
  const account: MailAccount = {
    mailboxId: 0,
    email,
    smtp,
    imap,
    smtpCredential: resolveCredential(ctx, given.smtp),
    imapCredential: resolveCredential(ctx, given.imap),
    allowUnencrypted,
    allowInvalidCertificate,
    async saveCredential(part, credential) {
      const from = given[part]
      if (from.kind === 'signIn') ctx.signIns.renewed(from.signInId, credential)
    },
  }
  return account
}

/** Signs in and out, to both at the same time unless one is named. */
export async function probe(
  ctx: EngineContext,
  account: MailAccount,
  preset: Mailbox['preset'],
  parts: readonly Part[] = both,
): Promise<CheckResult[]> {
  const { mailer, reader } = ctx.ports
  const check = (part: Part, server: MailServer, credential: Credential, facts: ConnectionProbe) =>
    checkResult({ preset, part, server, auth: credential.kind }, facts)
  return Promise.all(
    parts.map(async (part) =>
      part === 'smtp'
        ? check('smtp', account.smtp, account.smtpCredential, await mailer.verify(account))
        : check('imap', account.imap, account.imapCredential, await reader.verify(account)),
    ),
  )
}

/** Drops what is connected with settings that are no longer those. */
export async function closeConnections({ ports }: EngineContext, id: number): Promise<void> {
  await Promise.all([ports.mailer.close(id), ports.reader.close(id)])
}

/** One message from a mailbox to itself. It costs no credit and leaves no row. */
export async function mailToSelf(ctx: EngineContext, row: MailboxRow): Promise<{ ok: boolean; message: string }> {
  const account = await loadAccount(ctx.db, ctx.ports.secrets, row.id)
  const words = `This is a test from Campaign Desk.\n\nIt left from ${row.email} and came back: this mailbox can send.`
  const text = row.signature ? `${words}\n\n${row.signature}` : words
  const outcome = await ctx.ports.mailer.send(account, {
    messageId: `<${ctx.ports.random.uuid()}@${row.email.slice(row.email.lastIndexOf('@') + 1)}>`,
    date: ctx.ports.clock.now(),
    from: { name: row.senderName, address: row.email },
    to: { name: row.senderName, address: row.email },
    subject: 'A test from Campaign Desk',
    text,
    html: textToHtml(text),
    inReplyTo: '',
    references: [],
    unsubscribeMailto: null,
  })
  const delivery = classifyDelivery(outcome)
  if (delivery.kind === 'sent') return { ok: true, message: `It is on its way to ${row.email}. It cost no credit.` }
  return { ok: false, message: `It was not sent. ${delivery.reason}${delivery.reason.endsWith('.') ? '' : '.'}` }
}
