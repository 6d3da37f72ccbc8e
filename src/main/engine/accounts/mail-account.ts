import { notFound, UserError } from '../../../shared/errors.ts'
import { type Credential, credential as credentialForm } from '../../../shared/schemas/mailboxes.ts'
import type { Db } from '../db/core/open.ts'
import { findMailbox, serversOf } from '../db/mailboxes/mailboxes.ts'
import type { Secrets } from '../ports/machine.ts'
import type { MailAccount } from '../ports/mail.ts'

type Part = 'smtp' | 'imap'

/** Where a mailbox's secrets are kept. IMAP has one of its own only where it signs in otherwise than SMTP. */
export function secretName(mailboxId: number, part: Part): string {
  return `mailbox/${mailboxId}/${part}`
}

/**
 * All that is needed to sign in to a mailbox: its row, and its secrets from where they are kept.
 * @throws UserError NOT_FOUND where there is no such mailbox, PRECONDITION_FAILED where its password is missing
 */
export async function loadAccount(db: Db, secrets: Secrets, mailboxId: number): Promise<MailAccount> {
  const row = findMailbox(db, mailboxId)
  if (!row) throw notFound('mailbox', mailboxId)
  const [smtp, imap] = await Promise.all([readSecret(secrets, mailboxId, 'smtp'), readSecret(secrets, mailboxId, 'imap')])
  if (!smtp) {
    throw new UserError('PRECONDITION_FAILED', `The password of ${row.email} is not stored on this machine.`, {
      advice: 'Enter it again in the settings of this mailbox.',
    })
  }
  const account: MailAccount = {
    mailboxId,
    email: row.email,
    ...serversOf(row),
    smtpCredential: smtp,
    imapCredential: imap ?? smtp,
    allowUnencrypted: row.allowUnencrypted,
    allowInvalidCertificate: row.allowInvalidCertificate,
    async saveCredential(part, credential) {
      const shared = imap === null
      await secrets.set(secretName(mailboxId, shared ? 'smtp' : part), JSON.stringify(credential))
      if (!shared) return
      account.smtpCredential = credential
      account.imapCredential = credential
    },
  }
  return account
}

/** Keeps what was given; leaves the rest as it is. */
export async function saveSecrets(
  secrets: Secrets,
  mailboxId: number,
  given: { credential?: Credential | undefined; imapCredential?: Credential | undefined },
): Promise<void> {
  if (given.credential) await secrets.set(secretName(mailboxId, 'smtp'), JSON.stringify(given.credential))
  if (given.imapCredential) await secrets.set(secretName(mailboxId, 'imap'), JSON.stringify(given.imapCredential))
}

/** @throws UserError PRECONDITION_FAILED where they cannot be removed */
export async function deleteSecrets(secrets: Secrets, mailboxId: number): Promise<void> {
  try {
    await secrets.delete(secretName(mailboxId, 'smtp'))
    await secrets.delete(secretName(mailboxId, 'imap'))
  } catch {
    throw new UserError('PRECONDITION_FAILED', 'The passwords of this mailbox could not be removed, so the mailbox is still here.', {
      advice: 'Unlock the keychain, or free space on the disk, and try again.',
    })
  }
}

async function readSecret(secrets: Secrets, mailboxId: number, part: Part): Promise<Credential | null> {
  const text = await secrets.get(secretName(mailboxId, part))
  if (text === null) return null
  try {
    return credentialForm.parse(JSON.parse(text))
  } catch {
    return null
  }
}
