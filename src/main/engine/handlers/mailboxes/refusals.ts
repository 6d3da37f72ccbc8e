import { UserError } from '../../../../shared/errors.ts'
import type { MailServer } from '../../../../shared/schemas/mailboxes.ts'
import type { MailboxRow } from '../../db/mailboxes/mailboxes.ts'
import { parseAddress } from '../../rules/contacts/address.ts'
import { isLoopback, mayConnect } from '../../rules/mailboxes/unencrypted.ts'

/** @throws UserError BAD_REQUEST for what is no address */
export function checkAddress(input: string): string {
  const address = parseAddress(input)
  if (!address.ok) throw new UserError('BAD_REQUEST', address.problem)
  return address.email
}

/** @throws UserError BAD_REQUEST where a password would go over the network in clear without the operator's word */
export function checkEncryption(settings: { smtp: MailServer; imap: MailServer; allowUnencrypted: boolean }): void {
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
export function movesAway(from: MailServer, to: MailServer): boolean {
  return to.user !== '' && from.host.toLowerCase() !== to.host.toLowerCase() && !isLoopback(to.host)
}

export function passwordNeeded(email: string): UserError {
  return new UserError('PRECONDITION_FAILED', `The server changes, so the password of ${email} has to be entered again.`, {
    advice: 'Send it along with the new server: a stored password is used only where it was entered for.',
  })
}

/** @throws UserError CONFLICT where there is a mailbox of that address */
export function refuseSecond(other: MailboxRow | null, email: string): void {
  if (other) throw new UserError('CONFLICT', `There is a mailbox for ${email} already.`, { advice: 'Change that one instead.' })
}

/** Their answers come to this mailbox: without it they could be neither read nor obeyed. */
export function stillHeard(row: MailboxRow, names: string[]): UserError {
  return new UserError('CONFLICT', `${row.email} has written to people who are still in: ${listed(names)}. Their answers come to it.`, {
    advice: 'Remove it once they are through, or take them out of these campaigns first. Paused, it only reads.',
    details: { campaigns: names },
  })
}

export function stillUsed(row: MailboxRow, names: string[]): UserError {
  return new UserError('CONFLICT', `${row.email} is still used by: ${listed(names)}.`, {
    advice: 'Choose another mailbox in these campaigns, or cancel them first.',
    details: { campaigns: names },
  })
}

function listed(names: string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
}
