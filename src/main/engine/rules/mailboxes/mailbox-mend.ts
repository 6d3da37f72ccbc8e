import { mailboxPausedByPerson } from '../../../../shared/said.ts'
import type { Mailbox } from '../../../../shared/schemas/mailboxes.ts'

/** The reason of a pause that a person wanted. */
export const pausedByPerson = mailboxPausedByPerson

export interface MailboxState {
  status: 'active' | 'paused'
  reason: string
  failuresInRow: number
  syncError: string | null
  testedAt: number | null
  auth: 'password' | 'xoauth2'
}

/** The one thing that puts a mailbox right; null where nothing is wrong. A person's own pause goes before all else. */
export function mendOf({ status, reason, failuresInRow, syncError, testedAt, auth }: MailboxState): Mailbox['mend'] {
  if (status === 'paused') {
    if (reason === pausedByPerson) return 'resume'
    // Messages failed one by one, or a server could not prove who it is: the password is not what is wrong.
    if (failuresInRow > 0 || /certificate/i.test(reason)) return 'test'
    return auth === 'xoauth2' ? 'sign_in' : 'password'
  }
  return syncError !== null || testedAt === null ? 'test' : null
}
