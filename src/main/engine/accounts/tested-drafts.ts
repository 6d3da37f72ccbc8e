import { createHmac, randomBytes } from 'node:crypto'
import type { CredentialInput, MailServer } from '../../../shared/schemas/mailboxes.ts'
import type { Clock } from '../ports/machine.ts'

type Part = 'smtp' | 'imap'

/** Settings as they are tested: all that decides whether a sign-in works. */
export interface TestedSettings {
  email: string
  smtp: MailServer
  imap: MailServer
  credential?: CredentialInput | undefined
  imapCredential?: CredentialInput | undefined
  allowInvalidCertificate: boolean
}

/** A test counts for what is saved soon after it. */
const lastsMs = 15 * 60_000
const mostKept = 100

/** Which settings have just signed in, so that what is saved after a good test need not be tested again. */
export interface TestedDrafts {
  remember(settings: TestedSettings, part: Part): void
  /** Whether both sign-ins of exactly these settings worked a moment ago. */
  has(settings: TestedSettings): boolean
}

/** Kept in memory, as hashes under a key of this process: a password cannot be read or guessed from them. */
export function createTestedDrafts(clock: Pick<Clock, 'now'>): TestedDrafts {
  const key = randomBytes(32)
  const tested = new Map<string, number>()

  function hashOf(settings: TestedSettings, part: Part): string {
    const { email, allowInvalidCertificate, credential, imapCredential = credential } = settings
    const signsIn = part === 'smtp' ? credential : imapCredential
    const { host, port, security, user } = settings[part]
    const facts = [part, email.toLowerCase(), host, port, security, user, signsIn ?? null, allowInvalidCertificate]
    return createHmac('sha256', key).update(JSON.stringify(facts)).digest('base64')
  }

  return {
    remember(settings, part) {
      const [oldest] = tested.keys()
      if (tested.size >= mostKept && oldest !== undefined) tested.delete(oldest)
      tested.set(hashOf(settings, part), clock.now())
    },
    has(settings) {
      if (!settings.credential) return false
      const since = clock.now() - lastsMs
      return (['smtp', 'imap'] as const).every((part) => (tested.get(hashOf(settings, part)) ?? 0) > since)
    },
  }
}
